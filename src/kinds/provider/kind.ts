import { defineKind } from '../../engine/define-kind.ts'
import type { ViewReader } from '../../engine/kind.ts'
import { parseRun } from '../../engine/run-name.ts'
import { ProviderEvent } from '../../events/provider.ts'
import { provider as machine, type ProviderRun } from '../../machines/provider.ts'
import { status } from '../../projections/status.ts'

/** How each model provider responded. A record: it asks for no effect. */
export const provider = defineKind({
  name: 'provider',
  event: ProviderEvent,
  machine,
  isRecord: true,
  report: async log => ({ providers: await providersIn(log) }),
})

/** A provider that did not always answer, in its last known state. */
export interface ReportedProvider {
  readonly provider: string
  /** `closed`: git-doc calls it; `open`: git-doc does not call it until `until`; `half-open`: one request tests it. */
  readonly state: string
  readonly failures: number
  readonly class?: string | undefined
  readonly reason?: string | undefined
  readonly until?: string | undefined
}

const providersIn = async (log: ViewReader): Promise<readonly ReportedProvider[]> => {
  const providers: ReportedProvider[] = []
  for await (const [run, { state, context }] of log.rows(status, 'provider/')) {
    // Rows of this kind hold the context of its chart.
    const { failures, class: errorClass, reason, until } = context as ProviderRun
    providers.push({
      provider: parseRun(run).key,
      state,
      failures,
      class: errorClass,
      reason,
      until,
    })
  }
  return providers
}
