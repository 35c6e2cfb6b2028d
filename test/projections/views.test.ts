// Long because each test file is a process of its own: what belongs together shares one.
import test from 'ava'
import * as fc from 'fast-check'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import type { CommitEvent } from '../../src/events/commit.ts'
import type { Recorded } from '../../src/events/recorded.ts'
import { commit } from '../../src/machines/commit.ts'
import { dehydrate, evolve, fold, initial } from '../../src/machines/fold.ts'
import type { Projection } from '../../src/ports/log.ts'
import { branches } from '../../src/projections/branches.ts'
import { cache } from '../../src/projections/cache.ts'
import { changes } from '../../src/projections/changes.ts'
import { failures } from '../../src/projections/failures.ts'
import { status } from '../../src/projections/status.ts'
import { usage } from '../../src/projections/usage.ts'
import {
  deferred,
  drafted,
  failed,
  noticed,
  outdated,
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

const statusOf = (...events: CommitEvent[]) => rowOf(status, recorded(events))

test('status: a run is told by its state, and since when it is in it', t => {
  t.like(statusOf(noticed), {
    run,
    state: 'pending',
    since: at(0),
    first: 10,
    position: 10,
    version: 1,
  })
  t.like(statusOf(noticed, planned('Usage'), started), {
    state: 'applying.drafting',
    since: at(2),
    first: 10,
    position: 12,
    version: 3,
  })
})

test('status: an event that leaves the state leaves since when', t => {
  const row = statusOf(noticed, planned('Usage', 'Options'), started, drafted('Usage'))
  t.like(row, { state: 'applying.drafting', since: at(2), position: 13, version: 4 })
})

test('status: a state that is entered again is new', t => {
  const row = statusOf(noticed, failed('plan'), retry, failed('plan'))
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
  const { value, context } = statusOf(...events) ?? {}
  t.deepEqual({ value, context }, JSON.parse(JSON.stringify(dehydrate(fold(commit, events)))))
})

test('status: runs of every kind are told of', t => {
  const event = { type: 'branch.reconciled', data: { commit: sha('a') } }
  const [one] = recorded([noticed], 'branch/refs/heads/main')
  const row = rowOf(status, [{ ...(one as Recorded), event }])
  t.like(row, { state: 'followed', context: { seen: sha('a') } })
})

test('status: an event the state cannot take is refused, not skipped', t => {
  t.throws(() => statusOf(noticed, published()), { code: 'EVENT_REFUSED' })
  t.throws(() => rowOf(status, recorded([noticed], 'unheard/of')), { code: 'UNKNOWN_KIND' })
})

test('status: a row that missed an event takes no later one', t => {
  const [first, , third] = recorded([noticed, planned('Usage'), started])
  t.throws(() => rowOf(status, [first as Recorded, third as Recorded]), {
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

const failureOf = (...events: CommitEvent[]) => rowOf(failures, recorded([noticed, ...events]))

test('failures: a step that failed is told with its reason, its class and what to do', t => {
  t.deepEqual(failureOf(failed('plan', 'GIT_FAILED', 'Look at the repository.')), {
    run,
    code: 'GIT_FAILED',
    class: 'git',
    reason: 'plan went wrong.',
    step: 'plan',
    attempts: 1,
    since: at(1),
    next: 'Look at the repository. Then try again with "git-doc retry --commit aaaaaaaaaaaa".',
    targets: {},
    open: true,
  })
})

test('failures: without a hint a retry is the next step; a hint that names it is enough', t => {
  t.is(failureOf(failed('plan'))?.next, 'Try again with "git-doc retry --commit aaaaaaaaaaaa".')
  const hint = 'The document is untouched. "git-doc retry" asks again.'
  t.is(failureOf(failed('draft', 'ANSWER_LINKS', hint))?.next, hint)
})

test('failures: classes follow the codes', t => {
  const classOf = (code: string) => failureOf(failed('draft', code))?.class
  t.is(classOf('MODEL_THROTTLED'), 'throttled')
  t.is(classOf('MODEL_CONTEXT_LENGTH'), 'context-length')
  t.is(classOf('ANSWER_NEW_FLAGS'), 'guard')
  t.is(classOf('SECTION_MISSING'), 'document')
  t.is(classOf('DOCUMENT_MISSING'), 'document')
  t.is(classOf('STATE_UNWRITABLE'), 'other')
})

test('failures: targets that failed are told together, in a fixed order', t => {
  const row = failureOf(
    planned('Usage', 'Options'),
    started,
    targetFailed('Usage'),
    targetFailed('Options', 'ANSWER_X'),
  )
  t.like(row, {
    code: 'ANSWER_X',
    step: 'draft',
    since: at(3),
    reason: 'README.md#Options: No answer for Options. README.md#Usage: No answer for Usage.',
  })
  t.deepEqual(Object.keys(row?.targets ?? {}).sort(), ['README.md#Options', 'README.md#Usage'])
})

test('failures: a run that published a part stays in it with what failed', t => {
  const row = failureOf(
    planned('Usage', 'Options'),
    started,
    drafted('Usage'),
    targetFailed('Options'),
    prepared(),
    published(),
  )
  t.like(row, { open: true, since: at(4), attempts: 1 })
})

test('failures: a retry closes the row; what fails then is another attempt', t => {
  const again = [failed('plan'), retry]
  t.like(failureOf(...again), { open: false, attempts: 2, targets: {} })
  t.like(failureOf(...again, failed('plan', 'GIT_MISSING')), {
    open: true,
    attempts: 2,
    code: 'GIT_MISSING',
    since: at(3),
  })
})

test('failures: a run that succeeds after all, or is skipped, has none', t => {
  const again = [failed('plan'), retry, planned('Usage'), started, drafted('Usage')]
  t.is(failureOf(...again, prepared(), published()), undefined)
  t.is(failureOf(...again, written), undefined)
  t.is(failureOf(failed('plan'), skipped('rewritten')), undefined)
  t.is(failureOf(planned('Usage'), started, drafted('Usage'), prepared(), published()), undefined)
})

test('failures: waiting neither opens nor closes anything', t => {
  t.is(failureOf(planned('Usage'), deferred('rebase'), resumed), undefined)
  const past = [planned('Usage', 'Options'), started, targetFailed('Usage')]
  t.like(failureOf(...past, deferred('rebase')), { open: true, since: at(3) })
})

test('failures: a target that is drafted after all has not failed', t => {
  const past = [
    planned('Usage', 'Options'),
    started,
    targetFailed('Usage'),
    targetFailed('Options'),
  ]
  t.like(failureOf(...past, outdated('Usage')), {
    reason: 'README.md#Options: No answer for Options.',
    open: true,
  })
  t.like(failureOf(...past, outdated('Usage'), drafted('Options')), { open: false, targets: {} })
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
        projections: [status, cache, failures, usage],
        now: () => new Date(0),
      })
      for (const { name, accepted } of pieces) {
        const events = accepted.map(event => ({ event }))
        await log.append(name, events, (await log.read(name)).length)
      }
      for (const view of [status, cache, failures, usage] as Projection[]) {
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
