import { isHere } from '../engine/reachable.ts'
import { allSeen } from '../engine/reconcile.ts'
import { GitDocError } from '../errors.ts'
import type { Repository } from '../ports/repository.ts'
import type { Tools } from './tools.ts'

/**
 * The commits to take up: oldest first, up to `upTo` on the branch `ref`; `first` when nothing of its history was ever
 * looked at, on this branch or on another.
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
}

/**
 * What `update` takes up: what HEAD has that no followed branch was seen to have, or what `--from` and `--to` name (`from` itself
 * excluded, as in Git's `from..to`). After a reset or a rebase that is what came since the branches parted.
 * Undefined on a branch without commits. DETACHED_HEAD, UNKNOWN_COMMIT, NOT_ON_BRANCH or SEEN_UNKNOWN where there is no answer.
 */
export const rangeOf = async (
  { log, repository }: Pick<Tools, 'log' | 'repository'>,
  options: RangeOptions,
): Promise<Range | undefined> => {
  const { ref, commit: head } = await repository.head()
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
  // A range in the past must not make `update` forget the commits after it; a branch that was set back is seen from there.
  const keeps =
    options.to !== undefined && here !== undefined && (await reaches(repository, here, to))
  return {
    ref,
    commits,
    upTo: keeps ? here : to,
    first: options.from === undefined && here === undefined && (await isWhole(repository, commits)),
  }
}

/** Whether the commits go back to the very first: none of them was made upon one that was seen. */
const isWhole = async (repository: Repository, [oldest]: readonly string[]): Promise<boolean> => {
  if (oldest === undefined) return false
  const { parents, shallowBoundary } = await repository.commit(oldest)
  return parents.length === 0 || shallowBoundary
}

/** The seen commits that are still here. Of another branch it costs nothing to miss one; of this one nobody knows where to begin. */
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
    `HEAD is detached at ${commit.slice(0, 8)}: a doc commit made here would belong to no branch.`,
    {
      hint: 'Switch to a branch ("git switch main"); commits made there meanwhile are found then.',
    },
  )

export const notOnBranch = (revision: string, ref: string) =>
  new GitDocError('NOT_ON_BRANCH', `${revision} is not on ${ref.replace('refs/heads/', '')}.`, {
    hint: 'Switch to its branch first.',
  })

const seenUnknown = (ref: string, commit: string) =>
  new GitDocError(
    'SEEN_UNKNOWN',
    `The last commit that was looked at on ${ref.replace('refs/heads/', '')}, ${commit.slice(0, 8)}, is no longer in this repository.`,
    {
      hint: 'Say where to begin ("git-doc update --from <commit>"), or in a shallow clone bring it back ("git fetch --unshallow").',
    },
  )
