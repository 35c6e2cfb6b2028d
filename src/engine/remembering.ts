import type { Diff } from '../documentation/diff.ts'
import type { CommitFacts, Repository } from '../ports/repository.ts'
import { keepLast } from './keep-last.ts'

/** A commit is looked at by its plan and once for each of its targets, and the next one is about to be. */
const commitsKept = 16

/** A repository that reads what a commit says and changed once; commits never change. */
export const remembering = (repository: Repository): Repository => {
  const commits = keepLast<CommitFacts>(commitsKept)
  const diffs = keepLast<Diff>(commitsKept)
  return {
    ...repository,
    commit: id => commits(id, () => repository.commit(id)) as Promise<CommitFacts>,
    diff: id => diffs(id, () => repository.diff(id)) as Promise<Diff>,
  }
}
