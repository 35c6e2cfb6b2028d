import test from 'ava'
import { openNativeRepository } from '../../src/adapters/git/native.ts'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import { retry } from '../../src/commands/retry.ts'
import { kindsOf } from '../../src/engine/define-kind.ts'
import { job } from '../../src/kinds/job/kind.ts'
import type { SteppedRun } from '../../src/machines/stepped-run.ts'
import { status } from '../../src/projections/status.ts'
import { viewsOf } from '../../src/projections/views.ts'
import { testRepository } from '../support/repository.ts'

test('of a step that was cut off and is accepted, only the commits count that Git has', async t => {
  const { path, commit, git } = testRepository(t)
  const first = commit('first', { a: 'a\n' })
  const made = commit('made', { a: 'b\n' })
  const unmade = git('commit-tree', '-p', made, '-m', 'prepared', 'HEAD^{tree}')
  const elsewhere = git('commit-tree', '-p', first, '-m', 'of another branch', 'HEAD^{tree}')
  git('branch', 'other', elsewhere)
  const repository = await openNativeRepository(path)
  t.teardown(() => repository.close())

  const run = 'job/a@manual.1'
  const kinds = kindsOf([job])
  const log = memoryLog({ projections: viewsOf(kinds), now: () => new Date(0) })
  const step = { id: 'all', needs: [], repeat: 'never', blocking: true }
  const prepared = (call: number, commit: string, parent: string, branch: string) => ({
    type: 'step.prepared',
    data: { step: 'all', call, commit: { commit, parent, ref: `refs/heads/${branch}` } },
  })
  const events = [
    {
      type: 'run.requested',
      data: {
        job: 'a',
        cause: { by: 'hand' },
        parts: [{ params: {}, files: [] }],
        input: {},
        needs: [],
        retry: { times: 0, backoff: 0 },
        force: false,
      },
    },
    { type: 'steps.planned', data: { inputs: 'one', steps: [step] } },
    { type: 'run.started', data: {} },
    { type: 'step.started', data: { step: 'all' } },
    prepared(0, made, first, 'main'),
    prepared(1, unmade, made, 'main'),
    prepared(2, elsewhere, first, 'other'),
    prepared(3, 'f'.repeat(40), first, 'gone'),
    { type: 'apply.deferred', data: { reason: 'cut-off', detail: 'all was cut off.' } },
  ]
  await log.append(
    run,
    events.map(event => ({ event })),
    0,
  )
  const world = { signal: new AbortController().signal }
  const attribution = async () => ({})
  const context = { log, kinds, attribution, openWorld: async () => world, repository }
  await retry(context, { runs: [run], skipStep: true })

  const row = await log.row(status, run)
  t.is(row?.state, 'success')
  const steps = (row?.context as SteppedRun | undefined)?.steps ?? []
  t.deepEqual(
    steps.flatMap(({ commits = [] }) => commits.map(({ commit }) => commit)),
    [made, elsewhere],
  )
})
