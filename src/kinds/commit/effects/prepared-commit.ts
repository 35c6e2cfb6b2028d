import type { CommitRun } from '../../../machines/commit-run.ts'
import type { PreparedCommit } from '../../../ports/publisher.ts'

type Recorded = NonNullable<CommitRun['prepared']>

/** A prepared doc commit as it is recorded. */
export const recorded = ({ id, documents, files: _, ...rest }: PreparedCommit): Recorded => ({
  docCommit: id,
  ...rest,
  documents: [...documents],
})

/** A recorded doc commit as it is published: it has no whole files. */
export const published = ({ docCommit, ...rest }: Recorded): PreparedCommit => ({
  id: docCommit,
  ...rest,
  files: [],
})
