import { isGitDocError, publicationUnfinished } from '../../errors.ts'
import type { CommitEvent } from '../../events/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { World } from '../../ports/world.ts'
import { documentEdits } from './edits.ts'
import { deferred } from './prepare.ts'

/** Adds the prepared doc commit to its branch, or finds that it is already there. */
export async function* publish(run: CommitRun, world: World): AsyncGenerator<CommitEvent> {
  const { prepared } = run
  if (!prepared) throw new Error('Nothing is prepared to be published.')
  const { docCommit, parent, ref } = prepared
  const outcome = await world.docCommits
    .publish(prepared, documentEdits(run))
    .catch(error => failedBeforeTheBranchMoved(error, docCommit, world))
  if (outcome.state === 'published') yield { type: 'commit.published', data: { docCommit, ref } }
  else if (outcome.state === 'waits') yield deferred(run, outcome.obstacle)
  else yield { type: 'head.moved', data: { expected: parent, found: outcome.found ?? null } }
}

/**
 * A failure is an outcome only while the branch is without the doc commit. Once it has it, or nobody can say, the run stays
 * where it is: publishing again finishes what is there, and an attempt that begins anew would not know of it.
 */
const failedBeforeTheBranchMoved = async (
  error: unknown,
  docCommit: string,
  { repository }: World,
): Promise<never> => {
  if (!isGitDocError(error)) throw error
  const { commit: head } = await repository.head().catch(() => ({ commit: docCommit }))
  const there = head !== undefined && (await repository.contains(head, docCommit).catch(() => true))
  throw there ? publicationUnfinished(docCommit, error) : error
}
