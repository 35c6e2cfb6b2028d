import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { notice } from '../../examples/notice.ts'
import {
  type DomainEvent,
  failures,
  findRun,
  history,
  kindsOf,
  memoryLog,
  readStatus,
  replay,
  retry,
  runAll,
  status,
  viewsOf,
} from '../../src/engine.ts'
import { kinds as builtIn } from '../../src/kinds.ts'
import { temporaryFolder } from '../support/repository.ts'

const kinds = kindsOf([...builtIn.values(), notice])
const views = viewsOf(kinds)
const run = 'notice/spring-sale'

/** A log with all kinds, and a board that does not exist yet. */
const begun = async (t: ExecutionContext) => {
  const folder = join(temporaryFolder(t), 'board')
  const log = memoryLog({ projections: views, now: () => new Date(0) })
  const world = { signal: new AbortController().signal, folder }
  const append = async (event: DomainEvent) =>
    log.append(run, [{ event }], (await log.read(run)).length)
  const goOn = async () => {
    const row = await log.row(status, run)
    if (row) for await (const _ of runAll([row], { kind: notice, log, world }));
    return (await log.row(status, run))?.state
  }
  const request = { type: 'notice.requested', data: { text: 'Everything half price.' } }
  const approve = { type: 'notice.approved', data: { by: 'Ada' } }
  return { folder, log, world, append, goOn, request, approve }
}

test('a run of a kind from outside waits, fails, is tried again and taken back', async t => {
  const { folder, log, world, append, goOn, request, approve } = await begun(t)
  await append(request)
  t.is(await goOn(), 'planned.waiting')
  await append(approve)
  t.is(await goOn(), 'failed')

  mkdirSync(folder)
  const context = {
    log,
    kinds,
    attribution: async () => ({ actor: 'Ada <ada@example.org>' }),
    openWorld: async () => world,
  }
  t.deepEqual(await retry(context, { runs: [run] }), { runs: [run] })
  t.is(await goOn(), 'planned.waiting')
  await append(approve)
  t.is(await goOn(), 'success')
  const file = join(folder, 'spring-sale.txt')
  t.is(readFileSync(file, 'utf8'), 'Everything half price.')

  await append({ type: 'revert.requested', data: {} })
  t.is(await goOn(), 'reverted')
  t.false(existsSync(file))
})

test('it is in status, in failures and in history, by its full name or a part of it', async t => {
  const { log, append, goOn, request, approve } = await begun(t)
  await append(request)
  await goOn()
  t.like((await readStatus(log, kinds)).runs[0], {
    run,
    kind: 'notice',
    key: 'spring-sale',
    label: 'notice/spring-sale',
    subject: 'Everything half price.',
    state: 'planned',
    tag: 'waiting',
    code: 'approval',
    reason: 'Somebody has to approve it.',
  })
  await append(approve)
  await goOn()
  const report = await readStatus(log, kinds)
  t.like(report.counts, { failed: 1, planned: 0 })
  t.deepEqual(report.kinds, { notice: { failed: 1 } })
  t.like(report.failures[0], {
    run,
    code: 'BOARD_MISSING',
    next: 'Try again with "git-doc retry notice/spring-sale".',
  })
  t.is((await log.row(failures, run))?.attempts, 1)
  const resolve = () => Promise.reject(new Error('It is no commit.'))
  t.is(await findRun('notice/spr', { log, kinds, resolve }), run)
  const states: string[] = []
  for await (const { state } of history(log, kinds, run)) states.push(state)
  t.deepEqual(states, ['pending', 'planned.asking', 'planned.waiting', 'applying', 'failed'])
  const { views: compared } = await replay(log, kinds, {})
  t.true(compared.every(({ differences }) => differences.length === 0))
})

test('a notice that is up already is skipped', async t => {
  const { folder, append, goOn, request } = await begun(t)
  mkdirSync(folder)
  writeFileSync(join(folder, 'spring-sale.txt'), 'Everything half price.')
  await append(request)
  t.is(await goOn(), 'skipped')
})
