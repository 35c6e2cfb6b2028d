import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
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
  const init = options.init ?? []
  repository.git('init', '--quiet', '--initial-branch=main', ...init)
  const folder = init.includes('--bare') ? repository.path : join(repository.path, '.git')
  appendFileSync(join(folder, 'config'), identity)
  return repository
}

/** The repository that is in a folder. */
export const testRepositoryAt = (path: string): TestRepository => {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: path, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .replace(/\n$/, '')
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
      git('add', '--all')
      git('commit', '--quiet', '--allow-empty', '--message', message)
      return branchTip(path) ?? git('rev-parse', 'HEAD')
    },
  }
}

/** The commit of the branch that is checked out, without a process; undefined in a worktree or with a detached HEAD. */
const branchTip = (path: string): string | undefined => {
  try {
    const [, ref] = /^ref: (.*)\n/.exec(readFileSync(join(path, '.git/HEAD'), 'utf8')) ?? []
    return ref && readFileSync(join(path, '.git', ref), 'utf8').trim()
  } catch {
    return undefined
  }
}
