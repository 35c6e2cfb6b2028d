import test from 'ava'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import type { CommitEvent } from '../../src/events/commit.ts'
import type { ModelCall } from '../../src/events/model-call.ts'
import { spendingOf } from '../../src/kinds/commit/spending.ts'
import { type UsageRow, usage } from '../../src/projections/commit/usage.ts'
import { usedIn } from '../../src/projections/commit/usage-report.ts'
import {
  deferred,
  drafted,
  noticed,
  sha,
  targetFailed,
  unchanged,
} from '../support/commit-events.ts'

const call = (more: Partial<ModelCall> = {}): ModelCall => ({
  provider: 'openai',
  model: 'small',
  milliseconds: 100,
  outcome: 'ok',
  inputTokens: 1000,
  outputTokens: 100,
  cost: 0.5,
  ...more,
})

const withCalls = (event: CommitEvent, ...calls: ModelCall[]): CommitEvent =>
  ({ ...event, data: { ...event.data, calls } }) as CommitEvent

/** The log of some commits, each event a week after the one before from 20 November on. */
const logOf = async (...stories: readonly CommitEvent[][]) => {
  let week = 0
  const log = memoryLog({
    projections: [usage],
    now: () => new Date(Date.UTC(2026, 10, 20 + 7 * week++)),
  })
  for (const [n, events] of stories.entries()) {
    const run = `commit/${sha(String(n))}`
    for (const [version, event] of events.entries()) await log.append(run, [{ event }], version)
  }
  return log
}

const rowOf = async (key: string, ...stories: readonly CommitEvent[][]) => {
  const row = await (await logOf(...stories)).row<UsageRow>(usage, key)
  return row && usedIn(row)
}

test('calls are counted by month, by commit and in all, whatever became of them', async t => {
  const stories = [
    [
      withCalls(drafted('Usage'), call(), call({ outcome: 'server', cost: 0 })),
      withCalls(targetFailed('Options'), call({ outcome: 'truncated', cost: 0.25 })),
    ],
    [withCalls(deferred('provider-unavailable', 'Usage'), call({ outcome: 'quota', cost: 0 }))],
  ]
  t.like(await rowOf('month/2026-11', ...stories), { calls: 3, failed: 2, cost: 0.75, asked: 1 })
  t.like(await rowOf('month/2026-12', ...stories), { calls: 1, failed: 1, cost: 0, asked: 0 })
  t.like(await rowOf(`commit/${sha('0')}`, ...stories), { calls: 3, inputTokens: 3000 })
  t.like(await rowOf('all', ...stories), { calls: 4, outputTokens: 400, milliseconds: 400 })
})

test('a call of unknown cost is counted as such and adds nothing', async t => {
  const { cost, ...unknown } = call()
  t.is(cost, 0.5)
  t.like(await rowOf('all', [withCalls(drafted('Usage'), unknown, call())]), {
    cost: 0.5,
    unpriced: 1,
  })
})

test('answers of the cache are counted beside those that were asked for', async t => {
  const used = await rowOf('all', [
    withCalls(drafted('Usage'), call()),
    drafted('Usage', { cached: true }),
    unchanged('Options', { cached: true }),
  ])
  t.like(used, { asked: 1, cached: 2, calls: 1 })
})

test('what asks nobody leaves no trace', async t => {
  const offline = drafted('Usage', { cached: true })
  const event = { ...offline, data: { ...offline.data, provider: 'offline', model: 'offline' } }
  t.is(await rowOf('all', [noticed], [event as CommitEvent]), undefined)
})

test('models are told apart, the dearest first', async t => {
  const used = await rowOf('all', [
    withCalls(drafted('Usage'), call(), call({ model: 'large', cost: 2 })),
  ])
  t.deepEqual(
    used?.models.map(({ model, cost }) => [model, cost]),
    [
      ['large', 2],
      ['small', 0.5],
    ],
  )
})

test('what was spent is known of a month and of a commit; of others it is nothing', async t => {
  const spending = spendingOf(await logOf([withCalls(drafted('Usage'), call(), call())]))
  t.is(await spending.month('2026-11'), 1)
  t.is(await spending.month('2026-10'), 0)
  t.is(await spending.run(`commit/${sha('0')}`), 1)
  t.is(await spending.run(`commit/${sha('9')}`), 0)
})

test('what answers took against what was foretold is learnt after eight of them', async t => {
  const foretold = call({ expectedInputTokens: 500, expectedOutputTokens: 200 })
  const after = async (calls: number) => {
    const log = await logOf([withCalls(drafted('Usage'), ...Array(calls).fill(foretold), call())])
    return spendingOf(log).experience('openai', 'small')
  }
  t.deepEqual(await after(7), { input: 1, output: 1 })
  t.deepEqual(await after(8), { input: 2, output: 0.5 })
})
