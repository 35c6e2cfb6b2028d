import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { RowProjection } from '../../ports/projection.ts'
import { type StatusRow, status } from '../status.ts'

/** The run that last succeeded with a fingerprint of its inputs. */
export interface FingerprintRow {
  readonly run: string
}

/** Jobs that succeeded, by the fingerprint of everything they depend on; gone once the run is undone. */
export const fingerprints: RowProjection<FingerprintRow, StatusRow> = {
  name: 'job-fingerprints',
  version: 1,
  of: status,
  key: ({ before, after }) =>
    after?.kind === 'job' && before?.state !== after.state
      ? (after.context as SteppedRun).inputs || undefined
      : undefined,
  apply: (row, { after }) => {
    if (after?.state === 'success') return { run: after.run }
    return row?.run === after?.run ? undefined : row
  },
}
