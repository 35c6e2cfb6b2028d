import { mkdirSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openLevelLog } from '../../../src/adapters/level/open.ts'
import { openLogCopy } from '../../../src/adapters/level/reader.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { counts, happened, rowsOf } from '../log-support.ts'

const projections = [counts]

const places = (t: ExecutionContext) => {
  const place = temporaryFolder(t)
  return { folder: join(place, 'log'), temporary: join(place, 'tmp') }
}

const written = async (folder: string, length: number): Promise<void> => {
  const log = await openLevelLog({ folder, projections })
  for (let n = 0; n < length; n += 1) await log.append('kind/a', [happened(n)], n)
  await log.close()
}

test('a log that was never written is read as an empty one, and not made', async t => {
  const { folder, temporary } = places(t)
  const log = await openLogCopy({ folder, projections, temporary })
  t.is((await log.head()).position, 0)
  t.deepEqual(await log.read('kind/a'), [])
  await log.close()
  t.throws(() => readdirSync(folder), { code: 'ENOENT' })
})

test('a copy holds what the log held when it was made, and goes when it is closed', async t => {
  const { folder, temporary } = places(t)
  await written(folder, 5)
  const before = readdirSync(folder)
  const log = await openLogCopy({ folder, projections, temporary })
  t.is((await log.read('kind/a')).length, 5)
  t.deepEqual(await rowsOf(log, counts), [['kind/a', { times: 5, last: 4 }]])
  t.is(readdirSync(temporary).length, 1)
  await log.close()
  t.deepEqual(readdirSync(temporary), [])
  t.deepEqual(readdirSync(folder), before)
})

test('nothing can be appended to a copy', async t => {
  const { folder, temporary } = places(t)
  const log = await openLogCopy({ folder, projections, temporary })
  t.teardown(() => log.close())
  await t.throwsAsync(log.append('kind/a', [happened(1)], 0), { message: /read only/ })
})

test('a copy brings views of another version up to date by itself', async t => {
  const { folder, temporary } = places(t)
  await written(folder, 3)
  const newer = { ...counts, version: 2, apply: () => ({ times: -1, last: 0 }) }
  const log = await openLogCopy({ folder, projections: [newer], temporary })
  t.deepEqual(await rowsOf(log, newer), [['kind/a', { times: -1, last: 0 }]])
  await log.close()
  const original = await openLevelLog({ folder, projections })
  t.deepEqual(await rowsOf(original, counts), [['kind/a', { times: 3, last: 2 }]])
  await original.close()
})

test('damage is told from a copy as well, by the name of the log, and leaves no copy behind', async t => {
  const { folder, temporary } = places(t)
  await written(folder, 3)
  rmSync(join(folder, 'CURRENT'))
  const opening = openLogCopy({ folder, projections, temporary })
  const error = await t.throwsAsync(opening, { code: 'LOG_DAMAGED' })
  t.true(error?.message.includes(folder))
  t.deepEqual(readdirSync(temporary), [])
})

test('copies that readers left behind are removed after a day', async t => {
  const { folder, temporary } = places(t)
  const [old, recent] = ['log-copy-old', 'log-copy-recent'].map(name => join(temporary, name)) as [
    string,
    string,
  ]
  mkdirSync(old, { recursive: true })
  mkdirSync(recent)
  mkdirSync(join(temporary, 'other'))
  const then = new Date(Date.now() - 2 * 24 * 60 * 60 * 1_000)
  utimesSync(old, then, then)
  await (await openLogCopy({ folder, projections, temporary })).close()
  t.deepEqual(readdirSync(temporary), ['log-copy-recent', 'other'])
})
