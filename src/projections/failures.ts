import { type Item, type Kinds, kindOf } from '../engine/kind.ts'
import type { RowProjection, View } from '../ports/projection.ts'
import { type StatusRow, status } from './status.ts'

/** A failed run: why, after how many attempts, and what a person can do. */
export interface FailureRow {
  readonly run: string
  /** The run's display name. */
  readonly label: string
  readonly code: string
  /** The error class of the code (SPEC D3), such as `throttled`. */
  readonly class: string
  readonly reason: string
  readonly hint?: string | undefined
  readonly step?: string | undefined
  /** The number of the attempt that failed, from 1. */
  readonly attempts: number
  readonly since: string
  /** The parts of its work that failed. */
  readonly items: readonly Item[]
}

/** The failed runs. A row disappears when its run is retried or ends in another way. */
export const failures: View<FailureRow> = { name: 'failures' }

/** The failures view, with details from these kinds. */
export const failuresOf = (kinds: Kinds): RowProjection<FailureRow, StatusRow> => ({
  name: failures.name,
  version: 3,
  of: status,
  key: ({ before, after }) =>
    before?.tag === 'failed' || after?.tag === 'failed' ? after?.run : undefined,
  apply: (_, { after }) => (after?.tag === 'failed' ? failureOf(after, kinds) : undefined),
})

const failureOf = (row: StatusRow, kinds: Kinds): FailureRow => {
  const { label, reason, items } = kindOf(kinds, row.run).summary(row)
  const code = reason?.code ?? 'FAILED'
  return {
    run: row.run,
    label,
    code,
    class: classOf(code),
    reason: reason?.detail ?? 'No reason was recorded.',
    ...(reason?.hint !== undefined && { hint: reason.hint }),
    ...(reason?.step !== undefined && { step: reason.step }),
    attempts: row.attempt,
    since: row.since,
    items: items.filter(({ state }) => state === 'failed'),
  }
}

/** `MODEL_CONTEXT_LENGTH` has the class `context-length`; an answer that a guard rejected has the class `guard`. */
const classOf = (code: string): string => {
  const [first = '', ...rest] = code.toLowerCase().split('_')
  if (first === 'model' && rest.length) return rest.join('-')
  if (first === 'answer') return 'guard'
  if (first === 'document' || first === 'section') return 'document'
  return first === 'git' ? 'git' : 'other'
}
