import test from 'ava'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import type { CommitEvent } from '../../src/events/commit.ts'
import { type FailureRow, failures } from '../../src/projections/failures.ts'
import { type StatusRow, status } from '../../src/projections/status.ts'
import { statusReport } from '../../src/projections/status-report.ts'
import {
  deferred,
  drafted,
  failed,
  noticed,
  planned,
  prepared,
  published,
  retry,
  sha,
  skipped,
  started,
  targetFailed,
} from '../support/commit-events.ts'

/** The report of a log to which these stories were appended, one run each. */
const reportOf = async (stories: readonly CommitEvent[][], options: { last?: number } = {}) => {
  let minute = 0
  const now = () => new Date(Date.UTC(2026, 0, 1, 0, minute++))
  const log = memoryLog({ projections: [status, failures], now })
  const branch = { type: 'branch.reconciled', data: { commit: sha('a') } }
  await log.append('branch/refs/heads/main', [{ event: branch }], 0)
  for (const [n, events] of stories.entries()) {
    const commit = sha(n.toString(16))
    const first = { ...noticed, data: { ...noticed.data, commit } }
    await log.append(
      `commit/${commit}`,
      [first, ...events].map(event => ({ event })),
      0,
    )
  }
  const statusRows: StatusRow[] = []
  for await (const [, row] of log.rows(status)) statusRows.push(row)
  const failureRows: FailureRow[] = []
  for await (const [, row] of log.rows(failures)) failureRows.push(row)
  const report = statusReport((await log.head()).position, statusRows, failureRows, options)
  return JSON.parse(JSON.stringify(report))
}

const success = [planned('Usage'), started, drafted('Usage'), prepared(), published()]

const none = {
  pending: 0,
  planned: 0,
  applying: 0,
  success: 0,
  failed: 0,
  skipped: 0,
  reverting: 0,
  reverted: 0,
}

test('an empty log has nothing to tell, and says so in numbers', async t => {
  t.deepEqual(await reportOf([]), {
    schema: 1,
    position: 1,
    counts: { ...none },
    runs: [],
    failures: [],
    providers: [],
    seen: { 'refs/heads/main': sha('a') },
  })
})

test('runs are counted by the states of the chart, and listed newest first', async t => {
  const { counts, runs } = await reportOf([
    [],
    [planned('Usage')],
    [planned('Usage'), started],
    success,
    [failed('plan')],
    [skipped('docs-only')],
    [planned('Usage'), deferred('rebase')],
  ])
  t.deepEqual(counts, {
    ...none,
    pending: 1,
    planned: 2,
    applying: 1,
    success: 1,
    failed: 1,
    skipped: 1,
  })
  t.deepEqual(
    runs.map(({ commit, state }: { commit: string; state: string }) => `${commit[0]} ${state}`),
    ['6 planned', '5 skipped', '4 failed', '3 success', '2 applying', '1 planned', '0 pending'],
  )
})

test('a run is told with what a person asks of it', async t => {
  const { runs } = await reportOf([success])
  t.deepEqual(runs, [
    {
      run: `commit/${sha('0')}`,
      commit: sha('0'),
      subject: 'Read options from a file',
      state: 'success',
      since: '2026-01-01T00:01:00.000Z',
      branch: 'main',
      docCommit: sha('d'),
      targets: [{ file: 'README.md', section: 'Usage', strategy: 'mapping', state: 'done' }],
    },
  ])
})

test('what waits or was skipped says why', async t => {
  const { runs } = await reportOf([
    [planned('Usage', 'Options'), deferred('section-edited', 'Options')],
    [skipped('docs-only')],
  ])
  t.like(runs[0], { state: 'skipped', code: 'docs-only', reason: 'Skipped: docs-only.' })
  t.like(runs[1], { state: 'planned', code: 'section-edited', reason: 'It waits: section-edited.' })
  t.deepEqual(
    runs[1].targets.map(({ reason }: { reason?: string }) => reason),
    [undefined, 'It waits: section-edited.'],
  )
})

test('a failure is told with what to do next', async t => {
  const { failures: told } = await reportOf([
    [failed('plan'), retry, failed('plan', 'GIT_MISSING', 'Install Git.')],
  ])
  t.deepEqual(told, [
    {
      run: `commit/${sha('0')}`,
      commit: sha('0'),
      code: 'GIT_MISSING',
      class: 'git',
      step: 'plan',
      reason: 'plan went wrong.',
      attempts: 2,
      since: '2026-01-01T00:01:00.000Z',
      next: 'Install Git. Then try again with "git-doc retry --commit 000000000000".',
    },
  ])
})

test('only what rests on its failure is a failure, newest first', async t => {
  const { failures: told } = await reportOf([
    [failed('plan')],
    [failed('plan'), retry],
    [planned('Usage', 'Options'), started, targetFailed('Usage')],
    [planned('Usage'), started, targetFailed('Usage')],
  ])
  t.deepEqual(
    told.map(({ commit }: { commit: string }) => commit[0]),
    ['3', '0'],
  )
})

test('of what is done only the last may be listed; all is counted, and what is not done is listed', async t => {
  const { counts, runs } = await reportOf(
    [[failed('plan')], success, [skipped('docs-only')], success, []],
    { last: 2 },
  )
  t.deepEqual(counts, { ...none, pending: 1, success: 2, failed: 1, skipped: 1 })
  t.deepEqual(
    runs.map(({ commit }: { commit: string }) => commit[0]),
    ['4', '3', '2', '0'],
  )
})
