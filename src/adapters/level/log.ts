import { LRUCache } from 'lru-cache'
import pLimit from 'p-limit'
import { logUnavailable, stateUnwritable } from '../../errors/log.ts'
import type { Recorded } from '../../events/recorded.ts'
import { upcast, upcasts } from '../../events/upcast.ts'
import type { EventLog, RunEvents } from '../../ports/log.ts'
import {
  type AnyProjection,
  assertFoldable,
  type ComparedView,
  foldedWith,
  type View,
} from '../../ports/projection.ts'
import { additionsOf, assertKept, assertNames, entriesAfter, type Tip } from '../log/append.ts'
import type { Entry } from '../log/chain.ts'
import { comparison } from '../log/comparison.ts'
import { batch, type Database, lookup, readingFailed } from './database.ts'
import { chainAt, entriesOf, pages, versionAt } from './entries.ts'
import {
  countKey,
  headKey,
  idKey,
  logKey,
  numberText,
  type Operation,
  put,
  runKey,
} from './keys.ts'
import { levelViews } from './views.ts'

/** How many recently used runs to keep in memory; for others the version is read from the database. */
const remembered = 500

/** The event log over an opened and checked database, with its views up to date. `opened` is the log's tip. */
export const levelLog = async (
  db: Database,
  opened: Tip,
  options: {
    readonly folder: string
    readonly projections: readonly AnyProjection[]
    readonly now?: () => Date
    readonly upcasts?: typeof upcasts
    /** The database is a copy that nobody appends to, so nothing in it needs cleaning up. */
    readonly copy?: boolean
  },
): Promise<EventLog> => {
  const { folder, projections, now = () => new Date(), upcasts: table = upcasts } = options
  assertFoldable(projections)
  const exclusive = pLimit(1)
  const versions = new LRUCache<string, number>({ max: remembered })
  const views = levelViews(db, projections)
  let tip = opened
  /**
   * Why writing is no longer possible: after a failed write, LevelDB's handle is unusable until the database is opened
   * again.
   */
  let broken: unknown

  const present = (recorded: Recorded): Recorded => {
    const event = upcast(recorded.event, table) as Recorded['event']
    return event === recorded.event ? recorded : { ...recorded, event }
  }

  const assertWritable = (): void => {
    if (broken !== undefined) throw logUnavailable(folder, broken)
  }

  const appended = async (runs: readonly RunEvents[]): Promise<readonly Recorded[]> => {
    assertWritable()
    const additions = additionsOf(
      runs,
      id => lookup(db, [idKey(id)])[0] !== undefined,
      (run, expected) => versions.get(run) ?? versionAt(db, run, expected),
    )
    if (additions.length === 0) return []
    const entries = entriesAfter(tip, additions, now(), table)
    const recorded = entries.map(entry => entry.recorded)
    const change = views.change(recorded)
    const all = [...operations(entries), ...change.operations]
    await batch(db, all, { sync: true }).catch(error => {
      broken = error
      throw stateUnwritable(folder, error)
    })
    tip = tipOf(entries)
    for (const { run, version } of recorded) versions.set(run, version)
    change.written()
    return recorded
  }

  const appendAll = async (runs: readonly RunEvents[]): Promise<readonly Recorded[]> => {
    assertNames(runs)
    return await exclusive(() => appended(runs)).catch(toldOf(folder))
  }

  async function* presentPages(after: number): AsyncGenerator<Recorded[]> {
    if (after >= tip.position) return
    for await (const page of pages(db, after, tip)) yield page.map(present)
  }

  const refold = async (view: AnyProjection): Promise<void> => {
    assertWritable()
    await views.refold(foldedWith(projections, view), presentPages(0)).catch(error => {
      // A half-folded view must not be folded further.
      broken = error
      throw error
    })
  }

  for (const view of await views.outdated()) await refold(view)
  if (!options.copy) await views.dropOthers()

  return {
    append: (run, events, expected) => appendAll([{ run, events, expected }]),
    appendAll,
    async read(run) {
      return (await entriesOf(db, run).catch(toldOf(folder))).map(present)
    },
    async *all(after = 0) {
      try {
        for await (const page of presentPages(after)) yield* page
      } catch (error) {
        throw readingFailed(folder, error)
      }
    },
    async head() {
      return tip
    },
    chain: position => chainAt(db, position).catch(toldOf(folder)),
    async row<Row>(view: View<Row>, key: string) {
      assertKept(projections, view)
      // The only cast here: a row has the type that its projection folds to.
      return (await views.row(view.name, key).catch(toldOf(folder))) as Row | undefined
    },
    async rowsOf<Row>(view: View<Row>, keys: readonly string[]) {
      assertKept(projections, view)
      const found = await views.rowsOf(view.name, keys).catch(toldOf(folder))
      return found as (Row | undefined)[]
    },
    async *rows<Row>(view: View<Row>, prefix?: string) {
      assertKept(projections, view)
      try {
        for await (const [key, row] of views.rows(view.name, prefix))
          yield [key, row as Row] as const
      } catch (error) {
        throw readingFailed(folder, error)
      }
    },
    async rebuild(view) {
      assertKept(projections, view)
      await exclusive(() => refold(view)).catch(toldOf(folder))
    },
    async compareViews() {
      const compared = async () => {
        const comparing = comparison(projections, views.stored)
        for await (const page of presentPages(0)) comparing.add(page)
        const found: ComparedView[] = []
        for (const { name } of projections)
          found.push(await comparing.compare(name, views.rows(name)))
        return found
      }
      return await exclusive(compared).catch(toldOf(folder))
    },
    /** Finishes work in progress. Whoever opened the database closes it. */
    async close() {
      await exclusive(async () => {
        broken ??= new Error('The log was closed.')
      })
    },
  }
}

/** The operations of an append, apart from its views: events, their indexes, the runs' counts and the log's tip. */
const operations = (entries: readonly Entry[]): Operation[] => [
  ...entries.flatMap(entryOperations),
  ...countsOf(entries),
  put(headKey, JSON.stringify(tipOf(entries))),
]

/** The last version of each run. */
const countsOf = (entries: readonly Entry[]): Operation[] => {
  const counts = new Map(entries.map(({ recorded: { run, version } }) => [run, version]))
  return [...counts].map(([run, version]) => put(countKey(run), numberText(version)))
}

/** An entry and its indexes. */
export const entryOperations = ({
  text,
  recorded: { position, run, version, id },
}: Entry): Operation[] => [
  put(logKey(position), text),
  put(runKey(run, version), numberText(position)),
  ...(id === undefined ? [] : [put(idKey(id), numberText(position))]),
]

const tipOf = (entries: readonly Entry[]): Tip => {
  const { chain, recorded } = entries.at(-1) as Entry
  return { position: recorded.position, chain }
}

const toldOf =
  (folder: string) =>
  (error: unknown): never => {
    throw readingFailed(folder, error)
  }
