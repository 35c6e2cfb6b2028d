import { seenOf } from '../engine/reconcile.ts'
import { GitDocError } from '../errors.ts'
import type { Tools } from './tools.ts'

/** The commits to take up: oldest first, up to `upTo` on the branch `ref`; `first` when the branch was never looked at. */
export interface Range {
  readonly ref: string
  readonly commits: readonly string[]
  readonly upTo: string
  readonly first: boolean
}

export interface RangeOptions {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/**
 * What `update` takes up: from the last commit seen to HEAD, or what `--from` and `--to` name (`from` itself excluded, as in
 * Git's `from..to`). Undefined on a branch without commits. DETACHED_HEAD or UNKNOWN_COMMIT where there is no answer.
 */
export const rangeOf = async (
  { log, repository }: Pick<Tools, 'log' | 'repository'>,
  options: RangeOptions,
): Promise<Range | undefined> => {
  const { ref, commit: head } = await repository.head()
  if (ref === undefined) throw detachedHead(head ?? '')
  if (head === undefined) return undefined
  const { seen } = await seenOf(log, ref)
  const to = options.to === undefined ? head : await repository.resolve(options.to)
  const from = options.from === undefined ? seen : await repository.resolve(options.from)
  if (!(await repository.contains(head, to))) throw notOnBranch(options.to ?? to, ref)
  const commits = await repository.commits({ from: from === undefined ? [] : [from], to })
  // A range in the past must not make `update` forget the commits after it, nor look at the old ones again.
  const upTo = seen !== undefined && (await repository.contains(seen, to)) ? seen : to
  return { ref, commits, upTo, first: seen === undefined && options.from === undefined }
}

const detachedHead = (commit: string) =>
  new GitDocError(
    'DETACHED_HEAD',
    `HEAD is detached at ${commit.slice(0, 8)}: a doc commit made here would belong to no branch.`,
    {
      hint: 'Switch to a branch ("git switch main"); commits made there meanwhile are found then.',
    },
  )

export const notOnBranch = (revision: string, ref: string) =>
  new GitDocError('NOT_ON_BRANCH', `${revision} is not on ${ref.replace('refs/heads/', '')}.`, {
    hint: 'Switch to its branch first.',
  })
