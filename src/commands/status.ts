import type { Kinds } from '../engine/kind.ts'
import type { EventLog } from '../ports/log.ts'
import { type CountsRow, counts, withRun } from '../projections/counts.ts'
import { type FailureRow, failures } from '../projections/failures.ts'
import { openRuns } from '../projections/open-runs.ts'
import { type StatusRow, status } from '../projections/status.ts'
import {
  type ReportedRun,
  reportedRun,
  type StatusReport,
  statusReport,
} from '../projections/status-report.ts'

type Reader = Pick<EventLog, 'head' | 'row' | 'rows'>

/** How many runs of each group a report lists, so that it stays small. */
const most = { open: 40, failures: 20, done: 10 }

/** A bounded report: the newest of the runs that need something, and the most recent ones of each kind. */
export const readStatus = async (log: Reader, kinds: Kinds): Promise<StatusReport> => {
  const counted = new Map<string, CountsRow>()
  for await (const [kind, row] of log.rows(counts)) counted.set(kind, row)
  const open = await newestOpen(log)
  const last = [...counted.values()].flatMap(({ last, skipped }) => [
    ...last.slice(0, most.done),
    ...skipped.slice(0, most.done),
  ])
  const failed = await newestFailures(log)
  const names = [...new Set([...open.runs, ...last])]
  const runs = await rowsOf(log, names)
  const total = [...counted.values()]
    .flatMap(({ states }) => Object.values(states))
    .reduce((sum, count) => sum + count, 0)
  const truncated = total > runs.length || failed.truncated
  return await complete(log, kinds, { counts: counted, runs, failures: failed.rows, truncated })
}

/** The report for some runs, by their names. */
export const readStatusOf = async (
  log: Reader,
  kinds: Kinds,
  names: readonly string[],
): Promise<StatusReport> => {
  const runs = await rowsOf(log, names)
  const failed: FailureRow[] = []
  for (const name of names) {
    const row = await log.row(failures, name)
    if (row) failed.push(row)
  }
  return await complete(log, kinds, {
    counts: countsOf(runs),
    runs,
    failures: failed,
    truncated: false,
  })
}

/** Every run, or every run of one kind, as a report lists it; sorted by name. */
export async function* everyRun(
  log: Reader,
  kinds: Kinds,
  kind?: string,
): AsyncGenerator<ReportedRun> {
  for await (const [, row] of log.rows(status, kind && `${kind}/`))
    for (const run of reportedRun(row, kinds)) yield await withFacts(run, log, kinds)
}

/** The kinds that have runs in the log. */
export const kindsWithRuns = async (log: Pick<EventLog, 'rows'>): Promise<readonly string[]> => {
  const found: string[] = []
  for await (const [kind] of log.rows(counts)) found.push(kind)
  return found
}

const newestOpen = async (log: Reader) => {
  const open: { readonly run: string; readonly first: number }[] = []
  for await (const [run, { first }] of log.rows(openRuns)) open.push({ run, first })
  open.sort((one, other) => other.first - one.first)
  return { runs: open.slice(0, most.open).map(({ run }) => run) }
}

const newestFailures = async (log: Reader) => {
  const rows: FailureRow[] = []
  for await (const [, row] of log.rows(failures)) rows.push(row)
  rows.sort((one, other) => (one.since < other.since ? 1 : -1))
  return { rows: rows.slice(0, most.failures), truncated: rows.length > most.failures }
}

const rowsOf = async (log: Reader, names: readonly string[]): Promise<readonly StatusRow[]> => {
  const rows = await Promise.all(names.map(name => log.row(status, name)))
  return rows.filter(row => row !== undefined)
}

const countsOf = (rows: readonly StatusRow[]): ReadonlyMap<string, CountsRow> => {
  const counted = new Map<string, CountsRow>()
  for (const row of rows) counted.set(row.kind, withRun(counted.get(row.kind), row))
  return counted
}

const complete = async (
  log: Reader,
  kinds: Kinds,
  rows: Omit<Parameters<typeof statusReport>[0], 'position'>,
): Promise<StatusReport> => {
  const { position } = await log.head()
  const report = statusReport({ ...rows, position }, kinds)
  const runs = await Promise.all(report.runs.map(run => withFacts(run, log, kinds)))
  const added: Record<string, unknown> = {}
  for (const kind of kinds.values()) Object.assign(added, await kind.report?.(log))
  return { ...report, runs, ...added }
}

const withFacts = async (run: ReportedRun, log: Reader, kinds: Kinds): Promise<ReportedRun> => ({
  ...run,
  ...(await kinds.get(run.kind)?.reportRun?.(run.run, log)),
})
