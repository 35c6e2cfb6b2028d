import type { JobCause } from '../../events/job.ts'
import { hash } from '../../jobs/hash.ts'
import type { Trigger } from '../../jobs/requests.ts'
import type { GitCommands } from '../../ports/git-commands.ts'
import type { Note } from '../../ports/hooks.ts'
import type { Repository } from '../../ports/repository.ts'

interface TriggerWorld {
  readonly repository: Pick<Repository, 'head' | 'diff' | 'commit'>
  readonly git: Pick<GitCommands, 'changed'>
}

/** What a hook's note starts, with the files that really changed; undefined if it starts nothing, as in the middle of a rebase. */
export const triggerOf = async (note: Note, world: TriggerWorld): Promise<Trigger | undefined> => {
  if (note.hook === 'post-commit' && note.during !== undefined) return undefined
  const commit = note.commit ?? (await world.repository.head()).commit
  if (commit === undefined) return undefined
  const files = await filesOf(note, commit, world).catch(() => undefined)
  // The commit is gone by now: nothing can be said of it, and nothing is left to do for it.
  if (!files) return undefined
  return { cause: causeOf(note), id: idOf(note, commit), commit, files }
}

const causeOf = ({ hook }: Note): JobCause => ({ by: 'hook', hook, args: [] })

/** A checkout may come to the same commit again and again; everything else happens to a commit once. */
const idOf = ({ hook, file }: Note, commit: string): string =>
  hook === 'post-checkout' ? `${commit}.${hash(file).slice(0, 8)}` : commit

const filesOf = async (
  note: Note,
  commit: string,
  { repository, git }: TriggerWorld,
): Promise<readonly string[]> => {
  if (note.hook === 'post-checkout' || note.hook === 'post-merge')
    return note.previous === undefined ? [] : git.changed({ from: note.previous, to: commit })
  const commits = note.hook === 'post-rewrite' ? note.rewrites.map(({ to }) => to) : [commit]
  return ownFiles([...new Set(commits)], repository)
}

/** What commits changed themselves. */
export const ownFiles = async (
  commits: readonly string[],
  repository: Pick<Repository, 'diff'>,
): Promise<readonly string[]> => {
  const files = new Set<string>()
  for (const commit of commits)
    for (const { path, from } of await repository.diff(commit)) {
      files.add(path)
      if (from !== undefined) files.add(from)
    }
  return [...files].sort()
}
