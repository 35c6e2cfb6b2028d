import { type GitChildOptions, spawnGit } from './spawn-git.ts'

export interface GitOptions extends Omit<GitChildOptions, 'onOutput'> {
  readonly input?: Uint8Array | string | undefined
  /** Exit codes that are answers, not failures; `[0]` if left out. */
  readonly codes?: readonly number[]
}

export interface GitAnswer {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs one Git command to its end. GIT_MISSING without a git binary, GIT_FAILED with Git's own words otherwise. */
export const git = async (
  args: readonly string[],
  { input, codes = [0], ...options }: GitOptions,
): Promise<GitAnswer> => {
  const output: Buffer[] = []
  const child = spawnGit(args, { ...options, onOutput: chunk => output.push(chunk) })
  child.end(input)
  const { code, stderr, error, broken } = await child.ended
  if (broken || code === null || !codes.includes(code)) throw error
  return { code, stdout: Buffer.concat(output), stderr }
}

/** A Git command's answer as text without its last newline. */
export const gitText = async (args: readonly string[], options: GitOptions): Promise<string> =>
  (await git(args, options)).stdout.toString().replace(/\n$/, '')

/** A command with settings that override the person's configuration. */
export const withConfig = (
  config: Readonly<Record<string, string>>,
  command: readonly string[],
): string[] => [
  ...Object.entries(config).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ...command,
]
