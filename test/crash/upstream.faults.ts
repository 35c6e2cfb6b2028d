import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { defaultSource } from '../../src/adapters/config/keys.ts'
import { ownedLog } from '../../src/app/owned-log.ts'
import { recordDeliveries } from '../../src/commands/upstream/deliveries.ts'
import { readDelivery } from '../../src/upstream/delivery.ts'
import { send, tagPush } from '../support/deliveries.ts'
import { temporaryFolder, testRepositoryAt } from '../support/repository.ts'
import { storyAt } from '../support/scenario.ts'
import { secret, serviceStory, serving, startService } from '../support/upstream.ts'

const program = fileURLToPath(new URL('jobs.child.js', import.meta.url))

/** After these a crash leaves the most behind. */
const always = ['append:step.finished:done', 'append:run.recovered:begun', 'publish:ref-moved']

/** How many other steps are tried, unless EVERY_STEP asks for all. */
const most = 2

/** Some different steps, spread over the whole, or by hand all of them; as numbers from 1. */
const chosen = (steps: readonly string[]): readonly number[] => {
  const all = steps.map((_, index) => index + 1)
  if (process.env.EVERY_STEP) return all
  const stepAt = (at: number): string => steps[at - 1] ?? ''
  const different = all.filter(at => steps.indexOf(stepAt(at)) === at - 1)
  const apart = Math.ceil(different.length / most)
  return different.filter((at, index) => index % apart === 1 || always.includes(stepAt(at)))
}

type Story = Awaited<ReturnType<typeof serviceStory>>

/** A copy of a story with a service of its own, of which a delivery tells that there is a version. */
const copied = async (t: ExecutionContext, story: Story, tag: string) => {
  const folder = temporaryFolder(t)
  cpSync(dirname(story.path), folder, { recursive: true, verbatimSymlinks: true })
  const repository = storyAt(testRepositoryAt(realpathSync(join(folder, 'repository'))))
  const { path } = repository
  const state = join(path, '.git', 'git-doc')
  const service = await startService(t, join(path, 'bin/app.json'))
  const environment = { SERVICE: service.url, GIT_DOC_TRUST: 'all' }
  const { url } = story.project
  const closing: (() => Promise<void>)[] = []
  const { log } = await ownedLog(state, { command: 'crash' }, closing)
  const { forge, id, event, body } = tagPush('github', url, tag)
  const delivery = readDelivery({ forge, id, event }, body)
  if (!delivery) throw new Error('It is no delivery.')
  const sources = { app: { ...defaultSource, repo: url } }
  const told = await recordDeliveries([[delivery, sources]], { log })
  t.deepEqual(told, ['recorded'])
  for (const end of closing.reverse()) await end()
  return {
    ...repository,
    state,
    service,
    run: (line: string) => repository.run(line, environment),
    /** Works as an unattended process does; the steps that it came to, or undefined if it was killed. */
    async work(
      killAt = 0,
      command: readonly string[] = [],
    ): Promise<readonly string[] | undefined> {
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

const steps = ['keep', 'update', 'build', 'verify', 'reload', 'health', 'commit']

/** A story whose update makes a commit too. */
const withCommit = async (t: ExecutionContext) => {
  const story = await serviceStory(t, { more: 'commit = ["VERSION"]\n' })
  story.commit('Say which version', {
    VERSION: '{"version":"1.0.0","healthy":true}\n',
    '.git-doc/config.toml': story
      .read('.git-doc/config.toml')
      .replace(/^verify = .*$/m, 'verify = ["cp", "bin/app.json", "VERSION"]'),
  })
  return story
}

test('killed at any step of an update, it goes on: no finished step is repeated, one commit is made, the new version runs', async t => {
  t.timeout(7_200_000)
  const story = await withCommit(t)
  story.project.release('1.1.0')
  const whole = await copied(t, story, 'v1.1.0')
  const came = (await whole.work()) ?? []
  t.true(came.includes('publish:ref-moved'), came.join(' '))
  for (const at of chosen(came)) {
    const copy = await copied(t, story, 'v1.1.0')
    const step = `step ${at}, ${came[at - 1]}`
    t.is(await copy.work(at), undefined, step)
    await copy.work()
    t.is(await copy.service.version(), '1.1.0', step)
    const events = await copy.events('upstream/app@1.1.0')
    t.deepEqual(
      events.filter(type => type.startsWith('step.finished')),
      steps.map(id => `step.finished ${id}`),
      step,
    )
    t.is(copy.git('rev-list', '--count', 'HEAD'), '3', step)
    t.is(copy.git('status', '--porcelain'), '', step)
    t.is((await copy.run('git-doc replay')).code, 0, step)
    t.is((await copy.events('source/app')).filter(type => type === 'source.checked').length, 1)
    t.false(existsSync(join(copy.path, '.git-doc/previous/app/1.0.0.tmp')), step)
  }
})

test('killed at any step of an update that is unhealthy, or of its rollback, the version before runs, byte for byte', async t => {
  t.timeout(7_200_000)
  const story = await serviceStory(t)
  const before = readFileSync(story.artifact)
  story.project.release('1.1.0', { healthy: false })
  const whole = await copied(t, story, 'v1.1.0')
  const came = (await whole.work()) ?? []
  t.true(came.includes('append:run.recovered:done'), came.join(' '))
  for (const at of chosen(came)) {
    const copy = await copied(t, story, 'v1.1.0')
    const step = `step ${at}, ${came[at - 1]}`
    t.is(await copy.work(at), undefined, step)
    await copy.work()
    t.is(await copy.service.version(), '1.0.0', step)
    t.is((await fetch(`${copy.service.url}/healthz`)).status, 200, step)
    t.deepEqual(readFileSync(join(copy.path, 'bin/app.json')), before, step)
    t.is((await copy.events('upstream/app@1.1.0')).at(-1), 'run.recovered', step)
    t.is((await copy.run('git-doc replay')).code, 0, step)
  }
})

test('killed at any step of a rollback by hand, it ends as one', async t => {
  t.timeout(7_200_000)
  const story = await withCommit(t)
  story.project.release('1.1.0')
  const done = await copied(t, story, 'v1.1.0')
  await done.work()
  const verb = ['upstream', 'rollback', 'app']
  const again = () => copied(t, { ...story, path: done.path }, 'v1.1.1')
  const came = (await (await again()).work(0, verb)) ?? []
  t.true(came.includes('append:undo.finished:done'), came.join(' '))
  for (const at of chosen(came)) {
    const copy = await again()
    const step = `step ${at}, ${came[at - 1]}`
    t.is(await copy.work(at, verb), undefined, step)
    await copy.work()
    if (!(await copy.events('upstream/app@1.1.0')).includes('undo.finished'))
      await copy.work(0, verb)
    t.is(await copy.service.version(), '1.0.0', step)
    t.is(copy.git('show', 'HEAD:VERSION'), '{"version":"1.0.0","healthy":true}', step)
    t.is(copy.git('rev-list', '--count', 'HEAD'), '4', step)
    t.is((await copy.run('git-doc replay')).code, 0, step)
  }
})

test('whatever the receiver answered 202 to is on record, once, also if it is killed at that moment', async t => {
  t.timeout(3_600_000)
  const story = await serviceStory(t)
  const environment = { ...story.environment, GIT_DOC_TRUST: 'all' }
  const taken = new Set<string>()
  const rounds = process.env.EVERY_STEP ? 40 : 3
  for (let round = 0; round < rounds; round += 1) {
    const { url, stop } = await serving(t, { path: story.path, environment })
    const enough = 5 + round * 7
    let killed = false
    const one = async (number: number): Promise<void> => {
      // Some were delivered before: a forge may send them again.
      const id = `delivery-${number}`
      const sent = tagPush('github', 'https://example.org/nobody/knows', 'v1', id)
      const answer = await send(url, sent, secret).catch(() => undefined)
      if (answer?.status === 202) taken.add(id)
      if (taken.size >= enough && !killed) {
        killed = true
        await stop('SIGKILL')
      }
    }
    const numbers = Array.from({ length: 100 }, (_, index) => round * 20 + index)
    for (let at = 0; at < numbers.length && !killed; at += 20)
      await Promise.all(numbers.slice(at, at + 20).map(one))
    await stop('SIGKILL')
  }
  const { stdout } = await story.run('git-doc history source/- --json')
  const recorded = stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line).event.data.id)
  t.is(new Set(recorded).size, recorded.length)
  for (const id of taken) t.true(recorded.includes(id), id)
  t.true(taken.size > 0)
})
