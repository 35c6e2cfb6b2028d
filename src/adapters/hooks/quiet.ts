import { mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { JobHook } from '../../ports/jobs.ts'
import { ownFolder, quoted, slashed } from './launch.ts'

/** What an answer "no job of this hook is about what is staged" follows from, beside what is staged. */
export interface Quiet {
  /** The working tree that it is true of. */
  readonly root: string
  /** The files and folders that say which jobs there are, from the root or absolute. */
  readonly from: readonly string[]
  /** Git's pathspecs for all that the jobs are about. */
  readonly pathspecs: readonly string[]
}

/** A change of a file within so many milliseconds could have the time of the look before it. */
const blur = 2000

/**
 * Lets hook.sh answer for the jobs of a hook without Node, as long as nothing has changed that they follow from. It lies in the
 * git directory, where no pull can change it, because hook.sh runs it.
 */
export const openQuiet = (commonDirectory: string) => {
  const folder = join(ownFolder(commonDirectory), 'quiet')
  const fileOf = (hook: JobHook) => join(folder, hook)
  const own = (hook: JobHook) => join(folder, `${hook}.${process.pid}`)
  return {
    /**
     * Comes before the jobs are read: what changes from here on makes hook.sh start Node again. The time, in milliseconds, is that of
     * the file system, whose clock may be another one.
     */
    async begin(hook: JobHook): Promise<number> {
      await mkdir(folder, { recursive: true })
      const file = own(hook)
      await writeFile(file, '')
      const { mtimeMs } = await stat(file)
      await rm(file)
      return mtimeMs
    },
    /** Without `quiet`, hook.sh always starts Node. */
    async end(hook: JobHook, began: number, quiet: Quiet | undefined): Promise<void> {
      if (!quiet) return rm(fileOf(hook), { force: true })
      const from: string[] = []
      const without: string[] = []
      for (const path of quiet.from) {
        const isThere = await stat(resolve(quiet.root, path)).catch(() => undefined)
        ;(isThere ? from : without).push(path)
      }
      const looked = new Date(began - blur)
      const file = own(hook)
      await writeFile(file, textOf(quiet, from, without))
      await utimes(file, looked, looked)
      await rename(file, fileOf(hook))
    },
  }
}

/** For sh, which knows this file as $quiet: 0 where no job is about what is staged, anything else where git-doc has to look. */
const textOf = (
  { root, pathspecs }: Quiet,
  from: readonly string[],
  without: readonly string[],
): string => `[ "$PWD" = ${quoted(slashed(root))} ] || return 1
${without.map(path => `[ ! -e ${quoted(slashed(path))} ] || return 1\n`).join('')}[ -z "$(find -L ${from
  .map(path => quoted(slashed(path).replace(/^(?![/]|[A-Za-z]:)/, './')))
  .join(' ')} -cnewer "$quiet" 2>&1)" ] || return 1
GIT_LITERAL_PATHSPECS=0 GIT_GLOB_PATHSPECS=0 GIT_NOGLOB_PATHSPECS=0 \\
  git diff-index --cached --quiet --ignore-submodules=none HEAD -- ${pathspecs.map(quoted).join(' ')} 2>/dev/null
`
