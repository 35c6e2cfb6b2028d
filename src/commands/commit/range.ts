import { GitDocError } from '../../errors/error.ts'
import { allSeen } from '../../kinds/commit/notice.ts'
import { isHere } from '../../kinds/commit/reachable.ts'
import type { Repository } from '../../ports/repository.ts'
import type { CommandContext } from '../context.ts'

/**
 * The commits to add: oldest first, up to `upTo` on the branch `ref`. `first` is true if git-doc never read any of this
 * history, on this branch or another.
 */
export interface Range {
  readonly ref: string
  readonly commits: readonly string[]
  readonly upTo: string
  readonly first: boolean
}

export interface RangeOptions {
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** HEAD may be detached, because nothing will be committed. */
  readonly detached?: boolean
}

/**
 * The commits that `update` adds: those in HEAD that no followed branch has seen, or the ones that `--from` and `--to`
 * name (without `from` itself, as in Git's `from..to`). After a reset or a rebase these are the commits since the
 * branches diverged. Undefined on a branch without commits. Throws DETACHED_HEAD, UNKNOWN_COMMIT, NOT_ON_BRANCH or
 * SEEN_UNKNOWN if there is no answer.
 */
export const rangeOf = async (
  { log, repository }: Pick<CommandContext, 'log' | 'repository'>,
  options: RangeOptions,
): Promise<Range | undefined> => {
  const { ref: branch, commit: head } = await repository.head()
  const ref = branch ?? (options.detached ? 'HEAD' : undefined)
  if (ref === undefined) throw detachedHead(head ?? '')
  if (head === undefined) return undefined
  const to = options.to === undefined ? head : await repository.resolve(options.to)
  if (to !== head && !(await repository.contains(head, to)))
    throw notOnBranch(options.to ?? to, ref)

  const seen = await allSeen(log)
  const here = seen.get(ref)
  const known = options.from === undefined ? await knownOf(repository, seen, ref) : []
  const from = options.from === undefined ? known : [await repository.resolve(options.from)]
  const commits = from.includes(to) ? [] : await repository.commits({ from, to })
  // A range in the past must not hide the commits after it from `update`. If the branch was reset, reading continues
  // from its new tip.
  const keeps =
    options.to !== undefined && here !== undefined && (await reaches(repository, here, to))
  return {
    ref,
    commits,
    upTo: keeps ? here : to,
    first: options.from === undefined && here === undefined && (await isWhole(repository, commits)),
  }
}

/** Whether the range starts at a root commit, so that none of it is based on a seen commit. */
const isWhole = async (repository: Repository, [oldest]: readonly string[]): Promise<boolean> => {
  if (oldest === undefined) return false
  const { parents, shallowBoundary } = await repository.commit(oldest)
  return parents.length === 0 || shallowBoundary
}

/**
 * The seen commits that still exist here. A missing one of another branch does not matter; without this branch's own,
 * nobody knows where to begin.
 */
const knownOf = async (
  repository: Repository,
  seen: ReadonlyMap<string, string>,
  ref: string,
): Promise<readonly string[]> => {
  const known = new Set<string>()
  for (const [branch, commit] of seen) {
    if (await isHere(repository, commit)) known.add(commit)
    else if (branch === ref) throw seenUnknown(ref, commit)
  }
  return [...known]
}

const reaches = async (repository: Repository, of: string, commit: string): Promise<boolean> =>
  (await isHere(repository, of)) && repository.contains(of, commit)

const detachedHead = (commit: string) =>
  new GitDocError(
    'DETACHED_HEAD',
    `HEAD is detached at ${commit.slice(0, 8)}, so a doc commit made here would not belong to any branch.`,
    {
      hint: 'Switch to a branch ("git switch main"). git-doc then finds the commits made there in the meantime.',
    },
  )

export const notOnBranch = (revision: string, ref: string) =>
  new GitDocError('NOT_ON_BRANCH', `${revision} is not on ${ref.replace('refs/heads/', '')}.`, {
    hint: 'Switch to its branch first.',
  })

const seenUnknown = (ref: string, commit: string) =>
  new GitDocError(
    'SEEN_UNKNOWN',
    `git-doc read ${ref.replace('refs/heads/', '')} up to ${commit.slice(0, 8)}, but that commit is no longer in this repository.`,
    {
      hint: 'Name a starting point ("git-doc update --from <commit>"), or fetch the commit into a shallow clone ("git fetch --unshallow").',
    },
  )
