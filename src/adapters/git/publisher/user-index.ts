import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, lstat, readFile, rename, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RepositoryPaths, TreeEntry } from '../../../ports/repository.ts'
import { git } from '../command.ts'
import { fileState } from './file-states.ts'
import { indexInfo, portions } from './object-store.ts'

/** A file's entry in the person's index, with the marks that a new entry would lose. */
export interface IndexEntry extends TreeEntry {
  readonly unmerged: boolean
  readonly skipWorktree: boolean
  readonly assumeUnchanged: boolean
}

/** The index's entries of these files, as far as they are there. */
export const askIndexEntries = async (
  root: string,
  files: readonly string[],
): Promise<readonly IndexEntry[]> => {
  const found: IndexEntry[] = []
  for (const some of portions(files)) {
    const { stdout } = await git(['ls-files', '-s', '-v', '-z', '--', ...some], { cwd: root })
    found.push(...parseEntries(stdout.toString()))
  }
  return found
}

const parseEntries = (text: string): readonly IndexEntry[] =>
  text.split('\0').flatMap(line => {
    const [, tag, mode, blob, stage, path] = /^(\S) (\d+) (\S+) (\d)\t(.+)$/s.exec(line) ?? []
    if (!tag || !mode || !blob || !path) return []
    return {
      path,
      mode,
      blob,
      unmerged: stage !== '0',
      skipWorktree: tag.toUpperCase() === 'S',
      assumeUnchanged: tag !== tag.toUpperCase(),
    }
  })

/** What tells one state of the index file from the next: Git replaces the file, others write into it. */
export const indexState = ({ gitDirectory }: RepositoryPaths): string =>
  fileState(join(gitDirectory, 'index'))

/** A copy of the person's index with some entries replaced, and nothing else of it changed; its path and its hash. */
export const nextIndex = async (
  { root, gitDirectory }: RepositoryPaths,
  entries: readonly IndexEntry[],
  scratch: string,
): Promise<NextIndex> => {
  const index = join(gitDirectory, 'index')
  const path = join(scratch, 'next-index')
  const { mtimeMs } = await lstat(index)
  await copyFile(index, path)
  // Git looks closely at files as young as their index. A younger copy would hide what the person changed in that moment.
  const time = Math.floor(mtimeMs) / 1000
  await utimes(path, time, time)

  const update = (how: readonly string[], input: string) =>
    git(['-c', 'core.hooksPath=/dev/null', 'update-index', '-z', ...how], {
      cwd: root,
      env: { GIT_INDEX_FILE: path },
      input,
    })
  const marked = async (mark: string, these: readonly IndexEntry[]) => {
    if (these.length > 0)
      await update([mark, '--stdin'], these.map(entry => `${entry.path}\0`).join(''))
  }
  if (entries.length > 0) await update(['--index-info'], indexInfo(entries))
  await marked(
    '--skip-worktree',
    entries.filter(({ skipWorktree }) => skipWorktree),
  )
  await marked(
    '--assume-unchanged',
    entries.filter(({ assumeUnchanged }) => assumeUnchanged),
  )
  return { path, sha256: await sha256(path) }
}

/** A content of the index that is ready to be put in its place. */
export interface NextIndex {
  readonly path: string
  readonly sha256: string
}

/** The person's index locked, with its next content in the lock: Git's own way to replace it. */
export interface IndexLock {
  /** Whether the lock is there and ours still: people are told by Git to remove a lock that is in their way. */
  isHeld(): Promise<boolean>
  /** Makes the lock's content the index; false, and nothing done, if the lock is no longer held. */
  replaceIndex(): Promise<boolean>
  /** Removes the lock if it is still held. */
  release(): Promise<void>
}

/** Takes the lock at once whole, so that a kill never leaves half of one; undefined while another process keeps it. */
export const lockIndex = async (
  { gitDirectory }: RepositoryPaths,
  next: NextIndex,
): Promise<IndexLock | undefined> => {
  const path = join(gitDirectory, 'index.lock')
  for (let left = patience.tries; ; left--) {
    try {
      await createFrom(next.path, path)
      return await heldLock(gitDirectory, next.sha256)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (left === 0) return undefined
      await pause(patience.milliseconds)
    }
  }
}

const patience = { tries: 20, milliseconds: 25 }

/**
 * The lock that a killed publication left, known by the hash of its content; a lock with another content is not ours. To be asked for
 * only while nobody else publishes: a living publication has a lock with such a content, too.
 */
export const leftLock = async (
  { gitDirectory }: RepositoryPaths,
  contents: readonly string[],
): Promise<IndexLock | undefined> => {
  const found = await sha256(join(gitDirectory, 'index.lock')).catch(() => undefined)
  return found && contents.includes(found) ? heldLock(gitDirectory, found) : undefined
}

/** Puts a newer content into a lock that was left: the index is not free for a moment. Undefined if the lock has gone meanwhile. */
export const refillLock = async (
  { gitDirectory }: RepositoryPaths,
  left: IndexLock,
  next: NextIndex,
): Promise<IndexLock | undefined> => {
  if (!(await left.isHeld())) return undefined
  await rename(next.path, join(gitDirectory, 'index.lock'))
  return heldLock(gitDirectory, next.sha256)
}

/** The lock that is there now and has this content. */
const heldLock = async (gitDirectory: string, content: string): Promise<IndexLock> => {
  const path = join(gitDirectory, 'index.lock')
  const taken = await identityOf(path)
  let given = false
  const isHeld = async (): Promise<boolean> => {
    const now = given ? undefined : await identityOf(path)
    // Some file systems number a file anew each time.
    return now !== undefined && (now === taken || (await sha256(path).catch(() => '')) === content)
  }
  return {
    isHeld,
    async replaceIndex() {
      if (!(await isHeld())) return false
      given = await rename(path, join(gitDirectory, 'index')).then(
        () => true,
        error => (error.code === 'ENOENT' ? false : Promise.reject(error)),
      )
      return given
    },
    async release() {
      if (await isHeld()) await rm(path, { force: true })
      given = true
    },
  }
}

/** What tells one file at a path from the next; undefined where there is none. */
const identityOf = async (path: string): Promise<string | undefined> => {
  const stats = await lstat(path, { bigint: true }).catch(() => undefined)
  return stats && `${stats.dev} ${stats.ino}`
}

const createFrom = (source: string, path: string): Promise<void> =>
  link(source, path).catch(error => {
    if (error.code === 'EEXIST') throw error
    // A file system without hard links.
    return copyFile(source, path, constants.COPYFILE_EXCL)
  })

const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
