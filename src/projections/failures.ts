import type { CommitEvent } from '../events/commit.ts'
import type { Recorded } from '../events/recorded.ts'
import type { Projection } from '../ports/log.ts'

/** What went wrong, of a step or of one target. */
export interface Failure {
  readonly code: string
  readonly reason: string
  readonly hint?: string | undefined
}

/** A run that failed, or that has failed targets: why, how often it was tried, and what a person can do. */
export interface FailureRow {
  readonly run: string
  readonly code: string
  /** What kind of trouble the code stands for (SPEC D3), as in `throttled`. */
  readonly class: string
  readonly reason: string
  readonly step: string
  /** The attempt that failed, from 1. */
  readonly attempts: number
  readonly since: string
  readonly next: string
  /** The targets that failed in this attempt, by id. */
  readonly targets: Readonly<Record<string, Failure>>
  /** False while the run is tried again: then only the count of its attempts is remembered. */
  readonly open: boolean
}

/** What failed, by run. A row is closed by the next attempt, and goes when its run succeeds or is skipped. */
export const failures: Projection<FailureRow> = {
  name: 'failures',
  version: 1,
  key: ({ run }) => (run.startsWith('commit/') ? run : undefined),
  apply(row, recorded) {
    // Of a run of this kind it can be no other; that it is whole was seen when it was appended.
    const event = recorded.event as CommitEvent
    switch (event.type) {
      case 'attempt.failed':
        // A revert that fails leaves the documentation as it was.
        if (/revert/i.test(event.data.step)) return row
        return failed(row, recorded, event.data.step, event.data)
      case 'target.failed':
        return targetFailed(row, recorded, event.data)
      case 'target.drafted':
      case 'target.unchanged':
      case 'target.outdated':
        return row && withoutTarget(row, recorded, event.data.target)
      case 'retry.requested':
        return row && retried(row, recorded, event.data.targets)
      case 'commit.published':
      case 'documents.written':
        return row?.open ? row : undefined
      case 'commit.skipped':
      case 'commit.recovered':
      case 'commit.rewritten':
        return undefined
      default:
        return row
    }
  },
}

const failed = (
  row: FailureRow | undefined,
  { run, at }: Recorded,
  step: string,
  failure: Failure,
): FailureRow => ({
  run,
  code: failure.code,
  class: classOf(failure.code),
  reason: failure.reason,
  step,
  attempts: row?.attempts ?? 1,
  since: row?.open ? row.since : at,
  next: nextStep(run, failure),
  targets: row?.targets ?? {},
  open: true,
})

const targetFailed = (
  row: FailureRow | undefined,
  recorded: Recorded,
  { target, code, reason, hint }: Failure & { readonly target: string },
): FailureRow => ofTargets(row, recorded, { ...row?.targets, [target]: { code, reason, hint } })

/** The failure is over until the next attempt fails too, but for targets that the attempt leaves out. */
const retried = (
  row: FailureRow,
  recorded: Recorded,
  only: readonly string[] | undefined,
): FailureRow => {
  const attempts = row.attempts + 1
  const left = Object.entries(row.targets).filter(([id]) => only && !only.includes(id))
  if (left.length === 0) return { ...row, attempts, targets: {}, open: false }
  return { ...ofTargets(row, recorded, Object.fromEntries(left)), attempts }
}

/** The target did not fail after all; with the last of them the failure is over. */
const withoutTarget = (row: FailureRow, recorded: Recorded, id: string): FailureRow => {
  const { [id]: gone, ...targets } = row.targets
  if (!gone) return row
  return Object.keys(targets).length
    ? ofTargets(row, recorded, targets)
    : { ...row, targets, open: false }
}

/** The run's failure is that of its targets: the first one's code and hint, every one's reason. */
const ofTargets = (
  row: FailureRow | undefined,
  recorded: Recorded,
  targets: FailureRow['targets'],
): FailureRow => {
  const all = Object.entries(targets).sort(([a], [b]) => (a < b ? -1 : 1))
  const [, { code, hint } = { code: 'TARGET_FAILED', hint: undefined }] = all[0] ?? []
  const reason = all.map(([id, one]) => `${id}: ${one.reason}`).join(' ')
  return { ...failed(row, recorded, 'draft', { code, reason, hint }), targets }
}

/** `MODEL_CONTEXT_LENGTH` is of class `context-length`; an answer that a guard stopped is of class `guard`. */
const classOf = (code: string): string => {
  const [first = '', ...rest] = code.toLowerCase().split('_')
  if (first === 'model' && rest.length) return rest.join('-')
  if (first === 'answer') return 'guard'
  if (first === 'document' || first === 'section') return 'document'
  return first === 'git' ? 'git' : 'other'
}

const nextStep = (run: string, { hint }: Failure): string => {
  const commit = run.slice('commit/'.length)
  const retry = `"git-doc retry --commit ${commit.slice(0, 12)}"`
  if (!hint) return `Try again with ${retry}.`
  return /git-doc retry/.test(hint) ? hint : `${hint} Then try again with ${retry}.`
}
