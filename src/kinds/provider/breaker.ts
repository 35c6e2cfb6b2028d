import pLimit from 'p-limit'
import { fold } from '../../engine/fold.ts'
import { runName } from '../../engine/run-name.ts'
import { type ProviderRun, provider } from '../../machines/provider.ts'
import type { Breaker } from '../../ports/breaker.ts'
import type { EventLog } from '../../ports/log.ts'

/** The circuit breaker of a provider, kept in the log as the run `provider/<name>`. All processes use the same `name`. */
export const breakerOf = (log: EventLog, name: string): Breaker => {
  const run = runName('provider', name)
  let known: { readonly version: number; readonly state: ProviderRun } | undefined

  const read = async () => {
    const past = await log.read(run)
    const events = past.map(({ event }) => event)
    const state = fold(provider, events).context as ProviderRun
    known = { version: past.length, state }
    return known
  }

  // Several drafts run at a time, and each event must follow the one before it.
  const inTurn = pLimit(1)

  return {
    state: () => inTurn(async () => (known ?? (await read())).state),
    record: decide =>
      inTurn(async () => {
        const { version, state } = known ?? (await read())
        const event = decide(state)
        if (!event) return
        await log.append(run, [{ event }], version)
        await read()
      }),
  }
}
