import { topOf } from '../engine/fold.ts'
import { type Item, type Kinds, kindOf } from '../engine/kind.ts'
import { parseRun, shortRun } from '../engine/run-name.ts'
import { type Tag, topStates } from '../machines/tags.ts'
import type { CountsRow } from './counts.ts'
import type { FailureRow } from './failures.ts'
import type { StatusRow } from './status.ts'

/** The output of `status --json`. Fields that do not apply are left out; kinds add their own fields. */
export interface StatusReport {
  readonly schema: 2
  /** The last event that this report includes. */
  readonly position: number
  /** The number of runs in each top-level state. */
  readonly counts: Readonly<Record<string, number>>
  /** The same counts for each kind. */
  readonly kinds: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** The number of runs of each kind that this version does not know. */
  readonly unknown?: Readonly<Record<string, number>> | undefined
  /** Newest first: the runs that need something, and the most recent finished ones. */
  readonly runs: readonly ReportedRun[]
  readonly failures: readonly ReportedFailure[]
  /** Not all runs are listed; `status --all` lists them all. */
  readonly truncated: boolean
}

export interface ReportedRun {
  readonly run: string
  readonly kind: string
  readonly key: string
  /** The run's display name. */
  readonly label: string
  readonly subject: string
  readonly state: string
  readonly tag: Tag
  readonly since: string
  /** Who last asked for it, and why. */
  readonly by?: string | undefined
  readonly why?: string | undefined
  /** Why the run waits, failed or was skipped: a stable code and a sentence. */
  readonly code?: string | undefined
  readonly reason?: string | undefined
  /** What a person can do. */
  readonly next?: string | undefined
  /** The result. */
  readonly outcome?: string | undefined
  readonly notes?: readonly string[] | undefined
  readonly items: readonly Item[]
}

export interface ReportedFailure {
  readonly run: string
  readonly kind: string
  readonly key: string
  readonly label: string
  readonly code: string
  readonly class: string
  readonly step?: string | undefined
  readonly reason: string
  readonly attempts: number
  readonly since: string
  readonly next: string
}

/** The rows that a report is made from. */
export interface ReportRows {
  readonly position: number
  /** Counts by kind. */
  readonly counts: ReadonlyMap<string, CountsRow>
  readonly runs: readonly StatusRow[]
  readonly failures: readonly FailureRow[]
  readonly truncated: boolean
}

/** Builds the report from view rows. */
export const statusReport = (rows: ReportRows, kinds: Kinds): StatusReport => {
  const known = [...rows.counts].filter(([kind]) => kinds.has(kind))
  const unknown = [...rows.counts].filter(([kind]) => !kinds.has(kind))
  return {
    schema: 2,
    position: rows.position,
    counts: sumOf(known.map(([, { states }]) => states)),
    kinds: Object.fromEntries(known.map(([kind, { states }]) => [kind, states])),
    ...(unknown.length > 0 && {
      unknown: Object.fromEntries(unknown.map(([kind, { states }]) => [kind, states.unknown ?? 0])),
    }),
    runs: [...rows.runs]
      .sort((one, other) => other.first - one.first)
      .flatMap(row => reportedRun(row, kinds)),
    failures: [...rows.failures]
      .sort((one, other) => (one.since < other.since ? 1 : -1))
      .map(reportedFailure),
    truncated: rows.truncated,
  }
}

const sumOf = (
  counts: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, number>> => {
  const sum: Record<string, number> = Object.fromEntries(topStates.map(state => [state, 0]))
  for (const states of counts)
    for (const [state, count] of Object.entries(states)) sum[state] = (sum[state] ?? 0) + count
  return sum
}

/** A run as a report lists it; none for a record or for an unknown kind. */
export const reportedRun = (row: StatusRow, kinds: Kinds): readonly ReportedRun[] => {
  if (row.tag === undefined) return []
  const { label, subject, outcome, notes, reason, items, details } = kindOf(kinds, row.run).summary(
    row,
  )
  return [
    {
      run: row.run,
      kind: row.kind,
      key: parseRun(row.run).key,
      label,
      subject,
      state: topOf(row.state),
      tag: row.tag,
      since: row.since,
      by: row.by,
      why: row.why,
      code: reason?.code,
      reason: reason?.detail,
      next: row.tag === 'failed' ? nextStep(row.run, reason?.hint) : reason?.hint,
      outcome,
      notes,
      items,
      ...details,
    },
  ]
}

const reportedFailure = (row: FailureRow): ReportedFailure => {
  const { run, code, step, reason, attempts, since, hint } = row
  return {
    run,
    kind: parseRun(run).kind,
    key: parseRun(run).key,
    label: row.label,
    code,
    class: row.class,
    step,
    reason,
    attempts,
    since,
    next: nextStep(run, hint),
  }
}

/** Twelve digits of an object id are enough to tell commits apart. */
const nextStep = (run: string, hint: string | undefined): string => {
  const retry = `"git-doc retry ${shortRun(run, 12)}"`
  return hint ? `${hint} Then try again with ${retry}.` : `Try again with ${retry}.`
}
