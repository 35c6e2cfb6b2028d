import test from 'ava'
import { circleOfEnds, startsAfter } from '../../src/jobs/after.ts'
import { fingerprintOf } from '../../src/jobs/fingerprint.ts'
import { jobOf, jobRun, triggerOf } from '../../src/jobs/names.ts'
import { circleOfNeeds, inWaves } from '../../src/jobs/needs.ts'
import { requestedBy, type Trigger } from '../../src/jobs/requests.ts'
import type { JobDefinition } from '../../src/ports/jobs.ts'

const definition = (name: string, rest: Partial<JobDefinition> = {}): JobDefinition => ({
  name,
  description: '',
  tags: [],
  version: '1',
  on: [{ hook: 'post-commit' }],
  paths: [],
  permissions: { read: ['.'], write: [], run: false, net: false, env: [] },
  timeout: 60_000,
  retry: { times: 0, backoff: 0 },
  repeat: 'never',
  needs: [],
  once: 'clone',
  undoes: false,
  ...rest,
})

const committed: Trigger = {
  cause: { by: 'hook', hook: 'post-commit', args: [] },
  id: 'c'.repeat(40),
  commit: 'c'.repeat(40),
  files: ['src/a.ts'],
}

const namesOf = (runs: readonly { readonly run: string }[]) => runs.map(({ run }) => run)

test('a hook starts each job that asks for it and is interested in a changed file', t => {
  const runs = requestedBy(committed, [
    definition('all'),
    definition('docs', { paths: ['docs/**'] }),
    definition('merges', { on: [{ hook: 'post-merge' }] }),
    definition('source', { paths: ['src/**'] }),
  ])
  t.deepEqual(namesOf(runs), [
    `job/all@post-commit.${committed.commit}`,
    `job/source@post-commit.${committed.commit}`,
  ])
  t.like(runs[1]?.request, { job: 'source', commit: committed.commit, input: {}, force: false })
})

test('by hand any job can be started, and its run is named after the request', t => {
  const trigger = { cause: { by: 'hand' }, id: 'r1', files: [] } as const
  t.deepEqual(namesOf(requestedBy(trigger, [definition('merges', { on: [] })])), [
    'job/merges@manual.r1',
  ])
})

test('a job needs only those of the same trigger', t => {
  const [first, second] = requestedBy(committed, [
    definition('a', { needs: ['b', 'elsewhere'] }),
    definition('b'),
  ])
  t.deepEqual(first?.request.needs, ['b'])
  t.deepEqual(second?.request.needs, [])
})

test('the end of a run starts those that ask for it', t => {
  const trigger = (run: string, state: string) =>
    ({ cause: { by: 'run', run, state }, id: `${run}.3`, files: [] }) as const
  const notify = definition('notify', { on: [{ after: 'failed', run: 'pipeline/release' }] })
  t.deepEqual(namesOf(requestedBy(trigger('pipeline/release@abc.1', 'failed'), [notify])), [
    'job/notify@failed.pipeline/release@abc.1.3',
  ])
  t.deepEqual(requestedBy(trigger('pipeline/release@abc.1', 'success'), [notify]), [])
  t.deepEqual(requestedBy(trigger('pipeline/releases@abc.1', 'failed'), [notify]), [])
})

for (const [named, ended, starts] of [
  ['job/build', 'job/build@manual.1', true],
  ['job/', 'job/build@manual.1', true],
  ['job/build@post-commit', 'job/build@post-commit.abc', true],
  ['job/build', 'job/builder@manual.1', false],
  ['commit/', 'job/build@manual.1', false],
] as const)
  test(`${named} ${starts ? 'means' : 'does not mean'} ${ended}`, t => {
    t.is(startsAfter({ after: 'success', run: named }, { run: ended, state: 'success' }), starts)
  })

test('jobs that would start each other without end are found', t => {
  const after = (name: string, run: string) => definition(name, { on: [{ after: 'success', run }] })
  t.is(circleOfEnds([after('a', 'job/b'), definition('b')]), undefined)
  t.deepEqual(circleOfEnds([after('a', 'job/b'), after('b', 'job/a')]), ['a', 'b', 'a'])
  t.deepEqual(circleOfEnds([after('a', 'job/')]), ['a', 'a'])
})

test('jobs that need each other are found', t => {
  t.is(circleOfNeeds([definition('a', { needs: ['b'] }), definition('b')]), undefined)
  t.deepEqual(
    circleOfNeeds([
      definition('a', { needs: ['b'] }),
      definition('b', { needs: ['c'] }),
      definition('c', { needs: ['b'] }),
    ]),
    ['b', 'c', 'b'],
  )
})

test('what is needed comes first', t => {
  const waves = inWaves(
    [
      { name: 'a', needs: ['b'] },
      { name: 'b', needs: ['c'] },
      { name: 'c', needs: [] },
      { name: 'd', needs: ['gone'] },
    ],
    ({ name }) => name,
    ({ needs }) => needs,
  )
  t.deepEqual(
    waves.map(wave => wave.map(({ name }) => name)),
    [['c', 'd'], ['b'], ['a']],
  )
})

test('a circle does not keep anything waiting', t => {
  const items = [
    { name: 'a', needs: ['b'] },
    { name: 'b', needs: ['a'] },
  ]
  t.is(
    inWaves(
      items,
      ({ name }) => name,
      ({ needs }) => needs,
    ).flat().length,
    2,
  )
})

test('a run says its job and its trigger', t => {
  const key = jobRun('x', { by: 'hook', hook: 'post-merge', args: [] }, 'abc').slice('job/'.length)
  t.is(jobOf(key), 'x')
  t.is(triggerOf(key), 'post-merge.abc')
})

test('a fingerprint is the same for the same work only', t => {
  const [one] = requestedBy(committed, [definition('a')])
  const print = (changes: object, file = 'f', configuration: object = { x: 1, y: 2 }) =>
    fingerprintOf({ ...one?.request, ...changes } as never, definition('a'), file, configuration)
  t.is(print({}), print({}, 'f', { y: 2, x: 1 }))
  const all = [
    print({}),
    print({ commit: 'd' }),
    print({ input: { n: 1 } }),
    print({ parts: [{ params: {}, files: ['other'] }] }),
    print({}, 'g'),
    print({}, 'f', { x: 2 }),
  ]
  t.is(new Set(all).size, all.length)
  t.is(print({ force: true }), print({}))
})
