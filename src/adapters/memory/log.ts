import { logUnavailable, versionConflict } from '../../errors.ts'
import type { NewEvent, Recorded } from '../../events/recorded.ts'
import { upcast, upcasts } from '../../events/upcast.ts'
import type { EventLog, Projection } from '../../ports/log.ts'
import { assertKept, assertName, entriesAfter, queue, type Tip, unknown } from '../log/append.ts'
import { chainOf, eventIn, genesis, verified } from '../log/chain.ts'
import { foldedRows, placeOf, type RowChange } from '../log/rows.ts'

/** What a memory log keeps; given to the next one, it is a log that is opened again. */
export interface Memory {
  /** Entries as they would be on disk, by position from 1. */
  readonly entries: string[]
  readonly rows: Map<string, string>
  /** The version of each view as it was folded last. */
  readonly views: Map<string, number>
}

export const memory = (): Memory => ({ entries: [], rows: new Map(), views: new Map() })

/** The event log in memory, with the promises of the one on disk but for outliving the process. */
export const memoryLog = (options: {
  readonly projections: readonly Projection[]
  readonly now?: () => Date
  readonly upcasts?: typeof upcasts
  readonly memory?: Memory
}): EventLog => {
  const { projections, now = () => new Date(), upcasts: table = upcasts } = options
  const { entries, rows, views } = options.memory ?? memory()
  const exclusive = queue()
  let closed = false

  const tip = (): Tip => ({
    position: entries.length,
    chain: chainOf(entries.at(-1) ?? '') ?? genesis,
  })

  /** Where each run's events are, and which ids were used: indexes of the entries, nothing more. */
  const positions = new Map<string, number[]>()
  const ids = new Set<string>()
  const index = ({ run, position, id }: Recorded): void => {
    const places = positions.get(run)
    if (places) places.push(position)
    else positions.set(run, [position])
    if (id !== undefined) ids.add(id)
  }

  /** Texts that were verified at their positions: one that is the same still is, for text in memory does not rot. */
  const sound: string[] = []
  const asRecorded = (position: number): Recorded => {
    const text = entries[position - 1] ?? ''
    if (text === sound[position - 1]) return eventIn(text)
    const previous = chainOf(entries[position - 2] ?? '') ?? genesis
    const recorded = verified(text, previous, position)
    sound[position - 1] = text
    return recorded
  }
  const present = (position: number): Recorded => {
    const recorded = asRecorded(position)
    return { ...recorded, event: upcast(recorded.event, table) as Recorded['event'] }
  }
  const everyPosition = (): number[] => entries.map((_, at) => at + 1)

  const keep = (changes: ReadonlyMap<string, RowChange>): void => {
    for (const [place, { after }] of changes) {
      if (after === undefined) rows.delete(place)
      else rows.set(place, after)
    }
  }
  const folded = (kept: readonly Projection[], events: readonly Recorded[]) =>
    foldedRows(kept, events, place => rows.get(place))

  const refold = (view: Projection): void => {
    views.delete(view.name)
    for (const place of [...rows.keys()].filter(isOf(view.name))) rows.delete(place)
    keep(folded([view], everyPosition().map(present)))
    views.set(view.name, view.version)
  }

  everyPosition().map(asRecorded).forEach(index)
  for (const view of projections) if (views.get(view.name) !== view.version) refold(view)
  for (const name of [...views.keys()]) {
    if (!projections.some(view => view.name === name)) views.delete(name)
  }

  const appended = (run: string, events: readonly NewEvent[], expected: number): Recorded[] => {
    if (closed) throw logUnavailable('memory', undefined)
    const fresh = unknown(events, id => ids.has(id))
    if (fresh.length === 0) return []
    const version = positions.get(run)?.length ?? 0
    if (version !== expected) throw versionConflict(run, version, expected)

    const added = entriesAfter(tip(), fresh, { run, version, now: now() }, table)
    const recorded = added.map(entry => entry.recorded)
    keep(folded(projections, recorded))
    entries.push(...added.map(({ text }) => text))
    recorded.forEach(index)
    return recorded
  }

  return {
    async append(run, events, expected) {
      assertName(run)
      for (const { id } of events) if (id !== undefined) assertName(id)
      return await exclusive(async () => appended(run, events, expected))
    },
    async read(run) {
      return (positions.get(run) ?? []).map(present)
    },
    async *all(after = 0) {
      const last = entries.length
      for (let position = after + 1; position <= last; position += 1) yield present(position)
    },
    async head() {
      return tip()
    },
    async row<Row>(view: Projection<Row>, key: string) {
      assertKept(projections, view)
      const place = placeOf(view.name, key)
      const text = rows.get(place)
      // The one cast of this boundary: what a projection folded is read as what it folds.
      return text === undefined ? undefined : (JSON.parse(text) as Row)
    },
    async *rows<Row>(view: Projection<Row>) {
      assertKept(projections, view)
      const start = placeOf(view.name, '').length
      const isIts = isOf(view.name)
      for (const [place, text] of [...rows].filter(([name]) => isIts(name)).sort(byBytes)) {
        yield [place.slice(start), JSON.parse(text) as Row] as const
      }
    },
    async rebuild(view) {
      assertKept(projections, view)
      await exclusive(async () => refold(view))
    },
    async close() {
      await exclusive(async () => {
        closed = true
      })
    },
  }
}

const isOf = (view: string): ((place: string) => boolean) => {
  const start = placeOf(view, '')
  return place => place.startsWith(start)
}

/** The order of a store that sorts bytes, which differs from that of JavaScript's strings where there are surrogates. */
const byBytes = ([a]: [string, string], [b]: [string, string]): number => {
  if (surrogates.test(a) || surrogates.test(b))
    return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : 1
}
const surrogates = /[\ud800-\udfff]/
