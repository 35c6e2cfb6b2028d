import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mock } from 'node:test'
import test, { type ExecutionContext } from 'ava'
import {
  publishStatus,
  readStatus,
  statusPublisher,
} from '../../../src/adapters/state/status-file.ts'
import { temporaryFolder } from '../../support/repository.ts'

/** A turn of the event loop: what a timer began has begun. */
const turn = () => new Promise(resolve => setImmediate(resolve))

test('what is published can be read, by its owner only', async t => {
  const folder = join(temporaryFolder(t), 'state')
  t.is(await readStatus(folder), undefined)
  await publishStatus(folder, { schema: 1, position: 7 })
  t.deepEqual(await readStatus(folder), { schema: 1, position: 7 })
  await publishStatus(folder, { schema: 1, position: 8 })
  t.deepEqual(await readStatus(folder), { schema: 1, position: 8 })
  t.deepEqual(readdirSync(folder), ['status.json'])
  if (process.platform === 'win32') return
  t.is(statSync(join(folder, 'status.json')).mode & 0o777, 0o600)
  t.is(statSync(folder).mode & 0o777, 0o700)
})

test('a report that cannot be read is as good as none', async t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'status.json'), '{"schema":1')
  t.is(await readStatus(folder), undefined)
})

test('a reader never sees half a report', async t => {
  const folder = temporaryFolder(t)
  const long = 'x'.repeat(200_000)
  await publishStatus(folder, { n: 0, long })
  let writing = true
  const writer = (async () => {
    for (let n = 1; n <= 30; n += 1) await publishStatus(folder, { n, long })
    writing = false
  })()
  while (writing) {
    t.is(JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8')).long.length, long.length)
    await turn()
  }
  await writer
})

/** Timers that are moved by hand. The real one of a publisher keeps no process alive, so that nothing may wait for it alone. */
const mockTimers = (t: ExecutionContext) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
}

/** A publisher on a clock that is moved by hand, its timers too, and what it published so far. */
const published = (t: ExecutionContext, folder: string, cost = 0) => {
  mockTimers(t)
  let time = Date.UTC(2026, 0, 1)
  let reports = 0
  const publisher = statusPublisher({
    folder,
    now: () => new Date(time),
    async report() {
      time += cost
      reports += 1
      return { reports }
    },
  })
  return {
    publisher,
    reports: () => reports,
    pass(milliseconds: number) {
      time += milliseconds
      mock.timers.tick(milliseconds)
    },
  }
}

test.serial('many changes make one report a second', async t => {
  const folder = temporaryFolder(t)
  const { publisher, reports, pass } = published(t, folder)
  for (let n = 0; n < 50; n += 1) {
    publisher.changed()
    pass(1)
    await turn()
  }
  t.is(reports(), 1)
  pass(1_000)
  publisher.changed()
  await publisher.flush()
  t.deepEqual(await readStatus(folder), { reports: reports() })
  t.true(reports() <= 3)
})

test.serial('reports that take long are made less often', async t => {
  const { publisher, reports, pass } = published(t, temporaryFolder(t), 500)
  await publisher.flush()
  pass(2_000)
  publisher.changed()
  pass(2_000)
  await turn()
  t.is(reports(), 1)
  await publisher.flush()
  t.is(reports(), 2)
})

test.serial('the last change is published without another one', async t => {
  const { publisher, reports, pass } = published(t, temporaryFolder(t))
  await publisher.flush()
  publisher.changed()
  pass(999)
  await turn()
  t.is(reports(), 1)
  pass(1)
  await turn()
  t.is(reports(), 2)
  await publisher.flush()
})

test.serial('flush waits for what is under way and publishes what is so now', async t => {
  const folder = temporaryFolder(t)
  const { publisher, reports } = published(t, folder)
  publisher.changed()
  await Promise.all([publisher.flush(), publisher.flush()])
  t.deepEqual(await readStatus(folder), { reports: reports() })
})

test.serial('a report that fails is heard of at the flush, and stops no later one', async t => {
  const folder = temporaryFolder(t)
  mockTimers(t)
  let works = false
  let reports = 0
  const publisher = statusPublisher({
    folder,
    now: () => new Date(),
    async report() {
      reports += 1
      if (!works) throw new Error('not now')
      return { works }
    },
  })
  publisher.changed()
  mock.timers.tick(1)
  await turn()
  t.is(reports, 1)
  await t.throwsAsync(publisher.flush(), { message: 'not now' })
  works = true
  await publisher.flush()
  t.deepEqual(await readStatus(folder), { works })
  const file = join(folder, 'file')
  writeFileSync(file, '')
  await t.throwsAsync(publishStatus(join(file, 'state'), {}), { code: 'STATE_UNWRITABLE' })
  rmSync(file)
})
