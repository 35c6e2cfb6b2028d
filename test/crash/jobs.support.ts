import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { leaveReport } from '../../src/adapters/state/reports.ts'
import { leaveRequest, newRequestId } from '../../src/adapters/state/requests.ts'
import { type Ending, temporaryFolder, testRepositoryAt } from '../support/repository.ts'
import { storyAt, storyRepository } from '../support/scenario.ts'

const trusted = { GIT_DOC_TRUST: 'all' }

/** A job that notes in `.ran/` each time that a step of it begins. */
const jobFile = (
  name: string,
  more: string,
  body = '',
) => `import { appendFileSync, existsSync } from 'node:fs'
import { defineJob } from 'git-doc/define'
import { useGit } from 'git-doc/composables'
const ran = (what, params) => appendFileSync('.ran/' + what, (params.package ?? 'all') + '\\n')
/** One line more in a file, whatever it says at the moment. */
const addLine = async (path, line) =>
  useGit().commit({
    message: line,
    files: [{ path, content: ((await useGit().show(path, 'HEAD')) ?? '') + line + '\\n' }],
  })
export default defineJob({
  meta: { name: '${name}', version: '1' },
  // Whoever runs this beside other work waits longer than the minute that a job has.
  timeout: 600,
  permissions: { write: ['.ran'] },
  ${more},
  async run({ params }) {
    ran('${name}', params)
    ${body}
  },
  undo({ params }) { ran('undo-${name}', params) },
})
`

/** What makes commits says so here: the subjects of the commits that its steps make. */
const commits = ['log one', 'log two', 'part a', 'part b', 'shaky']

/** The subject of a commit that is made at most once: its job fails if it begins again. */
const onlyOnce = 'brittle'

/** A job whose steps do not end before Git's configuration says so. */
const slow = (repeat: 'safe' | 'never') =>
  jobFile(
    `slow-${repeat}`,
    `on: 'manual', repeat: '${repeat}', paths: ['packages/:package/**']`,
    `while (!(await useGit().config('slow.goes'))) await new Promise(go => setTimeout(go, 50))`,
  )

const jobs: Readonly<Record<string, string>> = {
  plain: jobFile('plain', `on: 'post-commit'`),
  safe: jobFile('safe', `on: 'post-commit', repeat: 'safe'`),
  needs: jobFile('needs', `on: 'post-commit', needs: ['plain']`),
  after: jobFile('after', `on: { success: 'job/plain' }`),
  logs: jobFile(
    'logs',
    `on: 'post-commit', repeat: 'safe', paths: ['src/**']`,
    `await addLine('LOG', 'log one'); await addLine('LOG', 'log two')`,
  ),
  parts: jobFile(
    'parts',
    `on: 'post-commit', paths: ['packages/:package/**']`,
    `await addLine('PARTS', 'part ' + params.package)`,
  ),
  shaky: jobFile(
    'shaky',
    `on: 'post-commit', repeat: 'safe', retry: { times: 1, backoff: 0 }`,
    `await addLine('SHAKY', 'shaky')
    if (!existsSync('.ran/tried')) { appendFileSync('.ran/tried', ''); throw new Error('The first time it fails.') }`,
  ),
  brittle: jobFile(
    onlyOnce,
    `on: 'post-commit', repeat: 'safe'`,
    `if (existsSync('.ran/begun')) throw new Error('It begins only once.')
    appendFileSync('.ran/begun', '')
    await addLine('BRITTLE', '${onlyOnce}')`,
  ),
  hand: jobFile('hand', `on: 'manual'`),
  'slow-safe': slow('safe'),
  'slow-never': slow('never'),
}

/** The steps that each job has, and whether they may be repeated by themselves. */
export const stepsOf: Readonly<Record<string, { steps: readonly string[]; safe?: boolean }>> = {
  plain: { steps: ['all'] },
  safe: { steps: ['all'], safe: true },
  needs: { steps: ['all'] },
  after: { steps: ['all'] },
  logs: { steps: ['all'], safe: true },
  parts: { steps: ['a', 'b'] },
  shaky: { steps: ['all'], safe: true },
  hand: { steps: ['all'] },
}

/** A repository with jobs of every sort, and a person's work in it, to be copied. */
export const template = async (t: Ending) => {
  const { commit, run, path, git, write } = storyRepository(t)
  commit('Begin', {
    '.gitignore': '.ran/\n',
    'README.md': '# Tool\n',
    'src/mine.js': 'export const mine = 1\n',
    ...Object.fromEntries(Object.entries(jobs).map(([name, text]) => [`jobs/${name}.mjs`, text])),
  })
  await run('git-doc update --from HEAD', trusted)
  mkdirSync(join(path, '.ran'))
  // What the first look at ends has seen is no part of the story.
  const state = join(path, '.git', 'git-doc')
  const begun = await worker(path, state).ended
  if (begun === undefined) throw new Error('Nobody killed it.')
  const trigger = commit('Trigger', {
    'src/a.js': 'export const a = 1\n',
    'packages/a/x.js': 'export const x = 1\n',
    'packages/b/x.js': 'export const x = 1\n',
  })
  write('src/mine.js', 'export const mine = 2\n')
  git('add', 'src/mine.js')
  write('README.md', '# Tool\n\nBeing written.\n')
  return { from: path, trigger }
}

export type Template = Awaited<ReturnType<typeof template>>

/** A worker's process; `ended` has the steps that it came to, or undefined if it was killed. */
const worker = (path: string, state: string, killAt = 0, command: readonly string[] = []) => {
  const program = fileURLToPath(new URL('jobs.child.js', import.meta.url))
  const child = spawn(process.execPath, [program, state, String(killAt), ...command], {
    cwd: path,
    env: {
      PATH: process.env.PATH,
      HOME: dirname(path),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      ...trusted,
    },
  })
  let printed = ''
  let said = ''
  child.stdout.on('data', text => {
    printed += text
  })
  child.stderr.on('data', text => {
    said += text
  })
  const ended = new Promise<readonly string[] | undefined>((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined)
      else if (code === 0) resolve(JSON.parse(printed))
      else reject(new Error(`${command.join(' ') || 'the worker'} ended with ${code}: ${said}`))
    })
  })
  return { child, ended }
}

/** A copy in which a hook, a hook that can refuse, and a command have left word of what they want. */
export const copied = async (t: Ending, { from, trigger }: Template) => {
  const path = join(realpathSync(temporaryFolder(t)), 'repository')
  cpSync(from, path, { recursive: true })
  const { run: inProcess, git } = storyAt(testRepositoryAt(path))
  git('status', '--porcelain')
  const state = join(path, '.git', 'git-doc')
  const run = (line: string) => inProcess(line, trusted)
  const person = workOf(git)
  return {
    path,
    state,
    git,
    run,
    trigger,
    person,
    async leaveAll(): Promise<void> {
      mkdirSync(join(state, 'inbox'), { recursive: true })
      writeFileSync(
        join(state, 'inbox', 'post-commit.1.note'),
        `ref refs/heads/main\ncommit ${trigger}\nend\n`,
      )
      await leaveReport(state, report(trigger))
      const stream = { isTTY: false }
      await leaveRequest(state, {
        id: newRequestId(new Date()),
        lane: 'job',
        argv: ['job', 'run', 'hand'],
        cwd: path,
        env: {},
        stdout: stream,
        stderr: stream,
        asker: { pid: process.pid, host: hostname() },
        version: '0',
      })
    },
    start: (killAt = 0, ...command: string[]) => worker(path, state, killAt, command),
    work: (killAt = 0, ...command: string[]) => worker(path, state, killAt, command).ended,
    runs: async (): Promise<readonly Listed[]> =>
      (await run('git-doc status job --all --json')).stdout
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line)),
    events: async (): Promise<readonly Told[]> =>
      (await run('git-doc history --json')).stdout
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line)),
    /** How often a step of a job began. */
    ran: (job: string, step = 'all'): number =>
      linesOf(join(path, '.ran', job)).filter(line => line === step).length,
  }
}

export type JobsCopy = Awaited<ReturnType<typeof copied>>

interface Listed {
  readonly run: string
  readonly job: string
  readonly state: string
  readonly tag: string
  readonly code?: string
  readonly reason?: string
  readonly commits: readonly string[]
}

interface Told {
  readonly run: string
  readonly event: { readonly type: string; readonly data: Readonly<Record<string, unknown>> }
}

const linesOf = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []

const workOf = (git: (...args: string[]) => string): string =>
  [git('status', '--porcelain'), git('diff', '--cached'), git('diff')].join('\n')

const report = (commit: string) => ({
  id: 'refused-once',
  hook: 'pre-commit' as const,
  at: '2026-01-01T00:00:00.000Z',
  commit,
  refused: true,
  jobs: [
    {
      job: 'lint',
      state: 'failed' as const,
      code: 'STEP_FAILED',
      reason: 'No.',
      milliseconds: 1,
      data: {
        state: 'failed',
        request: {
          job: 'lint',
          cause: { by: 'hook', hook: 'pre-commit', args: [] },
          commit,
          parts: [{ params: {}, files: [] }],
          input: {},
          needs: [],
          retry: { times: 0, backoff: 0 },
          force: false,
        },
        steps: [],
        reason: { code: 'STEP_FAILED', detail: 'No.' },
      },
    },
  ],
})

/** Processes that have this copy's home, which everything that works on it has. Only Linux shows them. */
export const processesOf = ({ path }: Pick<JobsCopy, 'path'>): readonly string[] => {
  const home = `HOME=${dirname(path)}`
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && name !== String(process.pid))
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(home)
      } catch {
        return false
      }
    })
}

/** What a person does about steps that were cut off: every other run is repeated, the others count as done. */
export const answerCutOff = async (
  copy: JobsCopy,
  skips: (run: string) => boolean,
): Promise<{ readonly repeated: readonly string[]; readonly skipped: readonly string[] }> => {
  const repeated: string[] = []
  const skipped: string[] = []
  for (const { run, tag, code } of await copy.runs()) {
    if (tag !== 'waiting' || code !== 'cut-off') continue
    const skip = skips(run)
    ;(skip ? skipped : repeated).push(jobOf(run))
    await copy.work(0, 'retry', run, ...(skip ? ['--skip-step'] : []))
  }
  // What waited for them goes on.
  if (repeated.length + skipped.length > 0) await copy.work()
  return { repeated, skipped }
}

const jobOf = (run: string): string => run.slice('job/'.length, run.indexOf('@'))

/** A job that fails if it begins again has made its commit or not, and ends once in any case. */
const faultsOfBrittle = (
  runs: readonly Listed[],
  made: readonly string[],
  kills: number,
): readonly string[] => {
  const states = runs.filter(({ run }) => jobOf(run) === onlyOnce).map(({ state }) => state)
  const times = made.filter(each => each === onlyOnce).length
  const isWell = states.join() === 'success' && times === 1
  const hasFailed = states.join() === 'failed' && times <= 1 && kills > 0
  return isWell || hasFailed ? [] : [`${onlyOnce} ${states.join()}, ${times} commits`]
}

/** What is not as it must be, after so many kills and what a person did about them; empty if all is well. */
export const faultsIn = async (
  copy: JobsCopy,
  {
    kills,
    repeated,
    skipped,
  }: { kills: number; repeated: readonly string[]; skipped: readonly string[] },
): Promise<readonly string[]> => {
  const faults: string[] = []
  const must = (holds: boolean, what: string) => {
    if (!holds) faults.push(what)
  }
  const runs = (await copy.runs()).filter(({ run }) => run.startsWith('job/'))
  const others = runs.filter(({ run }) => jobOf(run) !== onlyOnce)
  const found = others.map(({ run, state }) => `${jobOf(run)} ${state}`).sort()
  const expected = [...Object.keys(stepsOf).map(job => `${job} success`), 'lint failed'].sort()
  const reasons = runs.map(({ run, code, reason }) => `${jobOf(run)} ${code ?? ''} ${reason ?? ''}`)
  must(found.join() === expected.join(), `runs: ${found.join(', ')} (${reasons.join('; ')})`)
  for (const [job, { steps, safe }] of Object.entries(stepsOf))
    for (const step of steps) {
      const times = copy.ran(job, step)
      const failing = job === 'shaky' ? 1 : 0
      const may = 1 + failing + (safe ? kills : repeated.filter(each => each === job).length)
      must(times <= may, `${job} ${step} began ${times} times`)
      must(times >= 1 || skipped.includes(job), `${job} ${step} never began`)
    }
  const made = copy.git('log', '--format=%s', `${copy.trigger}..HEAD`).split('\n')
  for (const subject of commits) {
    const times = made.filter(each => each === subject).length
    const may = skipped.includes('parts') && subject.startsWith('part')
    must(times === 1 || (times === 0 && may), `"${subject}" was committed ${times} times`)
  }
  faults.push(...faultsOfBrittle(runs, made, kills))
  const listed = runs.flatMap(run => run.commits)
  const inGit = copy.git('rev-list', `${copy.trigger}..HEAD`).split('\n')
  must(
    inGit.every(commit => listed.includes(commit)),
    'no run names a commit that was made',
  )
  must(new Set(listed).size === listed.length, 'a commit is named twice')
  must(
    listed.every(commit => inGit.includes(commit)),
    'a run names a commit that is not there',
  )
  const asked = (await copy.events()).filter(({ event }) => event.type === 'run.requested')
  must(new Set(asked.map(({ run }) => run)).size === asked.length, 'a run was asked for twice')
  must(workOf(copy.git) === copy.person, `the person’s work: ${workOf(copy.git)}`)
  must((await copy.run('git-doc replay')).code === 0, 'replay differs')
  must(copy.git('fsck', '--strict', '--no-dangling', '--no-progress') === '', 'fsck')
  const left = [
    ...readdirSync(join(copy.state, 'inbox')),
    ...readdirSync(join(copy.path, '.git')).filter(name => name.endsWith('.lock')),
    ...readdirSync(copy.state).filter(name => /^(run\.lock|publish\.|scratch-)/.test(name)),
  ]
  must(left.length === 0, `left: ${left.join(', ')}`)
  if (process.platform === 'linux')
    must(processesOf(copy).length === 0, `alive: ${processesOf(copy).join(', ')}`)
  return faults
}
