import type { CommitRun } from '../../../machines/commit-run.ts'
import type { Basis } from '../../../ports/publisher.ts'

/** What a branch must contain for a run's doc commit: the run's commit, or its amended version. */
export const basisOf = ({ commit, amended }: CommitRun): Basis => ({ commit: amended ?? commit })

/** A revert may also go on the branch of what it reverts, where a rebase may have changed the commit's id. */
export const revertBasisOf = (run: CommitRun): Basis => ({
  ...basisOf(run),
  refs: run.undo.map(({ ref }) => ref),
})
