import { withDeadline as within } from '../http/deadline.ts'
import { aborted, timedOut } from './failures.ts'

/** Asks a model until its time is up or the person's signal aborts: MODEL_TIMEOUT, MODEL_ABORTED. */
export const withDeadline = <Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  {
    name,
    signal,
    milliseconds,
  }: { readonly name: string; readonly signal: AbortSignal; readonly milliseconds: number },
): Promise<Result> =>
  within(work, {
    signal,
    milliseconds,
    aborted: () => aborted(name),
    timedOut: () => timedOut(name, milliseconds),
  })
