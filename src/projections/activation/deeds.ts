import { topOf } from '../../engine/fold.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { RowProjection } from '../../ports/projection.ts'
import { type StatusRow, status } from '../status.ts'

/** The last activation or rollback of one package in this log. */
export interface Deed {
  readonly version: string
  readonly previous: string | null
  readonly deed: string
  readonly run: string
  /** Where the run is: a failure may be that nobody could be told. */
  readonly state: string
  readonly reason?: string | undefined
  /** The pointer's commit, once there is one. */
  readonly commit?: string | undefined
  readonly by?: string | undefined
  readonly at: string
}

/** The last deeds of all packages; `runs` counts every activation and rollback. */
export interface DeedsRow {
  readonly runs: number
  readonly packages: Readonly<Record<string, Deed>>
}

interface ActivationRun extends SteppedRun {
  readonly request: {
    readonly deed?: string
    readonly by?: string
    readonly packages?: readonly {
      readonly package: string
      readonly version: string
      readonly previous: string | null
    }[]
  }
}

/** One row, under `all`. */
export const deeds: RowProjection<DeedsRow, StatusRow> = {
  name: 'activation-deeds',
  version: 1,
  of: status,
  key: ({ before, after }) =>
    after?.kind === 'activation' && topIn(before) !== topIn(after) ? 'all' : undefined,
  apply: (row = { runs: 0, packages: {} }, { before, after }, { at }) => {
    if (!after) return row
    const { request, steps, reason } = after.context as ActivationRun
    const commit = steps.flatMap(({ commits = [] }) => commits).at(-1)?.commit
    const own = (request.packages ?? []).map(({ package: name, version, previous }) => [
      name,
      {
        ...{ version, previous, deed: request.deed ?? '', run: after.run },
        ...{ state: topOf(after.state), reason: reason?.detail, commit, by: request.by, at },
      },
    ])
    return {
      runs: row.runs + Number(before === undefined),
      packages: { ...row.packages, ...Object.fromEntries(own) },
    }
  },
}

const topIn = (row: StatusRow | undefined): string | undefined => row && topOf(row.state)
