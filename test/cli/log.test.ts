import test from 'ava'
import { backgroundLines } from '../support/background.ts'
import { storyRepository } from '../support/scenario.ts'

const story = async (t: Parameters<typeof storyRepository>[0]) => {
  const repository = storyRepository(t)
  repository.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nCall `fetchAll()` first.\n',
    'src/fetch.ts': 'export function fetchAll(url: string): string {\n  return url\n}\n',
  })
  await repository.run('git-doc update --from HEAD')
  const commit = repository.commit('Rename fetchAll', {
    'src/fetch.ts': 'export function fetchEvery(url: string): string {\n  return url\n}\n',
  })
  return { ...repository, commit }
}

const linesOf = (stderr: string) =>
  stderr
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))

test('with --log json every message is a line of JSON, and the answer stays as it is', async t => {
  const { run, commit } = await story(t)
  const answer = await run('git-doc update --log json')
  t.is(answer.code, 0)
  t.regex(answer.stdout, /^1 success/)
  const lines = linesOf(answer.stderr)
  for (const line of lines) {
    t.regex(line.at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    t.is(line.component, 'update')
    t.is(line.level, 'debug')
  }
  const ours = lines.filter(({ run }) => run === `commit/${commit}`)
  // The first event, that the commit was noticed, is told before the work begins.
  t.is(ours[0].code, 'commit.planned')
  t.is(ours.at(-1).code, 'commit.published')
  t.like(ours.at(-1).data, { version: ours.length + 1 })
  t.deepEqual(linesOf((await run('git-doc status --log json')).stderr), [])
})

test('an error is a line with its code and what to do; --quiet leaves it, and nothing else', async t => {
  const { run } = await story(t)
  const answer = await run('git-doc history nothing --log json --quiet')
  t.is(answer.code, 2)
  const [line, ...more] = linesOf(answer.stderr)
  t.deepEqual(more, [])
  t.like(line, { level: 'error', component: 'history', code: 'UNKNOWN_COMMIT' })
  t.is(typeof line.data.hint, 'string')
  t.is((await run('git-doc update --quiet --log json')).stderr, '')
  t.is((await run('git-doc status --log xml')).code, 2)
  t.regex((await run('git-doc history nothing')).stderr, /^git-doc: /)
})

test('the worker logs what it did, to its file and with --log json to standard error', async t => {
  const { run, path, commit } = await story(t)
  const answer = await run('git-doc update --background --log json')
  t.is(answer.code, 0)
  t.is(answer.stdout, '')
  const lines = linesOf(answer.stderr)
  t.true(lines.every(({ component }) => component === 'worker'))
  t.true(lines.some(({ run, code }) => run === `commit/${commit}` && code === 'commit.published'))
  const { message } = lines.at(-1)
  t.regex(message, /^Done: 2 new commits/)
  t.deepEqual(
    backgroundLines(`${path}/.git/git-doc`).map(({ what }) => what),
    [message],
  )
  const silent = await run('git-doc update --background')
  t.deepEqual([silent.stdout, silent.stderr], ['', ''])
})
