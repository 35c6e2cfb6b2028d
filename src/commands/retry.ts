import { driverOf } from '../engine/driver.ts'
import type { Driver, Driving, Kind } from '../engine/kind.ts'
import { madeOf } from '../engine/made-commits.ts'
import { isOfKind, shortRun } from '../engine/run-name.ts'
import { unknownRun, wrongUsage } from '../errors/usage.ts'
import type { Recorded } from '../events/recorded.ts'
import { cutOff, type SteppedRun } from '../machines/stepped-run.ts'
import { openRows } from '../projections/open-runs.ts'
import { type StatusRow, status } from '../projections/status.ts'
import { eventIdOf, type WorkContext } from './context.ts'

export interface RetryOptions {
  /** Full names of runs; by default every failed run that can be retried here. */
  readonly runs?: readonly string[] | undefined
  /** Only this part of their work, by its id. */
  readonly item?: string | undefined
  /** What is done already begins anew too. */
  readonly all?: boolean | undefined
  /** Steps that were cut off count as done, and are not repeated. */
  readonly skipStep?: boolean | undefined
  onBegin?(run: StatusRow, index: number, of: number): void
  onRecorded?(recorded: Recorded): void
}

/**
 * Begins the next attempt of failed runs, all in one append, and then works on these runs only. Throws USAGE for a run
 * that has not failed or cannot be retried here, and for an item that is not open in any of them. A request that is
 * carried out a second time begins no run again, and goes on with those that it began.
 */
export const retry = async (
  context: WorkContext,
  options: RetryOptions = {},
): Promise<{ readonly runs: readonly string[] }> => {
  const earlier = await begunEarlier(context, options)
  const touched = new Set(earlier.keys())
  const hear = (recorded: Recorded): void => {
    touched.add(recorded.run)
    options.onRecorded?.(recorded)
  }
  const work: (() => AsyncIterable<Recorded>)[] = []
  const chosen: StatusRow[] = []
  for (const kind of context.kinds.values()) {
    const goOn = [...begunIn(earlier, kind), ...(await waitingRows(context, kind, options))]
    for (const { run } of goOn) touched.add(run)
    const failed = async () =>
      (await failedRows(context, kind, options)).filter(({ run }) => !earlier.has(run))
    if (goOn.length === 0 && (await failed()).length === 0) continue
    const driver = await driverOf(kind)
    const driving = await openDriving(kind, context, options)
    // A failed commit may be gone by now, and then nobody needs another attempt.
    for await (const recorded of driver.refresh(driving)) hear(recorded)
    const rows = await workableRows(await failed(), driver, driving)
    chosen.push(...rows)
    work.push(() => again(rows, goOn, context, driver, driving))
  }
  const taken = new Set([...touched, ...chosen.map(({ run }) => run)])
  await assertNothingMissed(options.runs?.filter(run => !taken.has(run)) ?? [], context)
  const begun =
    earlier.size > 0 && chosen.length === 0 ? [] : withItem(chosen, options.item, context)
  await requestRetry(begun, options, context)
  for (const { run } of begun) touched.add(run)
  for (const begin of work) for await (const recorded of begin()) hear(recorded)
  return { runs: [...touched] }
}

/** The runs that `retry` would begin again, as far as that is known without asking what became of their commits. */
export const planRetry = async (
  context: WorkContext,
  options: RetryOptions = {},
): Promise<{ readonly runs: readonly string[] }> => {
  const missed = new Set(options.runs)
  const chosen: StatusRow[] = []
  for (const kind of context.kinds.values()) {
    for (const { run } of await waitingRows(context, kind, options)) missed.delete(run)
    const failed = await failedRows(context, kind, options)
    if (failed.length === 0) continue
    const driver = await driverOf(kind)
    const rows = await workableRows(failed, driver, await openDriving(kind, context, options))
    for (const { run } of rows) missed.delete(run)
    chosen.push(...rows)
  }
  await assertNothingMissed([...missed], context)
  return { runs: withItem(chosen, options.item, context).map(({ run }) => run) }
}

const failedRows = async (
  { log }: WorkContext,
  { name, isRecord }: Kind,
  { runs }: RetryOptions,
): Promise<readonly StatusRow[]> => {
  if (isRecord || (runs && !runs.some(run => isOfKind(run, name)))) return []
  if (!runs) return openRows(log, ['failed'], name)
  const open = await openRows(log, ['failed', 'waiting'], name)
  return open.filter(row => runs.includes(row.run) && (row.tag === 'failed' || isCutOff(row)))
}

/** Runs that a person names although they wait: what they wait for may be over. */
const waitingRows = async (
  { log }: WorkContext,
  { name, isRecord }: Kind,
  { runs }: RetryOptions,
): Promise<readonly StatusRow[]> => {
  if (isRecord || !runs?.some(run => isOfKind(run, name))) return []
  const waiting = await openRows(log, ['waiting'], name)
  return waiting.filter(row => runs.includes(row.run) && !isCutOff(row))
}

/** Whether a run waits because a step was cut off: whoever names it says that the step is to be repeated. */
const isCutOff = ({ context }: StatusRow): boolean =>
  (context as Partial<SteppedRun>).reason?.code === 'cut-off'

const openDriving = async (
  kind: Kind,
  context: WorkContext,
  { onBegin = () => {} }: RetryOptions,
): Promise<Driving> => ({
  log: context.log,
  world: await context.openWorld(kind),
  turns: context.turns,
  concurrency: context.concurrency,
  // A driver returns the rows that it was given, which are rows of the status view.
  begin: (run, index, of) => onBegin(run as StatusRow, index, of),
})

const workableRows = async (
  rows: readonly StatusRow[],
  driver: Driver,
  driving: Driving,
): Promise<readonly StatusRow[]> => {
  const workable = await driver.workable(rows, driving)
  return rows.filter(row => workable.includes(row))
}

/** Those of a kind that began earlier and are not over. */
const begunIn = (earlier: ReadonlyMap<string, StatusRow>, { name }: Kind): readonly StatusRow[] =>
  [...earlier.values()].filter(({ kind, tag }) => kind === name && tag !== 'done')

/** The rows of the runs that this request began when it was carried out before. */
const begunEarlier = async (
  { log, kinds, request }: WorkContext,
  { runs }: RetryOptions,
): Promise<ReadonlyMap<string, StatusRow>> => {
  const earlier = new Map<string, StatusRow>()
  if (request === undefined) return earlier
  const candidates = runs
    ? await Promise.all(runs.map(run => log.row(status, run)))
    : await openRows(log, ['active', 'waiting', 'failed'])
  for (const row of candidates) {
    if (!row || kinds.get(row.kind)?.isRecord !== false || row.attempt === 1) continue
    const id = eventIdOf(request, row.run)
    if ((await log.read(row.run)).some(recorded => recorded.id === id)) earlier.set(row.run, row)
  }
  return earlier
}

/** Works on the runs that were begun again, and on those that were begun earlier. */
async function* again(
  rows: readonly StatusRow[],
  goOn: readonly StatusRow[],
  { log }: WorkContext,
  driver: Driver,
  driving: Driving,
): AsyncGenerator<Recorded> {
  const now = await Promise.all(rows.map(({ run }) => log.row(status, run)))
  const begun = now.filter((row, at) => row !== undefined && row.version !== rows[at]?.version)
  const wanted = [...goOn.filter(({ tag }) => tag !== 'failed'), ...begun]
  yield* driver.work(
    wanted.filter(row => row !== undefined),
    driving,
  )
}

const assertNothingMissed = async (
  missed: readonly string[],
  { log }: WorkContext,
): Promise<void> => {
  const [run] = missed
  if (run === undefined) return
  const row = await log.row(status, run)
  if (!row) throw unknownRun(shortRun(run))
  throw row.tag === 'failed'
    ? wrongUsage(
        `${shortRun(run)} cannot be retried here, because its commit is not on the checked-out branch.`,
        'Switch to its branch first. "git-doc status" names the branch.',
      )
    : wrongUsage(
        `${shortRun(run)} has not failed; its state is ${row.state}.`,
        '"git-doc status" lists failures.',
      )
}

/** The runs in which the item is open. */
const withItem = (
  rows: readonly StatusRow[],
  item: string | undefined,
  { kinds }: WorkContext,
): readonly StatusRow[] => {
  if (item === undefined) return rows
  const openItems = (row: StatusRow): readonly string[] =>
    (kinds.get(row.kind)?.summary(row).items ?? [])
      .filter(({ state }) => state !== 'done' && state !== 'unchanged' && state !== 'skipped')
      .map(({ id }) => id)
  const found = rows.filter(row => openItems(row).includes(item))
  if (found.length > 0) return found
  const ids = [...new Set(rows.flatMap(openItems))]
  throw wrongUsage(
    `No run that failed has the target "${item}".`,
    ids.length > 0 ? `There are: ${ids.join(' · ')}.` : '"git-doc status" lists failures.',
  )
}

const requestRetry = async (
  rows: readonly StatusRow[],
  { item, all, skipStep = false }: Pick<RetryOptions, 'item' | 'all' | 'skipStep'>,
  { log, attribution, request, repository }: WorkContext,
): Promise<void> => {
  const data = { ...(item !== undefined && { targets: [item] }), ...(all && { all }) }
  const retry = { type: 'retry.requested', data }
  const by = await attribution()
  const begins = rows.map(async row => {
    const events = skipStep && isCutOff(row) ? await stepsAccepted(row, repository) : [retry]
    return {
      run: row.run,
      events: events.map((event, at) => ({
        event,
        ...by,
        id: request && eventIdOf(request, at === 0 ? row.run : `${row.run}:${at}`),
      })),
      expected: row.version,
    }
  })
  await log.appendAll(await Promise.all(begins))
}

const stepsAccepted = ({ context }: StatusRow, repository: WorkContext['repository']) =>
  Promise.all(
    cutOff((context as SteppedRun).steps).map(async ({ id, commits }) => ({
      type: 'step.accepted',
      data: {
        step: id,
        ...(repository && commits && { commits: await madeOf(commits, repository) }),
      },
    })),
  )
