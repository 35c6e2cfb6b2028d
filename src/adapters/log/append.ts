import type { NewEvent, Recorded } from '../../events/recorded.ts'
import { stamp, type upcasts } from '../../events/upcast.ts'
import { type Entry, entryAfter } from './chain.ts'

/** The log's last position and its hash. */
export interface Tip {
  readonly position: number
  readonly chain: string
}

/** The events of an append that the log does not know yet, each id once. */
export const unknown = (
  events: readonly NewEvent[],
  known: (id: string) => boolean,
): readonly NewEvent[] => {
  const seen = new Set<string>()
  return events.filter(({ id }) => {
    if (id === undefined) return true
    if (known(id) || seen.has(id)) return false
    seen.add(id)
    return true
  })
}

/** The entries that append events of a run to a log with this tip. */
export const entriesAfter = (
  tip: Tip,
  events: readonly NewEvent[],
  at: { readonly run: string; readonly version: number; readonly now: Date },
  table: typeof upcasts,
): readonly Entry[] => {
  let { position, chain } = tip
  return events.map(({ event, id }, index) => {
    position += 1
    const recorded: Recorded = {
      position,
      run: at.run,
      version: at.version + index + 1,
      at: at.now.toISOString(),
      ...(id === undefined ? {} : { id }),
      event: stamp(event, table) as Recorded['event'],
    }
    const entry = entryAfter(chain, recorded)
    chain = entry.chain
    return entry
  })
}

/** A name that a store can keep apart from every other: not empty, and text that has UTF-8. Anything else is our own mistake. */
export const assertName = (name: string): void => {
  if (name === '' || /\p{Surrogate}/u.test(name)) {
    throw new Error(`${JSON.stringify(name)} can name neither a run nor an event.`)
  }
}

/** The projection a log keeps under this name; asking for another is our own mistake. */
export const assertKept = <View extends { readonly name: string }>(
  views: readonly View[],
  { name }: { readonly name: string },
): void => {
  if (!views.some(view => view.name === name)) throw new Error(`This log keeps no view "${name}".`)
}

/** Runs one piece of work after the other, whatever becomes of those before. */
export const queue = () => {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }
}
