import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { Level } from 'level'
import { openLevelLog } from '../../../src/adapters/level/open.ts'
import type { Recorded } from '../../../src/events/recorded.ts'
import type { EventLog } from '../../../src/ports/log.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { counts, happened, rowsOf } from '../log-support.ts'
import { everything as reading } from './reading.ts'

const projections = [counts]

/** A closed log of `length` events, five a run, in pairs. */
const written = async (t: ExecutionContext, length = 40, at = 0): Promise<string> => {
  const folder = join(temporaryFolder(t), 'log')
  const log = await openLevelLog({ folder, projections, now: () => new Date(at) })
  for (let n = 0; n < length; n += 1) {
    await log.append(`kind/${Math.floor(n / 5)}`, [happened(n, `id-${n}`)], n % 5)
  }
  await log.close()
  return folder
}

/** Does something to the database behind the log's back. */
const tampered = async (folder: string, deed: (db: Level<string, string>) => Promise<unknown>) => {
  const db: Level<string, string> = new Level(folder)
  await db.open()
  await deed(db)
  await db.close()
}

/** Moves all that is in the journal to tables; LevelDB's own call, which the types of `level` leave out. */
const compacted = (db: Level<string, string>): Promise<void> =>
  (db as unknown as { compactRange(from: string, to: string): Promise<void> }).compactRange('', '~')

const everything = async (log: EventLog): Promise<Recorded[]> => {
  const events: Recorded[] = []
  for await (const recorded of log.all()) events.push(recorded)
  return events
}

const hex = (position: number): string => position.toString(16).padStart(14, '0')
const anchorOf = (folder: string): string => `${folder}.anchor.json`

test('a changed event is damage at its position', async t => {
  const folder = await written(t)
  await tampered(folder, async db => {
    const key = `log!${hex(17)}`
    const value = (await db.get(key)).replace('"n":16', '"n":61')
    await db.put(key, value)
  })
  await t.throwsAsync(reading(folder), { code: 'LOG_DAMAGED', message: /position 17\b/ })
})

test('an event that is gone is damage at its position', async t => {
  const folder = await written(t)
  await tampered(folder, db => db.del(`log!${hex(5)}`))
  await t.throwsAsync(reading(folder), { code: 'LOG_DAMAGED', message: /position 5\b/ })
})

test('damage far from the end does not keep a log from opening, but is never served', async t => {
  const folder = await written(t, 300)
  await tampered(folder, async db => {
    const key = `log!${hex(7)}`
    await db.put(key, (await db.get(key)).replace('"n":6', '"n":9'))
  })
  const log = await openLevelLog({ folder, projections })
  t.teardown(() => log.close())
  await t.throwsAsync(everything(log), { code: 'LOG_DAMAGED', message: /position 7\b/ })
  await t.throwsAsync(log.read('kind/1'), { code: 'LOG_DAMAGED', message: /position 7\b/ })
  await t.throwsAsync(log.rebuild(counts), { code: 'LOG_DAMAGED', message: /position 7\b/ })
  t.is((await log.read('kind/2')).length, 5)
})

test('a chain that was rewritten from some event on does not lead to the tip', async t => {
  const folder = await written(t, 3)
  const other = await written(t, 3, 1)
  let value = ''
  await tampered(other, async db => {
    value = await db.get(`log!${hex(3)}`)
  })
  await tampered(folder, db => db.put(`log!${hex(3)}`, value))
  await t.throwsAsync(reading(folder), { code: 'LOG_DAMAGED', message: /position 3\b/ })
})

test('a last event that is gone is damage', async t => {
  const folder = await written(t)
  await tampered(folder, db => db.del(`log!${hex(40)}`))
  await t.throwsAsync(openLevelLog({ folder, projections }), {
    code: 'LOG_DAMAGED',
    message: /position 40\b/,
  })
})

test('an event behind the tip is damage', async t => {
  const folder = await written(t)
  await tampered(folder, async db =>
    db.batch([
      {
        type: 'put',
        key: 'meta!head',
        value: JSON.stringify({ position: 39, chain: await chain(db, 39) }),
      },
    ]),
  )
  rmSync(anchorOf(folder))
  await t.throwsAsync(openLevelLog({ folder, projections }), { code: 'LOG_DAMAGED' })
})

const chain = async (db: Level<string, string>, position: number): Promise<string> =>
  (JSON.parse(await db.get(`log!${hex(position)}`)) as { chain: string }).chain

test('a version missing in the index of a run is damage of that run', async t => {
  const folder = await written(t)
  await tampered(folder, db => db.del(`run!kind/3!${hex(2)}`))
  const log = await openLevelLog({ folder, projections })
  t.teardown(() => log.close())
  await t.throwsAsync(log.read('kind/3'), {
    code: 'LOG_DAMAGED',
    message: /kind\/3, version 2\b/,
  })
})

test('an index that leads to another event is damage of that run', async t => {
  const folder = await written(t)
  await tampered(folder, db => db.put(`run!kind/3!${hex(2)}`, hex(1)))
  const log = await openLevelLog({ folder, projections })
  t.teardown(() => log.close())
  await t.throwsAsync(log.read('kind/3'), { code: 'LOG_DAMAGED', message: /kind\/3, version 2\b/ })
})

test('a changed row is damage of its view until the view is folded anew', async t => {
  const folder = await written(t)
  await tampered(folder, async db => {
    const key = 'view!counts!kind/3'
    await db.put(key, (await db.get(key)).replace('"times":5', '"times":6'))
  })
  const log = await openLevelLog({ folder, projections })
  t.teardown(() => log.close())
  await t.throwsAsync(log.row(counts, 'kind/3'), { code: 'LOG_DAMAGED', message: /counts!kind\/3/ })
  await t.throwsAsync(rowsOf(log, counts), { code: 'LOG_DAMAGED' })
  await log.rebuild(counts)
  t.deepEqual(await log.row(counts, 'kind/3'), { times: 5, last: 19 })
})

test('a view that a crash left half folded is folded anew', async t => {
  const folder = await written(t)
  await tampered(folder, async db => {
    await db.del('meta!view!counts')
    await db.put('view!counts!kind/99', 'left over')
  })
  const log = await openLevelLog({ folder, projections })
  t.teardown(() => log.close())
  t.is((await rowsOf(log, counts)).length, 8)
})

test('another format is refused and left alone', async t => {
  const folder = await written(t)
  await tampered(folder, db => db.put('meta!format', '2'))
  await t.throwsAsync(openLevelLog({ folder, projections }), {
    code: 'LOG_FORMAT',
    message: /format 2/,
  })
})

test('a database that is none of ours is not taken over', async t => {
  const folder = join(temporaryFolder(t), 'log')
  await tampered(folder, db => db.put('theirs', '1'))
  await t.throwsAsync(openLevelLog({ folder, projections }), { code: 'LOG_DAMAGED' })
})

test('a tip that cannot be read is damage', async t => {
  for (const value of ['', '{}', 'null', '{"position":-1']) {
    const folder = await written(t, 2)
    await tampered(folder, db => db.put('meta!head', value))
    await t.throwsAsync(openLevelLog({ folder, projections }), { code: 'LOG_DAMAGED' })
  }
})

test('when the newest file is gone, what is lost is said in numbers', async t => {
  const folder = await written(t)
  rmSync(join(folder, readdirSync(folder).filter(isJournal).sort().at(-1) ?? ''))
  await t.throwsAsync(openLevelLog({ folder, projections }), {
    code: 'LOG_DAMAGED',
    message: /ends at 0, but 40 events were written: the last 40 are lost/,
  })
})

const isJournal = (file: string): boolean => file.endsWith('.log')

test('an anchor ahead of the log is damage, an anchor behind it is not', async t => {
  const folder = await written(t)
  const anchor = JSON.parse(readFileSync(anchorOf(folder), 'utf8')) as { position: number }
  t.is(anchor.position, 40)

  let earlier = ''
  await tampered(folder, async db => {
    earlier = await chain(db, 30)
  })
  writeFileSync(anchorOf(folder), JSON.stringify({ position: 30, chain: earlier }))
  t.is((await reading(folder)).length, 40)
  t.deepEqual(JSON.parse(readFileSync(anchorOf(folder), 'utf8')), anchor)

  writeFileSync(anchorOf(folder), JSON.stringify({ ...anchor, position: 41 }))
  await t.throwsAsync(reading(folder), {
    code: 'LOG_DAMAGED',
    message: /position 41\b.*last 1 are lost/,
  })
  writeFileSync(anchorOf(folder), JSON.stringify({ ...anchor, position: 39 }))
  await t.throwsAsync(reading(folder), { code: 'LOG_DAMAGED', message: /position 39\b/ })
  writeFileSync(anchorOf(folder), 'torn')
  await t.throwsAsync(reading(folder), { code: 'LOG_DAMAGED', message: /anchor/ })
})

test('a log whose folder is gone is damage, and no new one is begun in its place', async t => {
  const folder = await written(t)
  rmSync(folder, { recursive: true })
  await t.throwsAsync(openLevelLog({ folder, projections }), { code: 'LOG_DAMAGED' })
  t.deepEqual(readdirSync(folder).filter(isJournal), [])
})

test('a log without an anchor is taken as it is, and anchored', async t => {
  const folder = await written(t)
  rmSync(anchorOf(folder))
  t.is((await reading(folder)).length, 40)
  t.true(statSync(anchorOf(folder)).size > 0)
})

test('files that are missing are damage, and what is left is not deleted', async t => {
  for (const missing of ['CURRENT', /^MANIFEST/, /\.ldb$/]) {
    const folder = await written(t)
    await tampered(folder, compacted)
    const file = readdirSync(folder).find(name => name.match(missing)) ?? ''
    rmSync(join(folder, file))
    const before = readdirSync(folder).filter(name => name.endsWith('.ldb'))
    await t.throwsAsync(openLevelLog({ folder, projections }), { code: 'LOG_DAMAGED' }, file)
    t.deepEqual(
      readdirSync(folder).filter(name => name.endsWith('.ldb')),
      before,
    )
  }
})

test('an opening that died before there was anything begins again', async t => {
  const folder = join(temporaryFolder(t), 'log')
  await tampered(folder, async () => {})
  t.deepEqual(await reading(folder), [])
})

test('of 120 flipped bits none is served as if it were what was written', async t => {
  const folder = await written(t, 60)
  // Half in the tables, half in the journal.
  await tampered(folder, compacted)
  const log = await openLevelLog({ folder, projections })
  for (let n = 0; n < 40; n += 1) await log.append(`more/${n}`, [happened(n)], 0)
  await log.close()
  writeFileSync(`${folder}.events.json`, JSON.stringify(await reading(folder)))

  const outcomes: string[] = []
  while (outcomes.length < 120) {
    const child = spawnSync(process.execPath, [flipping, folder, `${outcomes.length}`, '120'])
    outcomes.push(
      ...child.stdout
        .toString()
        .trim()
        .split('\n')
        .map(line => line.replace(/^\d+ /, '')),
    )
    if (child.signal === 'SIGABRT') outcomes.push('aborted by LevelDB')
  }
  const tally = (outcome: string) => outcomes.filter(one => one === outcome).length
  t.log(Object.fromEntries([...new Set(outcomes)].map(outcome => [outcome, tally(outcome)])))
  t.deepEqual(
    outcomes.filter(one => !/^(whole|LOG_[A-Z]+|aborted by LevelDB)$/.test(one)),
    [],
  )
  t.true(tally('LOG_DAMAGED') > 20)
})

const flipping = fileURLToPath(new URL('./flipping.js', import.meta.url))
