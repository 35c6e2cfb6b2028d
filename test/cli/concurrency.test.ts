import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test, { type ExecutionContext } from 'ava'
import { answered, modelServer, type Reply, type Script } from '../support/model-server.ts'
import { mapping, modelSettings } from '../support/model-story.ts'
import { cliPath } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'

const parts = ['A', 'B', 'C', 'D', 'E', 'F'] as const
type Part = (typeof parts)[number]

/** A repository with one commit for each named part in turn, and a model that is asked about them. */
const story = async (
  t: ExecutionContext,
  changed: readonly (readonly Part[])[],
  script: Script,
  concurrency = 3,
) => {
  const server = await modelServer(t, script)
  const mappings = parts.map(part => mapping(`Part ${part}`, { code: `src/${part}.ts` }))
  const repository = storyRepository(t)
  repository.commit('Begin', {
    'README.md': `# Tool\n\n${parts.map(part => `## Part ${part}\n\nOld.\n`).join('\n')}`,
    ...Object.fromEntries(parts.map(part => [`src/${part}.ts`, 'export const value = 0\n'])),
    '.git-doc/config.toml': `${modelSettings(server.url, { key: 'none', more: `concurrency = ${concurrency}` })}${mappings.join('')}`,
  })
  await repository.run('git-doc update --from HEAD')
  const commits = changed.map((these, index) =>
    repository.commit(
      `Change ${these}`,
      Object.fromEntries(
        these.map(part => [`src/${part}.ts`, `export const value = ${index + 1}\n`]),
      ),
    ),
  )
  const followed = () =>
    repository
      .git('log', '--reverse', '--format=%(trailers:key=Git-Doc-Commit,valueonly)')
      .split('\n')
      .filter(Boolean)
  return { ...repository, server, commits, followed }
}

const partOf = (body: unknown): string => /## Part (\w)/.exec(JSON.stringify(body))?.[1] ?? ''
const reply = (body: unknown, index: number): Reply =>
  answered(`## Part ${partOf(body)}\n\nAnswer ${index}.\n`)

/** Holds every answer back until so many requests have come; it never ends if they are not made at a time. */
const together = (count: number) => {
  const waiting: (() => void)[] = []
  return () =>
    new Promise<void>(resolve => {
      waiting.push(resolve)
      if (waiting.length === count) for (const go of waiting.splice(0)) go()
    })
}

test('the sections of one commit are asked for at a time', async t => {
  const gate = together(3)
  const { run, commits, followed } = await story(t, [['A', 'B', 'C']], async ({ body }, index) => {
    await gate()
    return reply(body, index)
  })
  t.is((await run('git-doc update')).code, 0)
  t.deepEqual(followed(), commits)
})

test('commits that concern different sections are asked for at a time, and documented in their order', async t => {
  const gate = together(3)
  const changed = parts.map(part => [part])
  const { run, commits, followed, server, git } = await story(
    t,
    changed,
    async ({ body }, index) => {
      await gate()
      return reply(body, index)
    },
  )
  t.is((await run('git-doc update')).code, 0)
  t.deepEqual(followed(), commits)
  t.is(server.requests.length, 6)
  t.is(git('fsck', '--strict', '--no-dangling'), '')
  t.is((await run('git-doc replay')).code, 0)
})

test('no more are asked for at a time than the settings allow', async t => {
  let now = 0
  let most = 0
  const { run, followed } = await story(
    t,
    [['A', 'B', 'C'], ['D'], ['E']],
    async (request, index) => {
      now += 1
      most = Math.max(most, now)
      // Until all that may be under way has arrived.
      await new Promise(resolve => setImmediate(resolve))
      now -= 1
      return reply(request.body, index)
    },
    2,
  )
  t.is((await run('git-doc update')).code, 0)
  t.is(followed().length, 3)
  t.true(most <= 2, `${most} at a time`)
})

test('a commit that concerns the section of an older one is asked for when that one is done', async t => {
  const { run, server, followed, commits, git } = await story(
    t,
    [['A'], ['A'], ['B'], ['A']],
    ({ body }, index) => reply(body, index),
  )
  t.is((await run('git-doc update')).code, 0)
  t.deepEqual(followed(), commits)
  t.is(server.requests.length, 4, 'nothing is asked for twice')
  // Part B may be asked for before, between or after these: an answer is numbered by the request it is for.
  const asked = server.requests.flatMap(({ body }, index) =>
    partOf(body) === 'A' ? [{ index, text: JSON.stringify(body) }] : [],
  )
  const [first, second, third] = asked
  t.true(second?.text.includes(`Answer ${first?.index}.`))
  t.true(third?.text.includes(`Answer ${second?.index}.`))
  t.true(git('show', 'HEAD:README.md').includes(`## Part A\n\nAnswer ${third?.index}.`))
})

test('a provider that lets one of them down fails that commit and no other', async t => {
  const { run, followed, commits } = await story(
    t,
    [['A'], ['B'], ['C'], ['D']],
    ({ body }, index) => (partOf(body) === 'B' ? { status: 500 } : reply(body, index)),
  )
  t.is((await run('git-doc update')).code, 1)
  t.deepEqual(
    followed(),
    commits.filter((_, index) => index !== 1),
  )
})

test('killed while several are under way, it pays again only for what had not come', async t => {
  const gate = together(3)
  const { run, path, commits, followed, server } = await story(
    t,
    [['A', 'B'], ['C'], ['D'], ['E']],
    async ({ body }, index) => {
      if (index < 3) await gate()
      if (index === 4) child.kill('SIGKILL')
      return reply(body, index)
    },
  )
  const child = spawn(process.execPath, [cliPath, 'update'], { cwd: path, stdio: 'ignore' })
  await once(child, 'exit')
  t.is((await run('git-doc update')).code, 0)
  t.deepEqual(followed(), commits)
  // Of three under way at a time, the answers to three may not have been recorded.
  t.true(server.requests.length <= 5 + 3, `${server.requests.length} requests`)
  t.is((await run('git-doc replay')).code, 0)
})
