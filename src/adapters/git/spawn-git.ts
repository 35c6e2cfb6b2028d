import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { resolve } from 'node:path'
import { diskFull, gitFailed, gitMissing, remoteUnreachable } from '../../errors/git.ts'
import { isSystemLimit, systemLimit } from '../../errors/system.ts'
import { environment } from '../process/environment.ts'

/** Variables that would point Git to another repository (`git rev-parse --local-env-vars`), or change what it does. */
const dropped = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_AUTHOR_DATE',
  'GIT_CHERRY_PICK_HELP',
  'GIT_COMMITTER_DATE',
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

/**
 * The environment of every Git child: ours, without what a hook exports and without anything that waits for a person. An
 * identity in it is the person's, and so is a repository they named.
 */
const gitEnvironment = (extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => {
  const variables: NodeJS.ProcessEnv = {
    ...environment(),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    LC_ALL: 'C',
    GIT_DOC_ACTIVE: '1',
  }
  for (const name of dropped) delete variables[name]
  return { ...variables, ...namedRepository(environment()), ...extra }
}

/**
 * The repository that a person named (`GIT_DIR`, `git --git-dir`), as absolute paths. Git exports GIT_DIR to hooks too, but
 * beside GIT_INDEX_FILE: then it is no wish, and the folder decides.
 */
const namedRepository = ({
  GIT_DIR: gitDirectory,
  GIT_WORK_TREE: worktree,
  GIT_INDEX_FILE: index,
}: NodeJS.ProcessEnv): Record<string, string> => {
  if (index !== undefined || (gitDirectory === undefined && worktree === undefined)) return {}
  return {
    ...(gitDirectory && { GIT_DIR: resolve(gitDirectory) }),
    ...(worktree && { GIT_WORK_TREE: resolve(worktree) }),
  }
}

export interface GitChildOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Keeps the terminal, for a command that may have to ask for a passphrase. */
  readonly attached?: boolean | undefined
  /** Milliseconds after which the child is killed. */
  readonly timeout?: number | undefined
  onOutput(chunk: Buffer): void
}

/** How a child ended: an exit code or a signal, the last 4,000 characters of its standard error, and the error to report. */
export interface GitEnd {
  readonly code: number | null
  readonly stderr: string
  /** GIT_MISSING, SYSTEM_LIMIT or GIT_FAILED with Git's own words; what to report unless the exit code is an answer. */
  readonly error: Error
  /** It never ran, or a signal ended it: then the exit code says nothing. */
  readonly broken: boolean
}

export interface GitChild {
  /** Lines written in one turn of the event loop reach Git in one piece. */
  write(text: string): void
  end(input?: Uint8Array | string): void
  kill(): void
  /** The id of its process group, if it has one of its own. */
  readonly group: number | undefined
  /** Whether our process stays for it: not for one that is kept open and asked nothing. */
  hold(wanted: boolean): void
  readonly ended: Promise<GitEnd>
}

/** Starts one Git child; the only place that does. */
export const spawnGit = (args: readonly string[], options: GitChildOptions): GitChild => {
  const { cwd, env, attached = false, timeout, onOutput } = options
  const isApart = !attached && process.platform !== 'win32'
  const child = spawn('git', args, {
    cwd,
    env: gitEnvironment(env),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    // In a process group of its own it gets no Ctrl+C from the terminal: we do, and end when its answer is in.
    // On Windows that would open a window for each child.
    detached: isApart,
    timeout,
  })
  // A child that could not be started may have no pipes.
  const { stdin, stdout, stderr } = child as Partial<typeof child>
  let lastWords = ''
  let failure: Error | undefined
  stdout?.on('data', onOutput)
  stderr?.on('data', chunk => {
    lastWords = `${lastWords}${chunk}`.slice(-4_000)
  })
  // A child that ends before it has read its input is reported by its exit code, not by EPIPE.
  stdin?.on('error', () => {})
  child.on('exit', (_, signal) => {
    if (signal === null) return
    // A killed child may leave a child of its own (a signer) that holds our pipes: we do not wait for it.
    stdout?.destroy()
    stderr?.destroy()
  })

  return {
    write(text) {
      if (!stdin) return
      // Each write may wake Git up at once and cost us our turn.
      if (stdin.writableCorked === 0) {
        stdin.cork()
        process.nextTick(() => stdin.uncork())
      }
      stdin.write(text)
    },
    end: input => void stdin?.end(input),
    kill: () => void child.kill(),
    group: isApart ? child.pid : undefined,
    hold(wanted) {
      // A pipe of a child is a socket.
      for (const each of [child, stdin, stdout, stderr] as (Partial<Socket> | undefined)[])
        if (wanted) each?.ref?.()
        else each?.unref?.()
    },
    ended: new Promise(resolve => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        const reason = lastWords.trim() || `it ended with ${signal ?? `exit code ${code}`}`
        resolve({
          code,
          stderr: lastWords,
          error: failure ?? failureOf(nameOf(args), reason),
          broken: failure !== undefined || code === null,
        })
      }
      child.on('error', error => {
        failure = startFailure(error, cwd, args)
        // Without a process there may be no `close` either.
        if (child.pid === undefined) end(null, null)
      })
      child.on('close', end)
    }),
  }
}

/** A failure of the disk or the network is none of the command's: it passes. */
const failureOf = (name: readonly string[], reason: string): Error => {
  if (/No space left on device|Disk quota exceeded/i.test(reason)) return diskFull(name, reason)
  if (/promisor remote|unable to access|Could not (?:resolve host|read from remote)/i.test(reason))
    return remoteUnreachable(name, reason)
  return gitFailed(name, reason)
}

/** As much of the command as a person needs to recognize it. */
const nameOf = (args: readonly string[]): readonly string[] => {
  const first = args.findIndex((word, place) => word !== '-c' && args[place - 1] !== '-c')
  return args.slice(Math.max(0, first), first + 2)
}

const startFailure = (error: Error, cwd: string, args: readonly string[]): Error => {
  if (isSystemLimit(error)) return systemLimit(error)
  // Node reports a missing git and a missing folder alike.
  const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(cwd)
  return isMissing ? gitMissing(error) : gitFailed(nameOf(args), error.message, error)
}
