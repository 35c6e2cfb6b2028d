import test from 'ava'
import { mergeTrend, releasesByMonth } from '../../src/pipelines/merges.ts'
import { receiptDeed, receiptRun } from '../../src/pipelines/receipt-runs.ts'
import { atRank, rowOfReceipts, trendOf } from '../../src/pipelines/trends.ts'
import type { PastCommit } from '../../src/ports/pipelines.ts'
import { withDeed } from '../../src/projections/activation/months.ts'
import { type EndedRun, noTrend, withEnd } from '../../src/projections/pipeline/trends.ts'

const ended = (day: number, given: Partial<EndedRun> = {}): EndedRun => ({
  at: new Date(Date.UTC(2026, 9, day)).toISOString(),
  took: 1_000 * day,
  passed: true,
  tree: `tree-${day}`,
  gates: [{ name: 'test', passed: true, took: 10 * day }],
  ...given,
})

const trendIn = (...runs: readonly EndedRun[]) => trendOf(runs.reduce(withEnd, noTrend))

test('the median and the 95th percentile are numbers that there are', t => {
  const numbers = Array.from({ length: 100 }, (_, at) => 100 - at)
  t.deepEqual([atRank(numbers, 0.5), atRank(numbers, 0.95), atRank([7], 0.95)], [50, 95, 7])
})

test('without an end there is no trend', t => {
  t.is(trendOf(noTrend), undefined)
})

test('runs are counted by month, and one that never came to its gates has no time', t => {
  const trend = trendIn(
    ended(30),
    ended(31, { passed: false, took: null, tree: undefined, gates: [] }),
    ended(32),
  )
  t.like(trend, { runs: 3, passed: 2, passRate: 0.667, p50: 30_000, p95: 32_000 })
  t.deepEqual(trend?.months, [
    { month: '2026-10', runs: 2, passed: 1, p50: 30_000, p95: 30_000 },
    { month: '2026-11', runs: 1, passed: 1, p50: 32_000, p95: 32_000 },
  ])
})

test('a gate that passed and failed on one tree is flaky there, once', t => {
  const test = (passed: boolean) => ({ gates: [{ name: 'test', passed }] })
  const on = (tree: string, passed: boolean) => ended(1, { tree, ...test(passed) })
  t.like(trendIn(on('a', true), on('b', false))?.gates[0], { runs: 2, failed: 1, flaky: 0 })
  t.like(trendIn(on('a', true), on('a', false), on('a', true), on('b', false))?.gates[0], {
    runs: 4,
    failed: 2,
    flaky: 1,
  })
})

test('a gate that itself says that its tests are flaky counts as that', t => {
  const trend = trendIn(ended(1, { gates: [{ name: 'test', passed: false, flaky: true }] }))
  t.like(trend?.gates[0], { failed: 1, flaky: 1 })
})

test('what is kept has bounds', t => {
  let row = noTrend
  for (let at = 0; at < 1_100; at += 1)
    row = withEnd(row, ended(1, { tree: `${at}`, gates: [{ name: `g${at}`, passed: true }] }))
  t.is(row.runs.length, 1_000)
  t.is(Object.keys(row.gates).length, 100)
  t.is(row.trees.length, 50)
})

const receipt = (given: object) =>
  JSON.stringify({
    v: 1,
    run: 'pipeline/ci@a.1',
    kind: 'pipeline',
    state: 'success',
    commit: 'a'.repeat(40),
    tree: 'b'.repeat(40),
    begin: '2026-10-01T10:00:00.000Z',
    end: '2026-10-01T10:00:05.000Z',
    evidence: [],
    facts: {
      pipeline: 'ci',
      branch: 'main',
      gates: [
        { name: 'test', verdict: 'passed' },
        { name: 'style', verdict: 'warned' },
        { name: 'late', verdict: 'skipped' },
      ],
      numbers: { size: 12, wrong: '12' },
    },
    version: 3,
    log: 'c'.repeat(64),
    chain: 'd'.repeat(64),
    ...given,
  })

test('a receipt tells of a run what the log would, but for the times of its gates', t => {
  const run = receiptRun(receipt({}))
  if (!run) return t.fail()
  t.deepEqual(run.numbers, { size: 12 })
  t.like(trendOf(rowOfReceipts([run])), { runs: 1, passed: 1, p50: 5_000 })
  t.deepEqual(trendOf(rowOfReceipts([run]))?.gates, [
    { name: 'test', runs: 1, failed: 0, flaky: 0 },
    { name: 'style', runs: 1, failed: 1, flaky: 0 },
  ])
  t.is(trendOf(rowOfReceipts([{ ...run, state: 'skipped' }])), undefined)
})

test('lines that are no receipts of runs of pipelines tell nothing', t => {
  for (const line of [
    '',
    'a person wrote "kind":"pipeline" here',
    receipt({ kind: 'job' }),
    receipt({ facts: undefined }),
    receipt({ facts: { pipeline: 3, gates: {}, numbers: [] } }),
    receipt({ v: 2 }),
  ])
    t.is(receiptRun(line), undefined, line)
  t.deepEqual(receiptRun(receipt({ facts: { pipeline: 'ci', gates: [null, 'x', {}] } }))?.gates, [])
})

test('activations and rollbacks are counted by month, and what failed is not', t => {
  const line = (deed: string, given = {}) =>
    receipt({ kind: 'activation', facts: { deed }, ...given })
  t.deepEqual(receiptDeed(line('rollback')), { deed: 'rollback', month: '2026-10' })
  t.is(receiptDeed(line('activate', { state: 'failed' })), undefined)
  const months = withDeed(withDeed({}, '2026-11', 'activate'), '2026-10', 'rollback')
  t.deepEqual(Object.entries(months), [
    ['2026-10', { activations: 0, rollbacks: 1 }],
    ['2026-11', { activations: 1, rollbacks: 0 }],
  ])
})

const day = 86_400
const commit = (
  name: string,
  parents: readonly string[],
  at: number,
  given: Partial<PastCommit> = {},
): PastCommit => ({
  commit: name,
  parents,
  committed: at * day,
  authored: at * day,
  month: new Date(at * day * 1_000).toISOString().slice(0, 7),
  tags: [],
  ...given,
})

test('a branch lived from its oldest commit to its merge, whatever it took over from main meanwhile', t => {
  //  a - b ----- m2 - m4
  //   \   \____ /    /
  //    c - d(b) - e /
  const history = [
    commit('m4', ['m2', 'e'], 20),
    commit('e', ['d'], 18),
    commit('d', ['c', 'b'], 12),
    commit('m2', ['b', 'x'], 10),
    commit('x', ['b'], 9.5),
    commit('c', ['a'], 4, { authored: 2 * day }),
    commit('b', ['a'], 3),
    commit('a', ['before'], 1),
  ]
  t.deepEqual(mergeTrend(history), { merges: 2, p50: 0.5, p95: 18 })
  t.deepEqual(mergeTrend(history.slice(-2)), { merges: 0 })
  t.deepEqual(mergeTrend([]), { merges: 0 })
})

test('a merge of what was there before, and clocks that go wrong, do no harm', t => {
  const history = [
    commit('m', ['b', 'gone'], 5),
    commit('n', ['a', 'x'], 4),
    commit('b', ['n'], 4.5),
    commit('x', ['a'], 4, { authored: 9 * day }),
    commit('a', [], 1),
  ]
  t.deepEqual(mergeTrend(history), { merges: 1, p50: 0, p95: 0 })
})

test('tags with versions are releases, in the month of their commits', t => {
  const tagged = (at: number, ...tags: readonly string[]) => commit('a', [], at, { tags })
  t.deepEqual(
    releasesByMonth([
      tagged(40, 'v1.2.3', 'latest'),
      tagged(35, 'core@2.0.0', 'web/v0.1.0', 'v2.0.0-rc.1', '2.0'),
      tagged(1),
    ]),
    { '1970-02': 3 },
  )
})
