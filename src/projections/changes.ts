import type { CommitEvent } from '../events/commit.ts'
import type { FileSummary } from '../events/commit-parts.ts'
import type { Recorded } from '../events/recorded.ts'
import type { Projection } from '../ports/log.ts'

/** The runs that share something, oldest first. */
export interface ChangesRow {
  readonly runs: readonly string[]
}

/** The row of the runs whose commits change the same lines. */
export const byChange = (id: string): string => `change:${id}`

/** The row of the runs whose commits left a file like this; no blob is a file that they removed. */
export const byContent = (path: string, blob: string | undefined): string =>
  `content:${blob ?? ''}:${path}`

/** The row of the doc commits of a run, by runs of their own. */
export const byDocumented = (run: string): string => `documents:${run}`

/** Finds the runs of commits by what they change and left behind, whatever became of the commits (SPEC B9). */
export const changes: Projection<ChangesRow> = {
  name: 'changes',
  version: 1,
  key: recorded => (recorded.run.startsWith('commit/') ? keysOf(recorded) : undefined),
  apply: (row, { run }) => (row?.runs.includes(run) ? row : { runs: [...(row?.runs ?? []), run] }),
}

const keysOf = ({ event }: Recorded): readonly string[] => {
  // Of a run of this kind it can be no other; that it is whole was seen when it was appended.
  const known = event as CommitEvent
  switch (known.type) {
    case 'commit.noticed':
      return known.data.documents === undefined ? [] : [byDocumented(known.data.documents)]
    case 'commit.planned':
    case 'commit.skipped':
      return looked(known.data)
    default:
      return []
  }
}

const looked = ({
  changeId,
  files = [],
}: {
  readonly changeId?: string | undefined
  readonly files?: readonly FileSummary[] | undefined
}): readonly string[] => [
  ...(changeId === undefined ? [] : [byChange(changeId)]),
  ...files.map(({ path, after }) => byContent(path, after)),
]
