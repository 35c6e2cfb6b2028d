import { logUnavailable, stateUnwritable, versionConflict } from '../../errors.ts'
import type { NewEvent, Recorded } from '../../events/recorded.ts'
import { upcast, upcasts } from '../../events/upcast.ts'
import type { EventLog, Projection } from '../../ports/log.ts'
import { assertKept, assertName, entriesAfter, queue, type Tip, unknown } from '../log/append.ts'
import type { Entry } from '../log/chain.ts'
import { batch, type Database, lookup, readingFailed } from './database.ts'
import { entriesOf, pages, versionAt } from './entries.ts'
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
import { recent } from './recent.ts'
import { levelViews } from './views.ts'

/** Runs that are at work now; of others the version is read from the database. */
const remembered = 500

/** The event log over a database that was opened and looked over, with its views brought up to date; `opened` is where it ends. */
export const levelLog = async (
  db: Database,
  opened: Tip,
  options: {
    readonly folder: string
    readonly projections: readonly Projection[]
    readonly now?: () => Date
    readonly upcasts?: typeof upcasts
    /** Nobody goes on with it, so nothing in it needs to be tidied. */
    readonly copy?: boolean
  },
): Promise<EventLog> => {
  const { folder, projections, now = () => new Date(), upcasts: table = upcasts } = options
  const exclusive = queue()
  const versions = recent<number>(remembered)
  const views = levelViews(db, projections)
  let tip = opened
  /** Why nothing more can be written: after a failed write LevelDB's handle is of no use until it is opened anew. */
  let broken: unknown

  const present = (recorded: Recorded): Recorded => {
    const event = upcast(recorded.event, table) as Recorded['event']
    return event === recorded.event ? recorded : { ...recorded, event }
  }

  const assertWritable = (): void => {
    if (broken !== undefined) throw logUnavailable(folder, broken)
  }

  const appended = async (
    run: string,
    events: readonly NewEvent[],
    expected: number,
  ): Promise<readonly Recorded[]> => {
    assertWritable()
    const fresh = unknown(events, id => lookup(db, [idKey(id)])[0] !== undefined)
    if (fresh.length === 0) return []
    const version = versions.get(run) ?? versionAt(db, run, expected)
    if (version !== expected) throw versionConflict(run, version, expected)

    const entries = entriesAfter(tip, fresh, { run, version, now: now() }, table)
    const recorded = entries.map(entry => entry.recorded)
    const change = views.change(recorded)
    const all = [...operations(entries), ...change.operations]
    await batch(db, all, { sync: true }).catch(error => {
      broken = error
      throw stateUnwritable(folder, error)
    })
    tip = tipOf(entries)
    versions.set(run, version + entries.length)
    change.written()
    return recorded
  }

  async function* presentPages(after: number): AsyncGenerator<Recorded[]> {
    if (after >= tip.position) return
    for await (const page of pages(db, after, tip)) yield page.map(present)
  }

  const refold = async (view: Projection): Promise<void> => {
    assertWritable()
    await views.refold(view, presentPages(0)).catch(error => {
      // Half folded, the view must not be folded on.
      broken = error
      throw error
    })
  }

  for (const view of await views.outdated()) await refold(view)
  if (!options.copy) await views.dropOthers()

  return {
    async append(run, events, expected) {
      assertName(run)
      for (const { id } of events) if (id !== undefined) assertName(id)
      return await exclusive(() => appended(run, events, expected)).catch(toldOf(folder))
    },
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
    async row<Row>(view: Projection<Row>, key: string) {
      assertKept(projections, view)
      // The one cast of this boundary: what a projection folded is read as what it folds.
      return (await views.row(view.name, key).catch(toldOf(folder))) as Row | undefined
    },
    async *rows<Row>(view: Projection<Row>) {
      assertKept(projections, view)
      try {
        for await (const [key, row] of views.rows(view.name)) yield [key, row as Row] as const
      } catch (error) {
        throw readingFailed(folder, error)
      }
    },
    async rebuild(view) {
      assertKept(projections, view)
      await exclusive(() => refold(view)).catch(toldOf(folder))
    },
    /** What was begun is finished first. The database itself is closed by whoever opened it. */
    async close() {
      await exclusive(async () => {
        broken ??= new Error('The log was closed.')
      })
    },
  }
}

/** What one append does beside its views: events, their indexes, the run's count and the log's tip. */
const operations = (entries: readonly Entry[]): Operation[] => [
  ...entries.flatMap(entryOperations),
  ...entries
    .slice(-1)
    .map(({ recorded: { run, version } }) => put(countKey(run), numberText(version))),
  put(headKey, JSON.stringify(tipOf(entries))),
]

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
