import { spawn } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { releaseFiles, releaseStory, root } from '../support/releases.ts'
import { type Ending, temporaryFolder, testRepositoryAt } from '../support/repository.ts'
import { storyAt } from '../support/scenario.ts'

const trusted = { GIT_DOC_TRUST: 'all' }
const pointerFile = `${root}/_active/active_releases.json`

/** What the sync command says each time that it is told. */
const config = '[releases.sync]\ncommand = "cat >> .git/told"\nshell = true\nretries = 0\n'

/** A repository with a version in production and the next one staged. */
export const template = async (t: Ending): Promise<string> => {
  const story = releaseStory(t, { intake: {}, brief: { requires: ['intake'] } }, config)
  const ready = async (line: string) => {
    const { code, stdout, stderr } = await story.release(line)
    if (code !== 0) throw new Error(`${line}: ${stdout}${stderr}`)
  }
  await ready('stage intake@1.0.0 brief@1.0.0')
  await ready('activate intake@1.0.0 brief@1.0.0 --reason First')
  story.commit('Add brief 1.1.0', releaseFiles('brief', '1.1.0', { requires: ['intake'] }))
  await ready('stage brief@1.1.0')
  story.git('status', '--porcelain')
  return story.path
}

/** A copy of it, and a process in it that can be killed at each step. */
export const copied = (t: Ending, from: string) => {
  const path = join(realpathSync(temporaryFolder(t)), 'repository')
  cpSync(from, path, { recursive: true })
  const { run: inProcess, git } = storyAt(testRepositoryAt(path))
  git('status', '--porcelain')
  const state = join(path, '.git', 'git-doc')
  const begun = git('rev-parse', 'HEAD')
  const child = fileURLToPath(new URL('releases.child.js', import.meta.url))
  const start = (killAt: number, command: readonly string[]) =>
    spawn(process.execPath, [child, state, String(killAt), ...command], {
      cwd: path,
      env: {
        PATH: process.env.PATH,
        HOME: dirname(path),
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        ...trusted,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  return {
    path,
    state,
    git,
    begun,
    run: (line: string) => inProcess(line, trusted),
    /** The steps of a command; undefined if it was killed. */
    work: (killAt: number, ...command: string[]) => ended(start(killAt, command), command),
    /** The same, killed after some milliseconds if it is not over by then. */
    async workFor(milliseconds: number, ...command: string[]) {
      const worker = start(0, command)
      const timer = setTimeout(() => worker.kill('SIGKILL'), milliseconds)
      return await ended(worker, command).finally(() => clearTimeout(timer))
    },
  }
}

const ended = (
  worker: ReturnType<typeof spawn>,
  command: readonly string[],
): Promise<readonly string[] | undefined> =>
  new Promise((resolve, reject) => {
    let [said, printed] = ['', '']
    worker.stdout?.on('data', text => {
      printed += text
    })
    worker.stderr?.on('data', text => {
      said += text
    })
    worker.on('error', reject)
    worker.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined)
      else if ((code === 0 || code === 1) && printed !== '') resolve(JSON.parse(printed))
      else reject(new Error(`${command.join(' ')} ended with ${code}: ${said}`))
    })
  })

export type ReleaseCopy = ReturnType<typeof copied>

/** The pointer as HEAD has it, and as the working tree has it. */
export const pointersOf = ({ git, path }: ReleaseCopy): readonly [string, string] => [
  `${git('show', `HEAD:${pointerFile}`)}\n`,
  readFileSync(join(path, pointerFile), 'utf8'),
]

export const before = '{\n  "brief": "1.0.0",\n  "intake": "1.0.0"\n}\n'
export const after = '{\n  "brief": "1.1.0",\n  "intake": "1.0.0"\n}\n'

/** What is not as it must be once everything was carried on; empty if all is well. */
export const faultsIn = async (copy: ReleaseCopy): Promise<readonly string[]> => {
  const faults: string[] = []
  const must = (holds: boolean, what: string) => {
    if (!holds) faults.push(what)
  }
  const { git, begun, state, path } = copy
  const [head, file] = pointersOf(copy)
  must(head === after && file === after, `the pointer: ${head}${file}`)
  const made = git('log', '--format=%s', `${begun}..HEAD`).split('\n')
  must(made.join() === 'release: Activate brief 1.1.0', `commits: ${made.join(', ')}`)
  must(git('status', '--porcelain') === '', git('status', '--porcelain'))
  const told = readFileSync(join(path, '.git', 'told'), 'utf8')
  must(told.includes('"brief":"1.1.0"'), 'nobody was told')
  must((await copy.run('git-doc release verify')).code === 0, 'not proven')
  must((await copy.run('git-doc replay')).code === 0, 'replay differs')
  must((await copy.run('git-doc receipts verify')).code === 0, 'receipts differ')
  must(git('fsck', '--strict', '--no-dangling', '--no-progress') === '', 'fsck')
  const inbox = join(state, 'inbox')
  const left = [
    ...(existsSync(inbox) ? readdirSync(inbox) : []),
    ...readdirSync(join(path, '.git')).filter(name => name.endsWith('.lock')),
    ...readdirSync(state).filter(name => /^(run\.lock|publish\.json|scratch-)/.test(name)),
  ]
  must(left.length === 0, `left: ${left.join(', ')}`)
  return faults
}
