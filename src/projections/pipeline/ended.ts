import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { RowProjection } from '../../ports/projection.ts'
import { type StatusRow, status } from '../status.ts'

/** How the runs of one pipeline ended. */
export interface PipelineEnds {
  readonly runs: number
  readonly failures: number
  /** The last run, its end, and when it ended (ISO 8601). */
  readonly last: { readonly run: string; readonly state: string; readonly at: string }
}

/** Each pipeline that ever ran, by its name. */
export const pipelineEnds: RowProjection<PipelineEnds, StatusRow> = {
  name: 'pipeline-ends',
  version: 1,
  of: status,
  key: ({ before, after }) =>
    after?.kind === 'pipeline' && before?.state !== after.state && isEnd(after.state)
      ? pipelineOf(after)
      : undefined,
  apply: (row, { after }) => {
    if (!after) return row
    const { state, run, since: at } = after
    return {
      runs: (row?.runs ?? 0) + 1,
      failures: (row?.failures ?? 0) + Number(state === 'failed'),
      last: { run, state, at },
    }
  },
}

const pipelineOf = ({ context }: StatusRow): string | undefined =>
  ((context as SteppedRun).request as { readonly pipeline?: string } | undefined)?.pipeline

const isEnd = (state: string): boolean => ['success', 'failed', 'skipped'].includes(state)
