import type { FileSummary } from '../../events/commit-parts.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { Projection } from '../../ports/projection.ts'
import { commitEvent } from './run.ts'

/** The runs that share something, oldest first. */
export interface ChangesRow {
  readonly runs: readonly string[]
}

/** The key of the row for runs whose commits change the same lines. */
export const byChange = (id: string): string => `change:${id}`

/** The key of the row for runs whose commits left a file with this content; an undefined blob means that they deleted it. */
export const byContent = (path: string, blob: string | undefined): string =>
  `content:${blob ?? ''}:${path}`

/** The key of the row for runs that follow the doc commits of another run. */
export const byDocumented = (run: string): string => `documents:${run}`

/** Finds runs by what their commits changed and the content they left behind, even if the commits are gone (SPEC B9). */
export const changes: Projection<ChangesRow> = {
  name: 'changes',
  version: 1,
  key: keysOf,
  apply: (row, { run }) => (row?.runs.includes(run) ? row : { runs: [...(row?.runs ?? []), run] }),
}

function keysOf(recorded: Recorded): readonly string[] {
  const known = commitEvent(recorded)
  switch (known?.type) {
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
