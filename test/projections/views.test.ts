// Long because each test file is a process of its own: what belongs together shares one.
import test from 'ava'
import * as fc from 'fast-check'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import { dehydrate, evolve, fold, initial } from '../../src/engine/fold.ts'
import type { CommitEvent } from '../../src/events/commit.ts'
import type { Recorded } from '../../src/events/recorded.ts'
import { kinds } from '../../src/kinds.ts'
import { commit } from '../../src/machines/commit.ts'
import type { Projection } from '../../src/ports/projection.ts'
import { branches } from '../../src/projections/branches.ts'
import { cache } from '../../src/projections/commit/cache.ts'
import { changes } from '../../src/projections/commit/changes.ts'
import { counts } from '../../src/projections/counts.ts'
import { failures } from '../../src/projections/failures.ts'
import { openRuns } from '../../src/projections/open-runs.ts'
import { status, statusOf } from '../../src/projections/status.ts'
import { viewsOf } from '../../src/projections/views.ts'
import {
  deferred,
  drafted,
  failed,
  noticed,
  planned,
  prepared,
  published,
  resumed,
  retry,
  sha,
  skipped,
  started,
  targetFailed,
  unchanged,
  written,
} from '../support/commit-events.ts'
import { runs } from '../support/runs.ts'

const run = `commit/${sha('a')}`
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()

/** A run's events a minute apart, from position 10 on. */
const recorded = (events: readonly CommitEvent[], of = run): Recorded[] =>
  events.map((event, n) => ({ position: 10 + n, run: of, version: n + 1, at: at(n), event }))

/** The row that a run's events make, read as a log would give it. */
const rowOf = <Row>(view: Projection<Row>, events: readonly Recorded[]): Row | undefined => {
  let row: Row | undefined
  for (const one of events) {
    if ([view.key(one) ?? []].flat().length === 0) continue
    const next = view.apply(row, one)
    row = next && JSON.parse(JSON.stringify(next))
  }
  return row
}

// status

const statusView = statusOf(kinds)
const statusAfter = (...events: CommitEvent[]) => rowOf(statusView, recorded(events))

test('status: a run is told by its state, and since when it is in it', t => {
  t.like(statusAfter(noticed), {
    run,
    state: 'pending',
    since: at(0),
    first: 10,
    position: 10,
    version: 1,
  })
  t.like(statusAfter(noticed, planned('Usage'), started), {
    state: 'applying.drafting',
    since: at(2),
    first: 10,
    position: 12,
    version: 3,
  })
})

test('status: an event that leaves the state leaves since when', t => {
  const row = statusAfter(noticed, planned('Usage', 'Options'), started, drafted('Usage'))
  t.like(row, { state: 'applying.drafting', since: at(2), position: 13, version: 4 })
})

test('status: a state that is entered again is new', t => {
  const row = statusAfter(noticed, failed('plan'), retry, failed('plan'))
  t.like(row, { state: 'failed', since: at(3), version: 4 })
})

test('status: a row holds all that folding the run would', t => {
  const events = [
    noticed,
    planned('Usage', 'Options'),
    started,
    drafted('Usage'),
    targetFailed('Options'),
  ]
  const { value, context } = statusAfter(...events) ?? {}
  t.deepEqual({ value, context }, JSON.parse(JSON.stringify(dehydrate(fold(commit, events)))))
})

test('status: runs of every kind are told of', t => {
  const event = { type: 'branch.reconciled', data: { commit: sha('a') } }
  const [one] = recorded([noticed], 'branch/refs/heads/main')
  const row = rowOf(statusView, [{ ...(one as Recorded), event }])
  t.like(row, { state: 'followed', context: { seen: sha('a') } })
})

test('status: an event the state cannot take is refused, not skipped', t => {
  t.throws(() => statusAfter(noticed, published()), { code: 'EVENT_REFUSED' })
})

test('status: a row that missed an event takes no later one', t => {
  const [first, , third] = recorded([noticed, planned('Usage'), started])
  t.throws(() => rowOf(statusView, [first as Recorded, third as Recorded]), {
    code: 'LOG_DAMAGED',
    message: /version 3/,
  })
})

// branches

test('branches: a branch is told with the commit up to which it was seen', t => {
  const event = (type: string, digit: string) => ({ type, data: { commit: sha(digit) } })
  const [one] = recorded([noticed], 'branch/refs/heads/main')
  const row = rowOf(
    branches,
    ['branch.baselined', 'branch.reconciled'].map((type, n) => ({
      ...(one as Recorded),
      event: event(type, String(n)),
    })),
  )
  t.deepEqual(row, { ref: 'refs/heads/main', seen: sha('1') })
  t.is(branches.key(recorded([noticed])[0] as Recorded), undefined)
})

// changes

const keysOf = (event: CommitEvent) => changes.key(recorded([event])[0] as Recorded)

test('changes: a run is found by what its commit changes, by each file it left, and by the run it documents', t => {
  const plan = planned('Usage') as Extract<CommitEvent, { type: 'commit.planned' }>
  const [file] = plan.data.files
  const files = [
    { ...file, after: sha('4') },
    { ...file, path: 'src/gone.ts', status: 'deleted' },
  ] as typeof plan.data.files
  t.deepEqual(keysOf({ ...plan, data: { ...plan.data, files, changeId: 'id' } }), [
    'change:id',
    `content:${sha('4')}:src/options.ts`,
    'content::src/gone.ts',
  ])
  t.deepEqual(keysOf(noticed), [])
  const ours = { ...noticed, data: { ...noticed.data, documents: 'commit/x' } } as CommitEvent
  t.deepEqual(keysOf(ours), ['documents:commit/x'])
  t.deepEqual(keysOf(published()), [])
})

test('changes: runs that share something are told once each', t => {
  const [one] = recorded([noticed])
  const rows = [run, 'commit/b', run].map(name => ({ ...(one as Recorded), run: name }))
  let row: ReturnType<typeof changes.apply>
  for (const each of rows) row = changes.apply(row, each)
  t.deepEqual(row, { runs: [run, 'commit/b'] })
})

// cache

const cacheOf = (...events: CommitEvent[]) => rowOf(cache, recorded(events))

test('cache: an answer that was paid for is kept by its key, with who gave it and when', t => {
  const answer = drafted('Usage')
  t.is(cache.key(recorded([answer])[0] as Recorded), 'key-Usage')
  t.deepEqual(cacheOf(answer), {
    at: at(0),
    run,
    target: 'README.md#Usage',
    provider: 'openai',
    model: 'small',
    text: '## Usage\n\nOptions are read from a file.\n',
    proofs: [],
  })
})

test('cache: that a section needs no change is an answer too', t => {
  const row = cacheOf(unchanged('Usage'))
  t.like(row, { at: at(0), provider: 'openai', model: 'small', proofs: [] })
  t.is(row?.text, undefined)
})

test('cache: the newest answer counts', t => {
  t.is(cacheOf(drafted('Usage'), unchanged('Usage'))?.at, at(1))
})

test('cache: an answer from the cache makes none younger', t => {
  t.is(cacheOf(drafted('Usage', { cached: true })), undefined)
  const row = cacheOf(
    drafted('Usage'),
    drafted('Usage', { cached: true }),
    unchanged('Usage', { cached: true }),
  )
  t.is(row?.at, at(0))
})

test('cache: only answers in runs of commits are looked at', t => {
  for (const one of recorded([noticed, started, targetFailed('Usage'), failed('draft')])) {
    t.is(cache.key(one), undefined)
  }
  t.is(cache.key(recorded([drafted('Usage')], 'job/x')[0] as Recorded), undefined)
})

test('cache: what was cleared is gone, and can be answered anew', t => {
  const clearing: Recorded = {
    position: 20,
    run: 'cache/answers',
    version: 1,
    at: at(5),
    event: { type: 'cache.cleared', data: { keys: ['key-Usage', 'key-Options'] } },
  }
  t.deepEqual(cache.key(clearing), ['key-Usage', 'key-Options'])
  const [asked, again] = recorded([drafted('Usage'), unchanged('Usage')])
  t.is(rowOf(cache, [asked as Recorded, clearing]), undefined)
  t.is(rowOf(cache, [asked as Recorded, clearing, again as Recorded])?.at, at(1))
})

// failures

/** The failure that a log of these events has. */
const failureOf = async (...events: CommitEvent[]) => {
  let minute = 0
  const now = () => new Date(at(minute++))
  const log = memoryLog({ projections: viewsOf(kinds), now })
  for (const [version, event] of [noticed, ...events].entries())
    await log.append(run, [{ event }], version)
  return log.row(failures, run)
}

test('failures: a step that failed is listed with its reason, its class and what to do', async t => {
  t.deepEqual(await failureOf(failed('plan', 'GIT_FAILED', 'Look at the repository.')), {
    run,
    label: 'aaaaaaaa',
    code: 'GIT_FAILED',
    class: 'git',
    reason: 'plan went wrong.',
    hint: 'Look at the repository.',
    step: 'plan',
    attempts: 1,
    since: at(1),
    items: [],
  })
})

test('failures: classes follow the codes', async t => {
  const classOf = async (code: string) => (await failureOf(failed('draft', code)))?.class
  t.is(await classOf('MODEL_THROTTLED'), 'throttled')
  t.is(await classOf('MODEL_CONTEXT_LENGTH'), 'context-length')
  t.is(await classOf('ANSWER_NEW_FLAGS'), 'guard')
  t.is(await classOf('SECTION_MISSING'), 'document')
  t.is(await classOf('DOCUMENT_MISSING'), 'document')
  t.is(await classOf('STATE_UNWRITABLE'), 'other')
})

test('failures: targets that failed are listed together, in the order of the plan', async t => {
  const row = await failureOf(
    planned('Usage', 'Options'),
    started,
    targetFailed('Options', 'ANSWER_X'),
    targetFailed('Usage'),
  )
  t.like(row, {
    code: 'MODEL_THROTTLED',
    step: 'draft',
    since: at(4),
    reason: 'README.md, “Usage”: No answer for Usage. README.md, “Options”: No answer for Options.',
  })
  t.deepEqual(
    row?.items.map(({ id, code }) => [id, code]),
    [
      ['README.md#Usage', 'MODEL_THROTTLED'],
      ['README.md#Options', 'ANSWER_X'],
    ],
  )
})

test('failures: a run that published a part is listed with the part that failed', async t => {
  const row = await failureOf(
    planned('Usage', 'Options'),
    started,
    drafted('Usage'),
    targetFailed('Options'),
    prepared(),
    published(),
  )
  t.like(row, { since: at(6), attempts: 1 })
  t.deepEqual(
    row?.items.map(({ id }) => id),
    ['README.md#Options'],
  )
})

test('failures: a retry ends the failure; what fails then is another attempt', async t => {
  const again = [failed('plan'), retry]
  t.is(await failureOf(...again), undefined)
  t.like(await failureOf(...again, failed('plan', 'GIT_MISSING')), {
    attempts: 2,
    code: 'GIT_MISSING',
    since: at(3),
  })
})

test('failures: a run that succeeds after all, or is skipped, has none', async t => {
  const again = [failed('plan'), retry, planned('Usage'), started, drafted('Usage')]
  t.is(await failureOf(...again, prepared(), published()), undefined)
  t.is(await failureOf(...again, written), undefined)
  t.is(await failureOf(failed('plan'), skipped('rewritten')), undefined)
  t.is(
    await failureOf(planned('Usage'), started, drafted('Usage'), prepared(), published()),
    undefined,
  )
})

test('failures: a run that waits has not failed, even if a part of it has', async t => {
  t.is(await failureOf(planned('Usage'), deferred('rebase'), resumed), undefined)
  const past = [planned('Usage', 'Options'), started, targetFailed('Usage')]
  t.is(await failureOf(...past, deferred('rebase')), undefined)
})

test('failures: a revert that fails leaves the run as it was', async t => {
  const done = [planned('Usage'), started, drafted('Usage'), prepared(), published()]
  const revert = { type: 'revert.requested', data: {} } as const
  t.is(await failureOf(...done, revert, failed('revert')), undefined)
})

// open runs, counts

const openAfter = async (...events: CommitEvent[]) => {
  const log = memoryLog({ projections: viewsOf(kinds), now: () => new Date(0) })
  await log.append('branch/refs/heads/main', [{ event: baselined }], 0)
  await log.append(
    run,
    [noticed, ...events].map(event => ({ event })),
    0,
  )
  return { open: await all(log.rows(openRuns)), counts: await all(log.rows(counts)) }
}

const baselined = { type: 'branch.baselined', data: { commit: sha('a') } }

test('open runs: those that go on, wait or failed, and none that is done', async t => {
  const tagAfter = async (...events: CommitEvent[]) => (await openAfter(...events)).open
  t.deepEqual(await tagAfter(), [[run, { first: 2, tag: 'active' }]])
  t.deepEqual(await tagAfter(planned('Usage'), deferred('rebase')), [
    [run, { first: 2, tag: 'waiting' }],
  ])
  t.deepEqual(await tagAfter(failed('plan')), [[run, { first: 2, tag: 'failed' }]])
  t.deepEqual(await tagAfter(skipped('docs-only')), [])
})

test('counts: each run counts once, in the state that it is in now; records are not counted', async t => {
  const countsAfter = async (...events: CommitEvent[]) => (await openAfter(...events)).counts
  t.deepEqual(await countsAfter(), [['commit', { states: { pending: 1 }, last: [], skipped: [] }]])
  t.deepEqual(await countsAfter(planned('Usage'), started), [
    ['commit', { states: { applying: 1 }, last: [run], skipped: [] }],
  ])
  t.deepEqual(await countsAfter(skipped('docs-only')), [
    ['commit', { states: { skipped: 1 }, last: [], skipped: [run] }],
  ])
})

test('a run of a kind that is not known is counted and kept, and nothing is guessed about it', async t => {
  const log = memoryLog({ projections: viewsOf(kinds), now: () => new Date(0) })
  const event = { type: 'robot.requested', data: { name: 'nightly' } }
  await log.append('robot/nightly@1', [{ event }, { event }], 0)
  const row = await log.row(status, 'robot/nightly@1')
  t.like(row, { state: 'unknown', version: 2, kind: 'robot' })
  t.is(row?.tag, undefined)
  t.deepEqual(await all(log.rows(counts)), [
    ['robot', { states: { unknown: 1 }, last: ['robot/nightly@1'], skipped: [] }],
  ])
  t.deepEqual(await all(log.rows(openRuns)), [])
})

// All of them

const alphabet: readonly CommitEvent[] = [
  planned('Usage', 'Options'),
  skipped('rewritten'),
  started,
  deferred('rebase', 'Usage'),
  resumed,
  ...['Usage', 'Options'].flatMap(section => [
    drafted(section),
    unchanged(section),
    targetFailed(section),
  ]),
  prepared(),
  published(),
  failed('draft'),
  retry,
]

/** Random appends to four runs, one event alone or several at once; what the run's state cannot take is left out. */
const appends = fc
  .array(fc.tuple(fc.nat(3), fc.array(fc.constantFrom(...alphabet), { maxLength: 6 })), {
    maxLength: 40,
  })
  .map(pieces => {
    const states = new Map<number, ReturnType<typeof initial>>()
    return pieces.map(([of, events]) => {
      const begins = !states.has(of)
      let state = states.get(of) ?? evolve(commit, initial(commit), noticed)
      const accepted = begins ? [noticed] : []
      for (const event of events) {
        if (!state.can(event)) continue
        state = evolve(commit, state, event)
        accepted.push(event)
      }
      states.set(of, state)
      return { name: `commit/${sha(String(of))}`, accepted }
    })
  })

test('rows folded as events come are the rows folded from the start, whatever came together', async t => {
  await fc.assert(
    fc.asyncProperty(appends, async pieces => {
      const log = memoryLog({
        projections: viewsOf(kinds),
        now: () => new Date(0),
      })
      for (const { name, accepted } of pieces) {
        const events = accepted.map(event => ({ event }))
        await log.append(name, events, (await log.read(name)).length)
      }
      for (const view of viewsOf(kinds)) {
        const inline = JSON.stringify(await all(log.rows(view)))
        await log.rebuild(view)
        t.is(JSON.stringify(await all(log.rows(view))), inline)
      }
    }),
    runs(30),
  )
})

const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}
