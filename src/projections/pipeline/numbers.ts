import type { Step, SteppedRun } from '../../machines/stepped-run.ts'
import type { RowProjection } from '../../ports/projection.ts'
import { type StatusRow, status } from '../status.ts'

/** A number that a gate measured in a run that succeeded. */
export interface Measured {
  readonly value: number
  readonly commit: string
  readonly at: string
}

/** The numbers of the gates of one pipeline on one branch, oldest first, by the names of the gates. */
export type GateNumbers = Readonly<Record<string, readonly Measured[]>>

/** How many numbers of a gate are kept. */
const most = 1_000

/** What gates measured, by pipeline and branch. */
export const gateNumbers: RowProjection<GateNumbers, StatusRow> = {
  name: 'pipeline-numbers',
  version: 1,
  of: status,
  key: ({ before, after }) => {
    const isNews =
      after?.kind === 'pipeline' && before?.state !== after.state && after.state === 'success'
    const { pipeline, branch } = requestOf(after)
    return isNews && pipeline !== undefined ? numbersKey(pipeline, branch) : undefined
  },
  apply: (row, { after }) => {
    const numbers: Record<string, readonly Measured[]> = { ...row }
    const { commit = '' } = requestOf(after)
    for (const { id, value } of measuredIn((after?.context as SteppedRun | undefined)?.steps ?? []))
      numbers[id] = [...(numbers[id] ?? []), { value, commit, at: after?.since ?? '' }].slice(-most)
    return numbers
  },
}

/** Numbers of one branch are compared with each other only. */
export const numbersKey = (pipeline: string, branch: string | undefined): string =>
  `${pipeline}@${branch ?? ''}`

/** The numbers that the gates of a run measured and passed with. */
export const measuredIn = (
  steps: readonly Step[],
): readonly { readonly id: string; readonly value: number }[] =>
  steps.flatMap(({ id, state, evidence }) => {
    const value = evidence?.facts?.value
    return state === 'done' && typeof value === 'number' ? [{ id, value }] : []
  })

const requestOf = (row: StatusRow | undefined) =>
  ((row?.context as SteppedRun | undefined)?.request ?? {}) as {
    readonly pipeline?: string
    readonly branch?: string
    readonly commit?: string
  }
