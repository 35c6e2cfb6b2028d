import { kindOf } from '../kinds.ts'
import { fold } from '../machines/fold.ts'
import type { ProviderRun } from '../machines/provider.ts'
import type { EventLog } from '../ports/log.ts'
import type { Breaker } from '../ports/provider.ts'

/** The breaker of a provider, kept in the log as the run `provider/<name>`; `name` is stable from process to process. */
export const breakerOf = (log: EventLog, name: string): Breaker => {
  const run = `provider/${name}`
  let version: number | undefined
  let standing: ProviderRun = { failures: 0, openings: 0 }
  let last: Promise<unknown> = Promise.resolve()

  const read = async (): Promise<number> => {
    const past = await log.read(run)
    const events = past.map(({ event }) => event)
    standing = fold(kindOf(run).machine, events).context as ProviderRun
    version = past.length
    return past.length
  }

  /** One after the other: drafts are made several at a time. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }

  return {
    standing: () =>
      inTurn(async () => {
        if (version === undefined) await read()
        return standing
      }),
    record: decide =>
      inTurn(async () => {
        const expected = version ?? (await read())
        const event = decide(standing)
        if (!event) return
        await log.append(run, [{ event }], expected)
        await read()
      }),
  }
}
