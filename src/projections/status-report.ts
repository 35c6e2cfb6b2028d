import type { Branch } from '../machines/branch.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import type { ProviderRun } from '../machines/provider.ts'
import type { FailureRow } from './failures.ts'
import type { StatusRow } from './status.ts'
import type { Used, UsedBy } from './usage.ts'
import { monthly, type UsageRow } from './usage.ts'
import { usedIn } from './usage-report.ts'

/** The chart's top-level states, in the order they are told. */
const states = [
  'pending',
  'planned',
  'applying',
  'success',
  'failed',
  'skipped',
  'reverting',
  'reverted',
] as const

/** States in which nothing is left to do. */
const done = new Set(['success', 'skipped', 'reverted'])

/** What `status --json` prints. A field that does not apply is left out. */
export interface StatusReport {
  readonly schema: 1
  /** The last event that is told of here. */
  readonly position: number
  /** How many runs are in each state; those of the chart are always named. */
  readonly counts: Readonly<Record<string, number>>
  /** Newest first. */
  readonly runs: readonly ReportedRun[]
  readonly failures: readonly ReportedFailure[]
  /** The providers of models that did not always answer, as they were found last. */
  readonly providers: readonly ReportedProvider[]
  /** What was asked of models in the last month in which anything was; missing if nothing ever was. */
  readonly usage?: MonthUsage | undefined
  /** How far each followed branch was read, by its ref. */
  readonly seen: Readonly<Record<string, string>>
  /** How many commits the branch that is checked out has beyond that; not known to what the log alone says. */
  readonly unnoticed?: Unnoticed | undefined
}

/** The usage of one month (`2026-11`, UTC). */
export interface MonthUsage extends Used {
  readonly month: string
  readonly models: readonly UsedBy[]
}

export interface ReportedProvider {
  readonly provider: string
  /** `closed`: it is asked; `open`: it is left alone until `until`; `half-open`: one request finds out. */
  readonly state: string
  readonly failures: number
  readonly class?: string | undefined
  readonly reason?: string | undefined
  readonly until?: string | undefined
}

export interface Unnoticed {
  readonly branch: string
  readonly commits: number
}

export interface ReportedRun {
  readonly run: string
  readonly commit: string
  readonly subject: string
  readonly state: string
  readonly since: string
  readonly branch?: string | undefined
  readonly docCommit?: string | undefined
  /** The commit that gave the sections back, while they are. */
  readonly revertCommit?: string | undefined
  /** Why the code commit was not amended, though it was to be. */
  readonly separate?: string | undefined
  /** Why the revert asked for last waits or was refused. */
  readonly revert?:
    | { readonly code: string; readonly reason: string; readonly hint?: string | undefined }
    | undefined
  /** Why it waits, failed or was skipped: a stable word and a sentence. */
  readonly code?: string | undefined
  readonly reason?: string | undefined
  /** What models were asked for it, all attempts together. */
  readonly usage?: Used | undefined
  readonly targets: readonly ReportedTarget[]
}

export interface ReportedTarget {
  readonly file: string
  readonly section: string
  readonly strategy: string
  readonly state: string
  readonly reason?: string | undefined
}

export interface ReportedFailure {
  readonly run: string
  readonly commit: string
  readonly code: string
  readonly class: string
  readonly step: string
  readonly reason: string
  readonly attempts: number
  readonly since: string
  readonly next: string
}

/**
 * The report that rows of the views make. `last`: of the runs with nothing left to do, only that many of the newest are
 * listed; all are counted.
 */
export const statusReport = (
  position: number,
  statusRows: readonly StatusRow[],
  failureRows: readonly FailureRow[],
  options: { readonly last?: number; readonly usage?: ReadonlyMap<string, UsageRow> } = {},
): StatusReport => {
  const { usage = new Map<string, UsageRow>() } = options
  // Rows of this kind of run hold what its machine left.
  const rows = statusRows
    .filter(({ run }) => run.startsWith('commit/'))
    .sort((a, b) => b.first - a.first) as readonly StatusRow<CommitRun>[]
  const failed = new Set(rows.filter(({ state }) => state === 'failed').map(({ run }) => run))
  return {
    schema: 1,
    position,
    counts: counted(rows),
    runs: listed(rows, options.last ?? rows.length).map(row =>
      reportedRun(row, usage.get(row.run)),
    ),
    failures: failureRows
      .filter(({ run, open }) => open && failed.has(run))
      .sort((a, b) => (a.since < b.since ? 1 : -1))
      .map(reportedFailure),
    providers: reportedProviders(statusRows),
    usage: lastMonth(usage),
    seen: seenBy(statusRows),
  }
}

const lastMonth = (usage: ReadonlyMap<string, UsageRow>): MonthUsage | undefined => {
  const last = [...usage.keys()]
    .filter(key => key.startsWith(monthly))
    .sort()
    .at(-1)
  const row = last === undefined ? undefined : usage.get(last)
  return row && { month: last?.slice(monthly.length) ?? '', ...usedIn(row) }
}

const branchKind = 'branch/'

const seenBy = (rows: readonly StatusRow[]): Record<string, string> =>
  Object.fromEntries(
    rows.flatMap(({ run, context }) => {
      const { seen } = context as Branch
      return run.startsWith(branchKind) && seen !== undefined
        ? [[run.slice(branchKind.length), seen]]
        : []
    }),
  )

const reportedProviders = (rows: readonly StatusRow[]): readonly ReportedProvider[] =>
  rows
    .filter(({ run }) => run.startsWith('provider/'))
    .map(({ run, state, context }) => {
      // Rows of this kind of run hold what its machine left.
      const { failures, class: errorClass, reason, until } = context as ProviderRun
      const provider = run.slice('provider/'.length)
      return { provider, state, failures, class: errorClass, reason, until }
    })

const topOf = (state: string): string => state.split('.', 1)[0] ?? state

const counted = (rows: readonly StatusRow[]): Record<string, number> => {
  const counts: Record<string, number> = Object.fromEntries(states.map(state => [state, 0]))
  for (const { state } of rows) counts[topOf(state)] = (counts[topOf(state)] ?? 0) + 1
  return counts
}

const listed = (
  rows: readonly StatusRow<CommitRun>[],
  last: number,
): readonly StatusRow<CommitRun>[] => {
  const newest = new Set(rows.filter(({ state }) => done.has(topOf(state))).slice(0, last))
  return rows.filter(row => newest.has(row) || !done.has(topOf(row.state)))
}

const reportedRun = (
  { run, state, since, context }: StatusRow<CommitRun>,
  used: UsageRow | undefined,
): ReportedRun => ({
  run,
  commit: context.commit,
  subject: context.subject,
  state: topOf(state),
  since,
  branch: context.branch?.replace(/^refs\/heads\//, ''),
  docCommit: context.docCommit,
  revertCommit: context.revertCommit,
  separate: context.undo.at(-1)?.separate,
  revert: context.revert && {
    code: context.revert.code,
    reason: context.revert.detail,
    hint: context.revert.hint,
  },
  ...whyOf(state, context),
  ...(used && { usage: totalIn(used) }),
  targets: context.targets.map(({ file, section, strategy, state, reason }) => ({
    file,
    section,
    strategy,
    state,
    reason,
  })),
})

const totalIn = (row: UsageRow): Used => {
  const { models, ...used } = usedIn(row)
  return used
}

/** Of a run that is given back, what once failed in it is no news. */
const whyOf = (
  state: string,
  { reason, revert }: CommitRun,
): Pick<ReportedRun, 'code' | 'reason'> => {
  const why = /^revert/.test(state) ? revert : reason
  return { code: why?.code, reason: why?.detail }
}

const reportedFailure = (row: FailureRow): ReportedFailure => {
  const { run, code, step, reason, attempts, since, next } = row
  const commit = run.slice('commit/'.length)
  return { run, commit, code, class: row.class, step, reason, attempts, since, next }
}
