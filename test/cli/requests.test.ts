import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { newRequestId } from '../../src/adapters/state/requests.ts'
import { notesIn, until } from '../support/background.ts'
import { answered, modelServer } from '../support/model-server.ts'
import { mapping, modelSettings } from '../support/model-story.ts'
import { storyRepository } from '../support/scenario.ts'

/** A repository with a commit to document, and a model that answers when it is told to. */
const story = async (t: ExecutionContext) => {
  let go = () => {}
  const open = new Promise<void>(resolve => {
    go = resolve
  })
  const server = await modelServer(t, async (_, index) => {
    await open
    return answered(`## Usage\n\nAnswer ${index}.\n`)
  })
  const repository = storyRepository(t)
  const state = join(repository.path, '.git', 'git-doc')
  repository.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nOld.\n',
    'src/a.ts': 'export const value = 0\n',
    '.git-doc/config.toml': `${modelSettings(server.url, { key: 'none' })}${mapping('Usage')}`,
  })
  await repository.run('git-doc update --from HEAD')
  repository.commit('Change', { 'src/a.ts': 'export const value = 1\n' })
  const asked = () => until('the model is asked', () => server.requests.length > 0)
  return { ...repository, state, go, asked, inbox: join(state, 'inbox') }
}

test('a command that finds another one at work ends at once, and says who it is', async t => {
  const { run, go, asked } = await story(t)
  const update = run('git-doc update')
  await asked()
  const busy = await run('git-doc retry')
  t.is(busy.code, 75)
  t.regex(busy.stderr, /"update", process \d+/)
  go()
  t.is((await update).code, 0)
})

test('with --wait it does its work when the other one has ended, and prints it', async t => {
  const { run, go, asked, inbox } = await story(t)
  const update = run('git-doc update')
  await asked()
  const second = run('git-doc update --wait --json')
  await until('the request is left', () => requestsIn(inbox).length === 1)
  go()
  t.is((await update).code, 0)
  const { code, stdout } = await second
  t.is(code, 0)
  t.is(JSON.parse(stdout).noticed, 0)
  t.deepEqual(requestsIn(inbox), [])
})

test('a worker in the background carries out what commands ask, before it ends', async t => {
  const { run, go, asked, inbox, state } = await story(t)
  const worker = run('git-doc update --background')
  await asked()
  const asker = run('git-doc update --json')
  const other = run('git-doc cache clear')
  await until('both requests are left', () => requestsIn(inbox).length === 2)
  go()
  t.is((await worker).code, 0)
  const { code, stdout } = await asker
  t.is(code, 0)
  t.is(JSON.parse(stdout).schema, 2)
  t.is((await other).code, 0)
  t.deepEqual(readdirSync(join(state, 'answers')), [])
})

test('with --no-wait a command prints the name of its request and ends', async t => {
  const { run, go, asked, inbox } = await story(t)
  const worker = run('git-doc update --background')
  await asked()
  const { code, stdout } = await run('git-doc retry --no-wait')
  t.is(code, 0)
  t.deepEqual(requestsIn(inbox), [`${stdout.trim()}.commit.request`])
  go()
  t.is((await worker).code, 0)
  t.deepEqual(requestsIn(inbox), [])
})

test('an error of the command is printed by the one who asked, with its exit code', async t => {
  const { run, go, asked, inbox } = await story(t)
  const worker = run('git-doc update --background')
  await asked()
  const asker = run('git-doc retry commit/0000000000000000000000000000000000000000')
  await until('the request is left', () => requestsIn(inbox).length === 1)
  go()
  await worker
  const { code, stderr } = await asker
  t.is(code, 2)
  t.regex(stderr, /The log has no run for/)
})

test('what is no request is put aside, and the others are carried out', async t => {
  const { run, go, asked, inbox, state } = await story(t)
  mkdirSync(inbox, { recursive: true })
  const ids = [1, 2, 3].map(time => newRequestId(new Date(time)))
  writeFileSync(join(inbox, `${ids[0]}.commit.request`), 'garbage')
  writeFileSync(join(inbox, `${ids[1]}.commit.request`), '{"format":1,"argv":["update"')
  writeFileSync(join(inbox, `${ids[2]}.commit.request`), '{"format":2,"argv":["update"]}')
  mkdirSync(join(inbox, `${newRequestId(new Date(4))}.commit.request`))
  writeFileSync(join(inbox, 'x.request'), '')
  const worker = run('git-doc update --background')
  await asked()
  const asker = run('git-doc retry')
  await until('the request is left', () =>
    requestsIn(inbox).some(name => !ids.some(id => name.startsWith(id))),
  )
  go()
  t.is((await worker).code, 0)
  t.is((await asker).code, 0)
  t.deepEqual(requestsIn(inbox), ['x.request'])
  t.is(readdirSync(join(inbox, 'aside')).length, 3)
  // The newer git-doc that left the third one gets an answer.
  t.deepEqual(readdirSync(join(state, 'answers')), [`${ids[2]}.jsonl`])
})

test('a command that may not be handed over is refused', async t => {
  const { run, go, asked, inbox, state, path } = await story(t)
  mkdirSync(inbox, { recursive: true })
  const id = newRequestId(new Date(1))
  const stream = { isTTY: false }
  const request = {
    format: 1,
    argv: ['doctor', '--repair', '--yes'],
    cwd: path,
    env: {},
    stdout: stream,
    stderr: stream,
  }
  writeFileSync(
    join(inbox, `${id}.commit.request`),
    JSON.stringify({ ...request, asker: { pid: process.pid, host: 'elsewhere' }, version: '1' }),
  )
  const worker = run('git-doc update --background')
  await asked()
  go()
  await worker
  t.deepEqual(requestsIn(inbox), [])
  t.true(readdirSync(join(state, 'answers')).includes(`${id}.jsonl`))
})

const requestsIn = (inbox: string): readonly string[] => {
  try {
    return readdirSync(inbox).filter(name => name.endsWith('.request'))
  } catch {
    return []
  }
}

test('the notes of hooks and the requests of commands share the inbox', async t => {
  const { run, go, inbox, state } = await story(t)
  mkdirSync(inbox, { recursive: true })
  writeFileSync(join(inbox, 'post-commit.1.note'), 'end\n')
  go()
  t.is((await run('git-doc update')).code, 0)
  t.deepEqual(notesIn(state), [])
})
