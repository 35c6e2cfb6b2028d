import test from 'ava'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import { replay } from '../../src/commands/replay.ts'
import type { CommitEvent } from '../../src/events/commit.ts'
import { kinds } from '../../src/kinds.ts'
import { viewsOf } from '../../src/projections/views.ts'
import {
  drafted,
  failed,
  noticed,
  planned,
  prepared,
  published,
  revert,
  sha,
  started,
} from '../support/commit-events.ts'

const views = viewsOf(kinds)
const [one, two] = [`commit/${sha('a')}`, `commit/${sha('b')}`]
const past: CommitEvent[] = [
  ...[noticed, planned('Usage'), started, drafted('Usage'), prepared(), published()],
  ...[revert, prepared(sha('e')), published(sha('e'))],
]
const states = [
  ...['pending', 'planned.ready', 'applying.drafting', 'applying.preparing'],
  ...['applying.publishing.moving', 'success'],
  ...['reverting.preparing', 'reverting.publishing', 'reverted'],
]

const recorded = async () => {
  const log = memoryLog({ projections: views, now: () => new Date(0) })
  for (const [at, event] of past.entries()) await log.append(one, [{ event }], at)
  for (const [at, event] of [noticed, failed('plan')].entries())
    await log.append(two, [{ event }], at)
  return log
}

test('at every position one run is told as it was then and as it is now', async t => {
  const log = await recorded()
  for (const [at, state] of states.entries()) {
    const { runs, events, position } = await replay(log, kinds, { run: one, at: at + 1 })
    t.deepEqual([events, position], [at + 1, at + 1])
    t.deepEqual(runs, [
      { run: one, events: at + 1, since: past.length - at - 1, was: state, is: 'reverted' },
    ])
  }
})

test('of all runs, those that were not there yet are told too', async t => {
  const log = await recorded()
  const { runs, views: compared } = await replay(log, kinds, { at: 2 })
  t.deepEqual(runs, [
    { run: one, events: 2, since: past.length - 2, was: 'planned.ready', is: 'reverted' },
    { run: two, events: 0, since: 2, was: undefined, is: 'failed' },
  ])
  t.true(compared.every(({ differences }) => differences.length === 0))
  const now = await replay(log, kinds, {})
  t.deepEqual(
    now.runs.map(({ was, is, since }) => [was === is, since]),
    [
      [true, 0],
      [true, 0],
    ],
  )
})

test('one run is told from its own events alone', async t => {
  const log = await recorded()
  const all = () => {
    throw new Error('the whole log was read')
  }
  const { runs, views: compared } = await replay({ ...log, all }, kinds, { run: two })
  t.deepEqual(
    [runs, compared],
    [[{ run: two, events: 2, since: 0, was: 'failed', is: 'failed' }], []],
  )
})

test('a position the log does not have, and a run it does not have, are refused', async t => {
  const log = await recorded()
  for (const at of [-1, 12, 1.5]) await t.throwsAsync(replay(log, kinds, { at }), { code: 'USAGE' })
  await t.throwsAsync(replay(log, kinds, { run: 'commit/none' }), { code: 'UNKNOWN_RUN' })
})
