import type { Diff } from '../../ports/diff.ts'
import type { CommitFacts, Repository } from '../../ports/repository.ts'
import { rememberedAncestors } from './ancestors.ts'
import { keepLast } from './keep-last.ts'

/** A commit's plan and each of its targets read it, and the next commit follows soon. */
const commitsKept = 16

/** A repository that reads each commit, each diff and the ancestors of a commit only once, because commits never change. */
export const remembering = (repository: Repository): Repository => {
  const commits = keepLast<CommitFacts>(commitsKept)
  const diffs = keepLast<Diff>(commitsKept)
  const kept: Repository = {
    ...repository,
    commit: id => commits(id, () => repository.commit(id)) as Promise<CommitFacts>,
    diff: id => diffs(id, () => repository.diff(id)) as Promise<Diff>,
  }
  return { ...kept, contains: rememberedAncestors(kept) }
}
