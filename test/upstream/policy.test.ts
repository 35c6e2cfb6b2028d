import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { defaultSource } from '../../src/adapters/config/keys.ts'
import { manifestText, saysTheSame } from '../../src/upstream/manifest.ts'
import { doesSomething, inputsOf, stepsOf } from '../../src/upstream/plan.ts'
import { changeOf, isNews, needsApproval } from '../../src/upstream/policy.ts'

const source = { ...defaultSource, repo: 'https://example.org/tool' }
const commits = { ...source, strategy: 'commits' as const }
const at = (version: string, commit?: string) => ({ version, commit })

test('only a higher version is news, or the one that is pinned', t => {
  t.true(isNews(source, undefined, at('1.0.0'), false))
  t.true(isNews(source, at('1.0.0'), at('1.0.1'), false))
  t.false(isNews(source, at('1.0.0'), at('1.0.0'), false))
  t.false(isNews(source, at('2.0.0'), at('1.0.1'), false))
  t.true(isNews(source, at('2.0.0'), at('1.0.1'), true))
  t.false(isNews(source, at('1.0.1'), at('1.0.1'), true))
})

test('a commit that a tag names is that version, and one that none names is older than all', t => {
  t.false(isNews(source, at('deadbeef', 'c'), at('1.0.0', 'c'), false))
  t.true(isNews(source, at('deadbeef', 'b'), at('1.0.0', 'c'), false))
})

test('where commits are followed, every other commit is news, and of one level', t => {
  t.true(isNews(commits, at('a', 'a'), at('b', 'b'), false))
  t.false(isNews(commits, at('a', 'a'), at('a', 'a'), false))
  t.is(changeOf(commits, at('a', 'a'), at('b', 'b')), 'commits')
  t.is(changeOf(commits, undefined, at('b', 'b')), 'first')
})

test('by default a person approves what may break something, and what is new breaks nothing', t => {
  t.true(needsApproval(source, 'major'))
  for (const level of ['first', 'minor', 'patch', 'commits'] as const)
    t.false(needsApproval(source, level))
  const careful = { policy: { ...source.policy, patch: 'approve' as const } }
  t.true(needsApproval(careful, 'patch'))
  t.false(needsApproval({ policy: { ...source.policy, major: 'auto' } }, 'major'))
})

test('an update keeps what is there first, and does what is configured in its order', t => {
  const whole = {
    ...source,
    path: 'vendor/tool',
    commit: ['VERSION'],
    commands: { health: 'h', reload: 'r', verify: 'v', build: 'b' },
  }
  const steps = stepsOf(whole)
  t.deepEqual(
    steps.map(({ id, needs }) => [id, ...needs]),
    [
      ['keep'],
      ['update', 'keep'],
      ['build', 'update'],
      ['verify', 'build'],
      ['reload', 'verify'],
      ['health', 'reload'],
      ['commit', 'health'],
    ],
  )
  t.true(steps.every(({ repeat, blocking }) => repeat === 'safe' && blocking))
  t.false(doesSomething(source))
  t.true(doesSomething({ ...source, commands: { build: 'b' } }))
})

test('other settings or another version are other inputs', t => {
  const request = { source: 'tool', to: { version: '1.0.0' }, remote: 'r', cause: 'hand' as const }
  const inputs = inputsOf(request, source)
  t.is(inputsOf({ ...request, cause: 'webhook' }, source), inputs)
  t.not(inputsOf({ ...request, to: { version: '1.0.1' } }, source), inputs)
  t.not(inputsOf(request, { ...source, timeout: 1 }), inputs)
})

test('the manifest has the fields of the seed, and two of them differ only by more than a time', t => {
  const row = {
    name: 'nats',
    repo: 'https://github.com/nats-io/nats-server',
    current: { version: '2.10.24', tag: 'v2.10.24', commit: 'a' },
    latest: { version: '2.10.25', tag: 'v2.10.25', commit: 'b' },
    updateAvailable: true,
    updatedAt: '2026-12-21T08:35:43Z',
  }
  const text = manifestText([row], '2026-12-21T15:45:00Z')
  t.deepEqual(JSON.parse(text), {
    last_check: '2026-12-21T15:45:00Z',
    subsystems: {
      nats: {
        name: 'nats',
        upstream_repo: 'https://github.com/nats-io/nats-server',
        current_commit: 'a',
        current_tag: 'v2.10.24',
        latest_commit: 'b',
        latest_tag: 'v2.10.25',
        update_available: true,
        last_updated: '2026-12-21T08:35:43Z',
      },
    },
  })
  t.true(saysTheSame(text, manifestText([row], '2027-01-01T00:00:00Z')))
  t.false(saysTheSame(text, manifestText([{ ...row, updateAvailable: false }], undefined)))
})

test('nothing asks a remote on a schedule: no timer in the source, no cron in the workflows', t => {
  const below = (folder: string): readonly string[] =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .map(name => join(folder, name))
          .filter(file => statSync(file).isFile())
      : []
  const parts = [
    'upstream',
    'commands/upstream',
    'kinds/upstream',
    'adapters/upstream',
    'cli/upstream',
  ]
  const files = [...parts.flatMap(part => below(`src/${part}`)), 'src/app/upstream-listener.ts']
  t.true(files.length > 20)
  for (const file of files) t.notRegex(readFileSync(file, 'utf8'), /setInterval|setTimeout/, file)
  for (const file of [...below('.github'), ...below('.ci'), ...below('examples')])
    t.false(
      /cron|schedule/.test(readFileSync(file, 'utf8')) &&
        readFileSync(file, 'utf8').includes('upstream'),
      file,
    )
})
