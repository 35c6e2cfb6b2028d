import { stat } from 'node:fs/promises'
import { bareRepository, gitFailed, gitTooOld, notARepository } from '../../errors/git.ts'
import type { RepositoryFacts } from '../../ports/repository.ts'
import { environment } from '../process/environment.ts'
import { type GitAnswer, git, gitText } from './command.ts'

/**
 * The repository a folder belongs to, by one `git rev-parse`. BARE_REPOSITORY for one without files, unless it is only to be
 * read: its `root` is the git directory then. GIT_TOO_OLD, unless nobody will ask Git for more than this.
 */
export const locate = async (
  path: string,
  { bare: takesBare = false, checksVersion = true } = {},
): Promise<RepositoryFacts> => {
  // Git would be reported missing if the folder it is started in is.
  if (!(await isFolder(path))) throw notARepository(path)
  const [version, answer] = await Promise.allSettled([
    checksVersion ? assertRecent(path) : undefined,
    git(questions, { cwd: path, codes: [0, 128] }),
  ])
  if (version.status === 'rejected') throw version.reason
  if (answer.status === 'rejected') throw answer.reason
  const [bare, shallow, objectFormat, gitDirectory = '', commonDirectory = '', root = ''] =
    answer.value.stdout.toString().replace(/\n$/, '').split(separated)
  if (bare === 'true' && !takesBare) throw bareRepository(path)
  if (bare !== 'true') assertAnswered(answer.value, path)
  return {
    root: bare === 'true' ? gitDirectory : root,
    gitDirectory,
    // Without a working tree Git stops behind the separator of the last question.
    commonDirectory: commonDirectory.replace(`\n${separator}`, ''),
    shallow: shallow === 'true',
    objectFormat: objectFormat === 'sha256' ? 'sha256' : 'sha1',
  }
}

/** rev-parse prints options it does not know: a separator, as names of folders may have line feeds. */
const separator = '--git-doc-next'
const separated = `\n${separator}\n`
const questions = [
  'rev-parse',
  '--path-format=absolute',
  '--is-bare-repository',
  ...[
    '--is-shallow-repository',
    '--show-object-format',
    '--git-dir',
    '--git-common-dir',
    '--show-toplevel',
  ].flatMap(question => [separator, question]),
]

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

/** Places where a recent Git was found, as `PATH` names them: it is asked once in each process. */
const recent = new Set<string | undefined>()

const assertRecent = async (cwd: string): Promise<void> => {
  const { PATH } = environment()
  if (recent.has(PATH)) return
  const version = await gitText(['version'], { cwd })
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(version)?.map(Number) ?? []
  if (major < 2 || (major === 2 && minor < 39))
    throw gitTooOld(version.replace(/^git version /, ''))
  recent.add(PATH)
}

const assertAnswered = ({ code, stderr }: GitAnswer, path: string) => {
  if (code === 0) return
  if (stderr.includes('not a git repository')) throw notARepository(path)
  throw gitFailed(['rev-parse'], stderr.trim())
}
