import { ActivationRequest } from '../../../events/activation.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'

/** What a run was asked for with. */
export const requestOf = ({ request }: Pick<SteppedRun, 'request'>): ActivationRequest =>
  ActivationRequest.parse(request)
