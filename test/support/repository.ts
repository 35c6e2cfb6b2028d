import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'

const environment = {
  ...process.env,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
  // A commit starts no process to tidy up: nothing here lives long enough.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
}

const identity = '[user]\n\tname = Ada\n\temail = ada@example.org\n'

/** Whoever cleans up when it ends: a test, or a run of many. */
export type Ending = Pick<ExecutionContext, 'teardown'>

/** A new folder that goes when the test ends. */
export const temporaryFolder = (t: Ending): string => {
  const path = mkdtempSync(join(tmpdir(), 'git-doc-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }))
  return path
}

export interface TestRepository {
  readonly path: string
  /** Runs git here; its output without the last newline. */
  git(...args: string[]): string
  write(file: string, content: string | Uint8Array): void
  /** Writes files, stages them and commits; the new commit's id. */
  commit(message: string, files?: Readonly<Record<string, string | Uint8Array>>): string
}

/** A real repository on branch `main` in a temporary folder, with an identity of its own. */
export const testRepository = (
  t: Ending,
  options: { init?: string[]; path?: string } = {},
): TestRepository => {
  const repository = testRepositoryAt(options.path ?? temporaryFolder(t))
  const { init } = options
  if (!init) {
    // cpSync of Node 24 gives folders another mode.
    for (const { name, mode, bytes } of template()) {
      const to = join(repository.path, '.git', name)
      if (bytes) writeFileSync(to, bytes, { mode })
      else mkdirSync(to, { mode })
    }
    return repository
  }
  repository.git('init', '--quiet', '--initial-branch=main', ...init)
  const folder = init.includes('--bare') ? repository.path : join(repository.path, '.git')
  appendFileSync(join(folder, 'config'), identity)
  return repository
}

interface Entry {
  readonly name: string
  readonly mode: number
  /** Undefined for a folder. */
  readonly bytes: Buffer | undefined
}

let made: readonly Entry[] | undefined
/** What `git init` makes, read once in each process: folders before what is in them. */
const template = (): readonly Entry[] => {
  if (made) return made
  const path = mkdtempSync(join(tmpdir(), 'git-doc-'))
  try {
    testRepositoryAt(path).git('init', '--quiet', '--initial-branch=main')
    const folder = join(path, '.git')
    appendFileSync(join(folder, 'config'), identity)
    const names = ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()]
    made = names.map(name => {
      const found = statSync(join(folder, name))
      const bytes = found.isDirectory() ? undefined : readFileSync(join(folder, name))
      return { name, mode: found.mode & 0o777, bytes }
    })
    return made
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

/** The repository that is in a folder. */
export const testRepositoryAt = (path: string): TestRepository => {
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, { cwd: path, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .replace(/\n$/, '')
  const git = (...args: string[]): string => run('git', args)
  const write = (file: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), content)
  }
  return {
    path,
    git,
    write,
    commit(message, files = {}) {
      for (const [file, content] of Object.entries(files)) write(file, content)
      run('sh', ['-c', addAndCommit, 'sh', message])
      return branchTip(path) ?? git('rev-parse', 'HEAD')
    },
  }
}

/** By one shell: to start a process from a large one costs more than what these do. */
const addAndCommit = 'git add --all && exec git commit --quiet --allow-empty --message "$1"'

/** The commit of the branch that is checked out, without a process; undefined in a worktree or with a detached HEAD. */
const branchTip = (path: string): string | undefined => {
  try {
    const [, ref] = /^ref: (.*)\n/.exec(readFileSync(join(path, '.git/HEAD'), 'utf8')) ?? []
    return ref && readFileSync(join(path, '.git', ref), 'utf8').trim()
  } catch {
    return undefined
  }
}
