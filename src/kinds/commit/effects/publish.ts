import { isGitDocError } from '../../../errors/error.ts'
import { publicationUnfinished } from '../../../errors/git.ts'
import type { CommitEvent } from '../../../events/commit.ts'
import type { CommitRun } from '../../../machines/commit-run.ts'
import type { World } from '../world.ts'
import { documentEdits } from './edits.ts'
import { deferred } from './prepare.ts'
import { published } from './prepared-commit.ts'

/** Adds the prepared doc commit to its branch, or finds that it is already there. */
export async function* publish(run: CommitRun, world: World): AsyncGenerator<CommitEvent> {
  const { prepared } = run
  if (!prepared) throw new Error('There is no prepared commit to publish.')
  const { docCommit, parent, ref } = prepared
  const outcome = await world.publisher
    .publish(published(prepared), documentEdits(run))
    .catch(error => failedBeforeTheBranchMoved(error, docCommit, world))
  if (outcome.state === 'published') yield { type: 'commit.published', data: { docCommit, ref } }
  else if (outcome.state === 'waits') yield deferred(run, outcome.blocker)
  else yield { type: 'head.moved', data: { expected: parent, found: outcome.found ?? null } }
}

/**
 * Records a failure only while the branch does not have the doc commit. If it has it, or nobody can tell, the run stays
 * where it is: publishing again finishes the work, and a new attempt would not know about the doc commit.
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
