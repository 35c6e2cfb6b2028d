import pLimit from 'p-limit'
import { logUnavailable } from '../../errors/log.ts'
import type { Recorded } from '../../events/recorded.ts'
import { upcast, upcasts } from '../../events/upcast.ts'
import type { EventLog, RunEvents } from '../../ports/log.ts'
import {
  type AnyProjection,
  assertFoldable,
  foldedWith,
  type View,
} from '../../ports/projection.ts'
import { additionsOf, assertKept, assertNames, entriesAfter, type Tip } from '../log/append.ts'
import { chainOf, eventIn, genesis, verified } from '../log/chain.ts'
import { comparison } from '../log/comparison.ts'
import { foldedRows, placeOf, type StoredChange } from '../log/rows.ts'

/** The contents of a memory log. A new log that gets them acts like a log that is opened again. */
export interface Memory {
  /** Entries as they would be on disk, by position from 1. */
  readonly entries: string[]
  readonly rows: Map<string, string>
  /** The version of each view when it was last folded. */
  readonly views: Map<string, number>
}

export const memory = (): Memory => ({ entries: [], rows: new Map(), views: new Map() })

/** The event log in memory. It keeps all promises of the log on disk, except that it does not outlive the process. */
export const memoryLog = (options: {
  readonly projections: readonly AnyProjection[]
  readonly now?: () => Date
  readonly upcasts?: typeof upcasts
  readonly memory?: Memory
}): EventLog => {
  const { projections, now = () => new Date(), upcasts: table = upcasts } = options
  const { entries, rows, views } = options.memory ?? memory()
  assertFoldable(projections)
  const exclusive = pLimit(1)
  let closed = false

  const tip = (): Tip => ({
    position: entries.length,
    chain: chainOf(entries.at(-1) ?? '') ?? genesis,
  })

  /** The positions of each run's events, and the used ids; both are only indexes of the entries. */
  const positions = new Map<string, number[]>()
  const ids = new Set<string>()
  const index = ({ run, position, id }: Recorded): void => {
    const places = positions.get(run)
    if (places) places.push(position)
    else positions.set(run, [position])
    if (id !== undefined) ids.add(id)
  }

  /** The text that was verified at each position. While the text is the same it stays valid, because memory does not rot. */
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

  const keep = (changes: ReadonlyMap<string, StoredChange>): void => {
    for (const [place, { after }] of changes) {
      if (after === undefined) rows.delete(place)
      else rows.set(place, after)
    }
  }
  const folded = (kept: readonly AnyProjection[], events: readonly Recorded[]) =>
    foldedRows(kept, events, place => rows.get(place))

  const refold = (view: AnyProjection): void => {
    const group = foldedWith(projections, view)
    for (const { name } of group) {
      views.delete(name)
      for (const place of [...rows.keys()].filter(isOf(name))) rows.delete(place)
    }
    keep(folded(group, everyPosition().map(present)))
    for (const { name, version } of group) views.set(name, version)
  }

  everyPosition().map(asRecorded).forEach(index)
  for (const view of projections) if (views.get(view.name) !== view.version) refold(view)
  for (const name of [...views.keys()]) {
    if (!projections.some(view => view.name === name)) views.delete(name)
  }

  const rowOf = <Row>(view: View<Row>, key: string): Row | undefined => {
    assertKept(projections, view)
    const text = rows.get(placeOf(view.name, key))
    // The only cast here: a row has the type that its projection folds to.
    return text === undefined ? undefined : (JSON.parse(text) as Row)
  }

  async function* everyRow(view: string, prefix = ''): AsyncGenerator<[string, unknown]> {
    const start = placeOf(view, '').length
    const isIts = isOf(view, prefix)
    for (const [place, text] of [...rows].filter(([name]) => isIts(name)).sort(byBytes))
      yield [place.slice(start), JSON.parse(text)]
  }

  const appended = (runs: readonly RunEvents[]): Recorded[] => {
    if (closed) throw logUnavailable('memory', undefined)
    const additions = additionsOf(
      runs,
      id => ids.has(id),
      run => positions.get(run)?.length ?? 0,
    )
    if (additions.length === 0) return []
    const added = entriesAfter(tip(), additions, now(), table)
    const recorded = added.map(entry => entry.recorded)
    keep(folded(projections, recorded))
    entries.push(...added.map(({ text }) => text))
    recorded.forEach(index)
    return recorded
  }

  const appendAll = async (runs: readonly RunEvents[]): Promise<readonly Recorded[]> => {
    assertNames(runs)
    return await exclusive(async () => appended(runs))
  }

  return {
    append: (run, events, expected) => appendAll([{ run, events, expected }]),
    appendAll,
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
    async chain(position) {
      return chainOf(entries[position - 1] ?? '') ?? genesis
    },
    async row<Row>(view: View<Row>, key: string) {
      return rowOf(view, key)
    },
    async rowsOf<Row>(view: View<Row>, keys: readonly string[]) {
      return keys.map(key => rowOf(view, key))
    },
    rows<Row>(view: View<Row>, prefix?: string) {
      assertKept(projections, view)
      return everyRow(view.name, prefix) as AsyncIterable<readonly [string, Row]>
    },
    async compareViews() {
      const comparing = comparison(projections, place => rows.get(place))
      comparing.add(everyPosition().map(present))
      return await Promise.all(
        projections.map(({ name }) => comparing.compare(name, everyRow(name))),
      )
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

const isOf = (view: string, prefix = ''): ((place: string) => boolean) => {
  const start = placeOf(view, prefix)
  return place => place.startsWith(start)
}

/** Sorts as a store that compares bytes does; JavaScript orders strings with surrogates differently. */
const byBytes = ([a]: [string, string], [b]: [string, string]): number => {
  if (surrogates.test(a) || surrogates.test(b))
    return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : 1
}
const surrogates = /[\ud800-\udfff]/
