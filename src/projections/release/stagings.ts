import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { RowProjection } from '../../ports/projection.ts'
import { type StatusRow, status } from '../status.ts'

/** The stagings of one release, by tree; newest last. */
export interface StagingsRow {
  readonly package: string
  readonly version: string
  readonly trees: readonly StagedTree[]
}

/** How the last staging of one tree went. */
export interface StagedTree {
  readonly tree: string
  readonly run: string
  readonly state: string
  readonly commit: string
  /** The SHA-256 of the report. */
  readonly report?: string | undefined
  readonly errors: number
  readonly warnings: number
  readonly at: string
}

/** How many trees are kept; older ones are in the log. */
const kept = 10

interface StagingRun extends SteppedRun {
  readonly request: { package?: string; version?: string; tree?: string; commit?: string }
}

/** Each release that was ever staged here, `package@version`. */
export const stagings: RowProjection<StagingsRow, StatusRow> = {
  name: 'release-stagings',
  version: 1,
  of: status,
  key: ({ before, after }) => {
    if (after?.kind !== 'release' || before?.state === after.state || !isEnd(after.state))
      return undefined
    const { package: name, version } = (after.context as StagingRun).request
    return name === undefined || version === undefined ? undefined : `${name}@${version}`
  },
  apply: (row, { after }) => {
    if (!after) return row
    const { request, steps } = after.context as StagingRun
    const { package: name = '', version = '', tree = '', commit = '' } = request
    const facts = steps[0]?.evidence?.facts as Partial<StagingFacts> | undefined
    const staged = {
      ...{ tree, run: after.run, state: after.state, commit, report: facts?.sha256 },
      errors: facts?.errors ?? 0,
      warnings: facts?.warnings ?? 0,
      at: after.since,
    }
    const others = (row?.trees ?? []).filter(each => each.tree !== tree)
    return { package: name, version, trees: [...others, staged].slice(-kept) }
  },
}

/** The facts in the evidence of a staging's only step. */
export interface StagingFacts {
  readonly sha256: string
  readonly rules: string
  readonly errors: number
  readonly warnings: number
  /** The findings of the report, as many as are kept in the log. */
  readonly findings: readonly unknown[]
}

const isEnd = (state: string): boolean => state === 'success' || state === 'failed'
