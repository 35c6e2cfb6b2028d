import type { Version } from '../../events/upstream.ts'
import type { Step, SteppedRun } from '../../machines/stepped-run.ts'
import type { RowProjection } from '../../ports/projection.ts'
import { type StatusRow, status } from '../status.ts'

/** What is installed of a source, as its runs left it. */
export interface InstalledRow {
  readonly version?: Version | undefined
  /** The run that installed it, and when (ISO 8601). */
  readonly run?: string | undefined
  readonly at?: string | undefined
  /** The runs of the source, newest first. */
  readonly runs: readonly string[]
}

/** How many runs are listed. */
const most = 20

/** Each source that was ever updated, by its name. */
export const installed: RowProjection<InstalledRow, StatusRow> = {
  name: 'upstream-installed',
  version: 1,
  of: status,
  key: ({ before, after }) =>
    after?.kind === 'upstream' && before?.state !== after.state
      ? requestOf(after).source
      : undefined,
  apply: (row, { after }) => {
    if (!after) return row
    const { run, since: at } = after
    const runs = [run, ...(row?.runs ?? []).filter(each => each !== run)].slice(0, most)
    const { to } = requestOf(after)
    if (isInForce(after)) return { version: to, run, at, runs }
    if (after.state === 'rolledBack' && row?.run === run)
      return { version: keptFrom(after.context as SteppedRun), at, runs }
    return { ...row, runs }
  },
}

const requestOf = ({ context }: StatusRow) =>
  ((context as SteppedRun).request ?? {}) as { readonly source?: string; readonly to?: Version }

/** The version that a run took the place of. */
export const keptFrom = ({ steps }: Pick<SteppedRun, 'steps'>): Version | undefined =>
  steps.find(({ id }) => id === 'keep')?.evidence?.facts?.from as Version | undefined

/** Whether the new version runs: also where only the commit of it is missing. */
const isInForce = ({ state, context }: StatusRow): boolean =>
  state === 'success' || (state === 'failed' && isCommitMissing(context as SteppedRun))

export const isCommitMissing = ({ steps }: Pick<SteppedRun, 'steps'>): boolean =>
  steps.some(({ id, state }) => id === 'commit' && state === 'failed') &&
  steps.every(({ id, state }: Step) => id === 'commit' || state === 'done')
