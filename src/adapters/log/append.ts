import { versionConflict } from '../../errors/log.ts'
import type { NewEvent, Recorded } from '../../events/recorded.ts'
import { stamp, type upcasts } from '../../events/upcast.ts'
import type { RunEvents } from '../../ports/log.ts'
import { type Entry, entryAfter } from './chain.ts'

/** The log's last position and its hash. */
export interface Tip {
  readonly position: number
  readonly chain: string
}

/** What to append to one run: its new events, and its current version. */
export interface Addition {
  readonly run: string
  readonly events: readonly NewEvent[]
  readonly version: number
}

/**
 * The additions of an append. It leaves out events whose ids the log knows, repeated ids, and runs without new events.
 * Throws VERSION_CONFLICT if another run is not at its expected version.
 */
export const additionsOf = (
  runs: readonly RunEvents[],
  known: (id: string) => boolean,
  versionOf: (run: string, expected: number) => number,
): readonly Addition[] => {
  const seen = new Set<string>()
  const isNew = ({ id }: NewEvent): boolean => {
    if (id === undefined) return true
    if (known(id) || seen.has(id)) return false
    seen.add(id)
    return true
  }
  const versions = new Map<string, number>()
  const additions: Addition[] = []
  for (const { run, events, expected } of runs) {
    const fresh = events.filter(isNew)
    if (fresh.length === 0) continue
    const version = versions.get(run) ?? versionOf(run, expected)
    if (version !== expected) throw versionConflict(run, version, expected)
    additions.push({ run, events: fresh, version })
    versions.set(run, version + fresh.length)
  }
  return additions
}

/** The entries that the additions become in a log with this tip. */
export const entriesAfter = (
  tip: Tip,
  additions: readonly Addition[],
  now: Date,
  table: typeof upcasts,
): readonly Entry[] => {
  let { position, chain } = tip
  const at = now.toISOString()
  return additions.flatMap(({ run, events, version }) =>
    events.map(({ event, id, actor, cause }, index) => {
      position += 1
      const recorded: Recorded = {
        position,
        run,
        version: version + index + 1,
        at,
        ...(id !== undefined && { id }),
        ...(actor !== undefined && { actor }),
        ...(cause !== undefined && { cause }),
        event: stamp(event, table) as Recorded['event'],
      }
      const entry = entryAfter(chain, recorded)
      chain = entry.chain
      return entry
    }),
  )
}

/** Throws if a run or an id is not a valid name; that is a bug in the caller. */
export const assertNames = (runs: readonly RunEvents[]): void => {
  for (const { run, events } of runs) {
    assertName(run)
    for (const { id } of events) if (id !== undefined) assertName(id)
  }
}

/** Throws unless a store can keep the name apart from all others: it must not be empty, and must be valid Unicode. */
const assertName = (name: string): void => {
  if (name === '' || /\p{Surrogate}/u.test(name)) {
    throw new Error(`${JSON.stringify(name)} is not a valid name for a run or an event.`)
  }
}

/** The projection that a log keeps under this name. Asking for another one is a bug in the caller. */
export const assertKept = <View extends { readonly name: string }>(
  views: readonly View[],
  { name }: { readonly name: string },
): void => {
  if (!views.some(view => view.name === name))
    throw new Error(`This log does not keep a view "${name}".`)
}
