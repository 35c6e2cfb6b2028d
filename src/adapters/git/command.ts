import { spawn } from 'node:child_process'
import { gitFailed, gitMissing, isSystemLimit, systemLimit } from '../../errors.ts'

/** Variables that would point Git elsewhere than where we ask (`git rev-parse --local-env-vars`), or change what it does. */
const dropped = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_AUTHOR_DATE',
  'GIT_AUTHOR_EMAIL',
  'GIT_AUTHOR_NAME',
  'GIT_CHERRY_PICK_HELP',
  'GIT_COMMITTER_DATE',
  'GIT_COMMITTER_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_EDITOR',
  'GIT_EXTERNAL_DIFF',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REFLOG_ACTION',
  'GIT_REPLACE_REF_BASE',
  'GIT_SEQUENCE_EDITOR',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]

/** The environment of every Git child: ours, without what a hook exports, and without anything that waits for a person. */
export const gitEnvironment = (extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    LC_ALL: 'C',
    GIT_DOC_ACTIVE: '1',
  }
  for (const name of dropped) delete environment[name]
  return { ...environment, ...extra }
}

/**
 * A child in a process group of its own does not hear the terminal's Ctrl+C: we do, and end when its answer is in.
 * On Windows that would open a window for each.
 */
export const apart = process.platform !== 'win32'

export interface GitOptions {
  readonly cwd: string
  readonly input?: Uint8Array | string
  readonly env?: Readonly<Record<string, string>>
  /** Exit codes that are answers, not failures; `[0]` if left out. */
  readonly codes?: readonly number[]
  /** Keeps the terminal, for a command that may have to ask for a passphrase. */
  readonly attached?: boolean
  /** Milliseconds after which the command is ended; GIT_FAILED then. */
  readonly timeout?: number
}

export interface GitAnswer {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs one Git command to its end. GIT_MISSING without a git binary, GIT_FAILED with Git's own words otherwise. */
export const git = (args: readonly string[], options: GitOptions): Promise<GitAnswer> =>
  new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd: options.cwd,
      env: gitEnvironment(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      detached: !options.attached && apart,
      timeout: options.timeout,
    })
    child.on('error', error => reject(notStarted(error)))
    // One that could not be started may have no pipes.
    if (child.pid === undefined) return
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', chunk => out.push(chunk))
    child.stderr.on('data', chunk => err.push(chunk))
    // A child that ends before it has read its input is told by its exit code, not by EPIPE.
    child.stdin.on('error', () => {})
    child.on('exit', (_, signal) => {
      if (signal === null) return
      // A child that was ended may leave one of its own (a signer) with our pipes: they are not waited for.
      child.stdout.destroy()
      child.stderr.destroy()
    })
    child.on('close', (code, signal) => {
      const answer = {
        code: code ?? 1,
        stdout: Buffer.concat(out),
        stderr: Buffer.concat(err).toString(),
      }
      if (signal === null && (options.codes ?? [0]).includes(answer.code)) return resolve(answer)
      reject(
        gitFailed(args, answer.stderr.trim() || `it ended with ${signal ?? `exit code ${code}`}`),
      )
    })
    child.stdin.end(options.input)
  })

const notStarted = (error: Error): Error => {
  if (isSystemLimit(error)) return systemLimit(error)
  return (error as NodeJS.ErrnoException).code === 'ENOENT' ? gitMissing(error) : error
}

/** A Git command's answer as text without its last newline. */
export const gitText = async (args: readonly string[], options: GitOptions): Promise<string> =>
  (await git(args, options)).stdout.toString().replace(/\n$/, '')
