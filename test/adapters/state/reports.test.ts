import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { openInbox } from '../../../src/adapters/state/inbox.ts'
import { readJobHooks, writeJobHooks } from '../../../src/adapters/state/job-hooks.ts'
import { leaveReport } from '../../../src/adapters/state/reports.ts'
import type { JobReport } from '../../../src/ports/job-reports.ts'
import { temporaryFolder } from '../../support/repository.ts'

const report = (id: string, at: string): JobReport => ({
  id,
  hook: 'pre-commit',
  at,
  commit: 'a'.repeat(40),
  ref: 'refs/heads/main',
  refused: true,
  jobs: [
    {
      job: 'lint',
      state: 'failed',
      code: 'JOB_THREW',
      reason: 'It threw.',
      milliseconds: 12.5,
      data: { evidence: [1, 'ü'] },
    },
    { job: 'words', state: 'skipped', milliseconds: 0 },
  ],
})

test('reports are read oldest first as they were left, beside notes, and gone once they are dropped', async t => {
  const state = temporaryFolder(t)
  const steps: string[] = []
  const inbox = openInbox(state, { onStep: step => steps.push(step) })
  t.deepEqual(await inbox.readReports(), [], 'without a folder there are none')
  const later = report('a-1', '2026-01-01T00:00:01.000Z')
  const earlier = report('b.2_x', '2026-01-01T00:00:00.000Z')
  for (const each of [later, earlier, later]) await leaveReport(state, each)
  writeFileSync(join(state, 'inbox', 'post-commit.a.note'), 'end\n')
  t.deepEqual(await inbox.readReports(), [earlier, later])
  t.is((await inbox.read()).length, 1)
  await inbox.dropReports([earlier])
  t.deepEqual(await inbox.readReports(), [later])
  await inbox.dropReports([earlier, later])
  t.deepEqual(readdirSync(join(state, 'inbox')), ['post-commit.a.note'])
  t.deepEqual(steps, ['inbox:dropped', 'inbox:dropped'], 'only what was there')
})

test('half a report and what is none is put aside; one of a newer git-doc stays for it', async t => {
  const state = temporaryFolder(t)
  const folder = join(state, 'inbox')
  mkdirSync(folder)
  const { id: _, ...whole } = report('x', '2026-01-01T00:00:00.000Z')
  const text = (changed: object) => JSON.stringify({ format: 1, ...whole, ...changed })
  const files = {
    'empty.report': '',
    'half.report': text({}).slice(0, 40),
    'hook.report': text({ hook: 'post-commit' }),
    'jobs.report': text({ jobs: [{ job: 'lint', state: 'planned', milliseconds: 1 }] }),
    'time.report': text({ at: 'now' }),
    'null.report': 'null',
    'newer.report': text({ format: 2, jobs: 7 }),
    'good.report': text({ more: 'of a newer minor version' }),
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  mkdirSync(join(folder, 'folder.report'))
  symlinkSync('/etc/hostname', join(folder, 'link.report'))
  const found = await openInbox(state).readReports()
  t.deepEqual(
    found.map(({ id }) => id),
    ['good'],
  )
  t.deepEqual(readdirSync(folder).sort(), ['aside', 'good.report', 'newer.report'])
  t.is(readdirSync(join(folder, 'aside')).length, 8)
})

test('a report whose id is a path is not left anywhere', async t => {
  const state = temporaryFolder(t)
  for (const id of ['../x', 'a/b', '', '.x', 'x y'])
    await t.throwsAsync(leaveReport(state, report(id, '2026-01-01T00:00:00.000Z')))
  t.deepEqual(readdirSync(join(state, 'inbox')), [])
})

test('an inbox that is no folder is said to be one that cannot be worked on', async t => {
  const state = temporaryFolder(t)
  writeFileSync(join(state, 'inbox'), '')
  const one = report('x', '2026-01-01T00:00:00.000Z')
  await t.throwsAsync(openInbox(state).readReports(), { code: 'STATE_UNWRITABLE' })
  await t.throwsAsync(leaveReport(state, one), { code: 'STATE_UNWRITABLE' })
})

test('the hooks that jobs ask for are kept in one order, each once, and only those that there are', async t => {
  const state = temporaryFolder(t)
  t.deepEqual(await readJobHooks(state), [])
  await writeJobHooks(state, ['post-checkout', 'pre-commit', 'pre-commit'])
  t.deepEqual(await readJobHooks(state), ['pre-commit', 'post-checkout'])
  writeFileSync(join(state, 'hooks'), 'pre-commit\r\nupdate\n\n')
  t.deepEqual(await readJobHooks(state), ['pre-commit'])
  await writeJobHooks(state, [])
  t.deepEqual(await readJobHooks(state), [])
})
