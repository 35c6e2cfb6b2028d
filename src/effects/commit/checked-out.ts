import { GitDocError } from '../../errors.ts'
import type { World } from '../../ports/world.ts'

/** The commit whose documents are read and written: what is checked out. */
export const checkedOut = async ({
  repository,
}: Pick<World, 'repository'>): Promise<{ commit: string }> => {
  const { commit } = await repository.head()
  if (!commit) {
    throw new GitDocError('UNBORN_BRANCH', 'The branch that is checked out has no commit yet.', {
      hint: 'Commit something first.',
    })
  }
  return { commit }
}
