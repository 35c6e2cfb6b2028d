import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { InsideFile, InsideRun, InsideStep } from '../../ports/bundles.ts'
import { childEnvironment } from '../process/child-environment.ts'
import { environment } from '../process/environment.ts'
import { findProgram } from '../process/find-program.ts'

const isWindows = process.platform === 'win32'

/**
 * Unpacks a bundle into a new folder, reads its env file and runs commands in a new repository, with nothing of this machine in PATH
 * but the programs that are named, and without a network where this system lets us cut it off.
 */
export const runInside = async (
  files: Iterable<InsideFile>,
  { commands, programs }: { commands: readonly (readonly string[])[]; programs: readonly string[] },
): Promise<InsideRun> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'git-doc-bundle-')))
  try {
    const bundle = join(folder, 'bundle')
    for (const { path, bytes, executable } of files) {
      const file = join(bundle, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, bytes, { flag: 'wx', mode: executable ? 0o755 : 0o644 })
    }
    const path = isWindows ? ownPath() : await pathOf(programs, join(folder, 'programs'))
    const cut = await networkCut()
    const run = (words: readonly string[]) => start(words, { folder, path, cut })
    const repository = join(folder, 'repository')
    await mkdir(repository)
    await run(['git', 'init', '--quiet'])
    const steps: InsideStep[] = []
    for (const words of commands) steps.push(await run(['git-doc', ...words]))
    return { withoutNetwork: cut !== undefined, withoutPath: !isWindows, steps }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** A folder with these programs and no others; what this machine does not have is left out. */
const pathOf = async (programs: readonly string[], folder: string): Promise<string> => {
  await mkdir(folder)
  for (const name of programs) {
    const found = await findProgram(name, folder, { PATH: ownPath() }).catch(() => undefined)
    if (found) await symlink(found, join(folder, name))
  }
  return folder
}

const ownPath = (): string => {
  const { PATH, Path } = environment()
  return PATH ?? Path ?? ''
}

/** How to start a command that has no network; undefined if this system or this user cannot. */
const networkCut = async (): Promise<readonly string[] | undefined> => {
  if (process.platform !== 'linux') return undefined
  for (const words of [
    ['unshare', '-n'],
    ['unshare', '-r', '-n'],
  ])
    if ((await ended([...words, 'true'], { env: environment() })).exit === 0) return words
  return undefined
}

interface Surroundings {
  readonly folder: string
  readonly path: string
  readonly cut: readonly string[] | undefined
}

const start = async (
  words: readonly string[],
  { folder, path, cut = [] }: Surroundings,
): Promise<InsideStep> => {
  const env = {
    ...childEnvironment({ ...environment(), PATH: undefined, Path: undefined }),
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
    NO_COLOR: '1',
  }
  const shell = isWindows
    ? [
        'powershell',
        '-NoProfile',
        '-Command',
        `. ./env.ps1; cd ../repository; & ${words.join(' ')}; exit $LASTEXITCODE`,
      ]
    : // `unshare` is not among the programs: PATH is set inside.
      [
        ...cut,
        '/bin/sh',
        '-c',
        'PATH=$1; shift; . ./env.sh && cd ../repository && exec "$@"',
        'sh',
        path,
        ...words,
      ]
  const { exit, output } = await ended(shell, {
    cwd: join(folder, 'bundle'),
    env: { ...env, PATH: ownPath() },
  })
  return { command: words.join(' '), exit, output }
}

const ended = (
  [program = '', ...args]: readonly string[],
  { cwd, env }: { cwd?: string; env: Readonly<Record<string, string | undefined>> },
): Promise<{ readonly exit: number; readonly output: string }> =>
  new Promise(resolve => {
    let output = ''
    const child = spawn(program, args, {
      ...(cwd !== undefined && { cwd }),
      env: env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      timeout: 300_000,
    })
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', text => {
        output = `${output}${text}`.slice(-8_000)
      })
    child.on('error', error => resolve({ exit: 127, output: error.message }))
    child.on('close', code => resolve({ exit: code ?? 128, output }))
  })
