import { GitDocError } from '../../../errors/error.ts'
import type { CommitRun } from '../../../machines/commit-run.ts'
import type { World } from '../world.ts'
import { basisOf } from './basis.ts'

/** The checked-out commit. Throws UNBORN_BRANCH if there is none. */
export const checkedOut = async ({
  repository,
}: Pick<World, 'repository'>): Promise<{ commit: string }> => {
  const { commit } = await repository.head()
  if (!commit) throw unborn()
  return { commit }
}

const unborn = () =>
  new GitDocError('UNBORN_BRANCH', 'The checked-out branch has no commit yet.', {
    hint: 'Make a commit first.',
  })

/**
 * The commit whose documents a run reads: the checked-out commit if it contains the run's commit, otherwise the run's
 * commit itself. So a run never plans or drafts for the documents of a branch that it does not belong to.
 */
export const documentsCommit = async (
  run: CommitRun,
  { repository }: Pick<World, 'repository'>,
): Promise<string> => {
  const { commit: own } = basisOf(run)
  const { commit: head } = await repository.head()
  if (head === own || head === undefined) return own
  return (await repository.contains(head, own)) ? head : own
}
