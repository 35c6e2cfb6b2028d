import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { RepositoryPaths } from '../../../ports/repository.ts'
import { environment } from '../../process/environment.ts'
import { git } from '../command.ts'
import { fileStates } from './file-states.ts'

/** Git's configuration of a repository, read by one process and again only when one of its files has changed. */
export interface Configuration {
  /** The value in effect; the key in lower case. */
  get(key: string): Promise<string | undefined>
  /** Another number after each change. */
  revision(): Promise<number>
  /** Whether a boolean is set and true. */
  isSet(key: string): Promise<boolean>
}

/** Nothing is read before the first question. */
export const openConfiguration = (paths: RepositoryPaths): Configuration => {
  let last: { readonly files: readonly string[]; state: string; values: Values } | undefined
  let revision = 0

  const values = async (): Promise<Values> => {
    if (last && last.state === stateOf(last.files, paths)) return last.values
    const standard = standardFiles(paths)
    const before = stateOf(standard, paths)
    const found = await listed(paths.root)
    const files = [...new Set([...standard, ...found.files])]
    // What changed while Git read it is read again the next time.
    const state = stateOf(standard, paths) === before ? stateOf(files, paths) : ''
    last = { files, state, values: found.values }
    revision += 1
    return found.values
  }
  return {
    get: async key => (await values()).get(key),
    async revision() {
      await values()
      return revision
    },
    async isSet(key) {
      const value = (await values()).get(key)
      return value !== undefined && /^(?:|true|yes|on|[-+]?0*[1-9]\d*[kmg]?)$/i.test(value)
    },
  }
}

type Values = ReadonlyMap<string, string>

/** Files that Git reads if they exist; those that it did read, included ones too, it names itself. */
const standardFiles = ({ gitDirectory, commonDirectory }: RepositoryPaths): readonly string[] => {
  const { HOME = homedir(), XDG_CONFIG_HOME, GIT_CONFIG_GLOBAL } = environment()
  return [
    join(commonDirectory, 'config'),
    join(gitDirectory, 'config.worktree'),
    join(HOME, '.gitconfig'),
    join(XDG_CONFIG_HOME || join(HOME, '.config'), 'git/config'),
    ...(GIT_CONFIG_GLOBAL ? [GIT_CONFIG_GLOBAL] : []),
  ]
}

/** The branch counts as well: a file may be included for some branches only. */
const stateOf = (files: readonly string[], { gitDirectory }: RepositoryPaths): string =>
  fileStates([join(gitDirectory, 'HEAD'), ...files])

/** `origin NUL key LF value NUL` of each entry, without the line feed where a key has no value. */
const listed = async (root: string) => {
  const { stdout } = await git(['config', '--list', '--show-origin', '-z'], { cwd: root })
  const words = stdout.toString().split('\0')
  const values = new Map<string, string>()
  const files = new Set<string>()
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [origin = '', entry = ''] = words.slice(at, at + 2)
    if (origin.startsWith('file:')) files.add(resolve(root, origin.slice('file:'.length)))
    const end = entry.indexOf('\n')
    values.set(end < 0 ? entry : entry.slice(0, end), end < 0 ? 'true' : entry.slice(end + 1))
  }
  return { values, files: [...files] }
}
