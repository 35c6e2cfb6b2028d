import test from 'ava'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import { readStatus } from '../../src/commands/status.ts'
import type { CommitEvent } from '../../src/events/commit.ts'
import { kinds } from '../../src/kinds.ts'
import { viewsOf } from '../../src/projections/views.ts'
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
const reportOf = async (stories: readonly CommitEvent[][]) => {
  let minute = 0
  const now = () => new Date(Date.UTC(2026, 0, 1, 0, minute++))
  const log = memoryLog({ projections: viewsOf(kinds), now })
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
  const report = await readStatus(log, kinds)
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
}

test('an empty log has nothing to tell, and says so in numbers', async t => {
  t.deepEqual(await reportOf([]), {
    schema: 2,
    position: 1,
    counts: { ...none },
    kinds: {},
    runs: [],
    failures: [],
    truncated: false,
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

test('a run is listed with what every run has, and with what commits have', async t => {
  const { runs } = await reportOf([success])
  const [{ usage, ...run }] = runs
  t.like(usage, { asked: 1, calls: 1, inputTokens: 1200 })
  t.deepEqual(
    [run],
    [
      {
        run: `commit/${sha('0')}`,
        kind: 'commit',
        key: sha('0'),
        label: '00000000',
        subject: 'Read options from a file',
        state: 'success',
        tag: 'done',
        since: '2026-01-01T00:01:00.000Z',
        outcome: 'dddddddd',
        notes: [],
        items: [
          { id: 'README.md#Usage', label: 'README.md: Usage', state: 'done', note: 'mapping' },
        ],
        commit: sha('0'),
        branch: 'main',
        docCommit: sha('d'),
        targets: [{ file: 'README.md', section: 'Usage', strategy: 'mapping', state: 'done' }],
      },
    ],
  )
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

test('a failure is listed with what to do next', async t => {
  const { failures: told } = await reportOf([
    [failed('plan'), retry, failed('plan', 'GIT_MISSING', 'Install Git.')],
  ])
  t.deepEqual(told, [
    {
      run: `commit/${sha('0')}`,
      kind: 'commit',
      key: sha('0'),
      label: '00000000',
      code: 'GIT_MISSING',
      class: 'git',
      step: 'plan',
      reason: 'plan went wrong.',
      attempts: 2,
      since: '2026-01-01T00:01:00.000Z',
      next: 'Install Git. Then try again with "git-doc retry commit/000000000000".',
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
    told.map(({ key }: { key: string }) => key[0]),
    ['3', '0'],
  )
})

test('a batch of commits that are skipped hides no run that did something', async t => {
  const others = Array.from({ length: 30 }, () => [skipped('own-commit')])
  const { runs } = await reportOf([success, ...others])
  t.is(runs.at(-1).state, 'success')
  t.is(runs.filter(({ state }: { state: string }) => state === 'skipped').length, 10)
})

test('a report stays small: what needs something is listed first, and of what is done only the last', async t => {
  const many = Array.from({ length: 14 }, () => success)
  const { counts, runs, truncated } = await reportOf([[failed('plan')], ...many, []])
  t.deepEqual(counts, { ...none, pending: 1, success: 14, failed: 1 })
  t.deepEqual(
    runs.map(({ commit }: { commit: string }) => commit.slice(0, 1)),
    ['f', 'e', 'd', 'c', 'b', 'a', '9', '8', '7', '6', '5', '0'],
  )
  t.true(truncated)
})
