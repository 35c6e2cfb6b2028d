import { type Preview, preview } from '../../kinds/commit/preview.ts'
import type { CommandContext } from '../context.ts'

/** What would be done for some of the newest commits of the branch. */
export interface Sample {
  /** How many commits were looked at. */
  readonly commits: number
  /** Those that would be documented, newest first. */
  readonly documented: readonly Preview[]
}

/**
 * Plans the newest commits, from the newest on, until there are `most` or `enough` says so. It records, changes and asks
 * nothing; where drafting is free, only commits with an edit count.
 */
export const sample = async (
  tools: CommandContext,
  {
    most,
    enough = () => false,
    onCommit = () => {},
  }: {
    readonly most: number
    enough?(): boolean
    onCommit?(index: number, of: number): void
  },
): Promise<Sample> => {
  const { repository, world } = tools
  const { ref, commit: head } = await repository.head()
  if (head === undefined) return { commits: 0, documented: [] }
  const newest = (await repository.commits({ from: [], to: head, most })).toReversed()
  await repository.prefetch(newest)
  const drafts = world.drafter.free
  const documented: Preview[] = []
  let commits = 0
  for (const commit of newest) {
    if (enough()) break
    onCommit(commits + 1, newest.length)
    const plan = await preview(
      commit,
      tools.scratch(),
      { ...world, waiting: async () => undefined },
      { ref: ref ?? 'HEAD', drafts },
    )
    commits += 1
    if (plan.targets.some(target => (drafts ? target.diff : target.state !== 'failed')))
      documented.push(plan)
  }
  return { commits, documented }
}
