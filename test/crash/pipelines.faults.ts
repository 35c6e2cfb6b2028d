import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { pipelineStory } from '../support/pipelines.ts'
import { temporaryFolder, testRepositoryAt } from '../support/repository.ts'
import { storyAt } from '../support/scenario.ts'

const program = fileURLToPath(new URL('jobs.child.js', import.meta.url))

/** How many different steps are tried, unless EVERY_STEP asks for all. */
const most = 3

/** Some different steps, spread over the whole, or by hand all of them; as numbers from 1. */
const chosen = (steps: readonly string[]): readonly number[] => {
  const all = steps.map((_, index) => index + 1)
  if (process.env.EVERY_STEP) return all
  const different = all.filter(at => steps.indexOf(steps[at - 1] ?? '') === at - 1)
  const apart = Math.ceil(different.length / most)
  return all.filter((at, index) =>
    // What a gate leaves half done matters most.
    ['append:step.started:done', 'append:step.finished:begun'].includes(steps[at - 1] ?? '')
      ? true
      : different.includes(at) && index % apart === 0,
  )
}

/** A copy of a story, in which a pipeline runs as a command and is killed at a step. */
const copied = (t: ExecutionContext, from: string) => {
  const folder = temporaryFolder(t)
  cpSync(dirname(from), folder, { recursive: true, verbatimSymlinks: true })
  const repository = storyAt(testRepositoryAt(realpathSync(join(folder, 'repository'))))
  const { path } = repository
  const environment = { GIT_DOC_TRUST: 'all' }
  return {
    ...repository,
    run: (line: string) => repository.run(line, environment),
    /** The steps that it came to, or undefined if it was killed. */
    async work(
      killAt = 0,
      command: readonly string[] = [],
    ): Promise<readonly string[] | undefined> {
      const state = join(path, '.git', 'git-doc')
      const child = spawn(process.execPath, [program, state, String(killAt), ...command], {
        cwd: path,
        env: {
          PATH: process.env.PATH,
          HOME: dirname(path),
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_CONFIG_NOSYSTEM: '1',
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let [printed, said] = ['', '']
      child.stdout.on('data', text => {
        printed += text
      })
      child.stderr.on('data', text => {
        said += text
      })
      const [, signal] = await once(child, 'close')
      if (signal === 'SIGKILL') return undefined
      const last = printed.trim().split('\n').at(-1) ?? ''
      if (!last.startsWith('[')) throw new Error(said)
      return JSON.parse(last)
    },
    async events(run: string): Promise<readonly string[]> {
      const { stdout } = await repository.run(`git-doc history ${run} --json`)
      return stdout
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line).event)
        .map(({ type, data }) => [type, data.step].filter(Boolean).join(' '))
    },
  }
}

const gates = ['build', 'test', 'pack']

for (const [title, flags] of [
  ['in the working tree', []],
  ['in a fresh checkout', ['--clean']],
] as const)
  test(`killed at any step of a pipeline ${title}, it goes on at the first gate that is not done`, async t => {
    t.timeout(7_200_000)
    const log = join(temporaryFolder(t), 'ran')
    const story = pipelineStory(t, [
      `name = "build"\nshell = true\nrun = "echo build >> ${log}; mkdir -p dist; echo 1 > dist/a"\nartifacts = ["dist/a"]`,
      `name = "test"\nshell = true\nrun = "echo test >> ${log}; test -e dist/a"\nneeds = "build"`,
      `name = "pack"\nshell = true\nrun = "echo pack >> ${log}; cp dist/a dist/b"\nneeds = "test"\nartifacts = ["dist/b"]`,
    ])
    const command = ['pipeline', 'run', 'ci', ...flags]
    const came = (await copied(t, story.path).work(0, command)) ?? []
    t.true(came.includes('append:step.finished:done'), came.join(' '))
    for (const at of chosen(came)) {
      const copy = copied(t, story.path)
      const step = `step ${at}, ${came[at - 1]}`
      t.is(await copy.work(at, command), undefined, step)
      await copy.work()
      const { stdout } = await copy.run('git-doc status --json')
      const { runs } = JSON.parse(stdout)
      const run = runs.find(({ kind }: { kind: string }) => kind === 'pipeline')
      // Killed before the run was on record, there is nothing to go on with.
      if (!run) continue
      t.is(run.state, 'success', `${step}: ${run.reason}`)
      const events = await copy.events(run.run)
      t.deepEqual(
        events.filter(type => type.startsWith('step.finished')),
        gates.map(id => `step.finished ${id}`),
        step,
      )
      t.is((await copy.run('git-doc replay')).code, 0, step)
      const verified = await copy.run(`git-doc pipeline show ${run.run} --evidence evidence.log`)
      t.is(verified.code, 0, step)
      t.is((await copy.run('git-doc pipeline verify evidence.log')).code, 0, step)
    }
  })
