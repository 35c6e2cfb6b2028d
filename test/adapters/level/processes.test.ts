import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { openLevelLog } from '../../../src/adapters/level/open.ts'
import { openLogCopy } from '../../../src/adapters/level/reader.ts'
import { until } from '../../support/background.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { counts, happened, rowsOf } from '../log-support.ts'
import { everything } from './reading.ts'

const projections = [counts]
const appending = fileURLToPath(new URL('./appending.js', import.meta.url))

/** Another process that appends all the time, and the positions it was promised so far. */
const appender = (t: ExecutionContext, folder: string, seed: number) => {
  const child = spawn(process.execPath, [appending, folder, `${seed}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', data => {
    said += data
  })
  return { child, promised: () => (said.match(/\d+(?=\n)/g) ?? []).map(Number) }
}

const killed = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    child.once('close', () => resolve())
    child.kill('SIGKILL')
  })

test('ten kills lose nothing that was promised, and leave chain and views whole', async t => {
  const folder = join(temporaryFolder(t), 'log')
  let last = 0
  for (let time = 0; time < 10; time += 1) {
    const { child, promised } = appender(t, folder, time)
    // Each time a little later: in an append, between two, while LevelDB begins a new file.
    await until('some appends are promised', () => promised().length > 3 + 7 * time)
    await killed(child)

    const events = await everything(folder)
    t.true(promised().every(position => position <= events.length))
    t.true(Math.max(...promised()) >= last + promised().length)
    t.deepEqual(
      events.map(({ position }) => position),
      events.map((_, at) => at + 1),
    )
    last = events.length

    const log = await openLevelLog({ folder, projections })
    const inline = await rowsOf(log, counts)
    await log.rebuild(counts)
    t.deepEqual(await rowsOf(log, counts), inline)
    await log.close()
  }
})

test('a second process is refused while the first has the log open', async t => {
  const folder = join(temporaryFolder(t), 'log')
  const { child, promised } = appender(t, folder, 0)
  await until('the log is open', () => promised().length > 0)
  await t.throwsAsync(openLevelLog({ folder, projections }), { code: 'BUSY' })
  await killed(child)
  const log = await openLevelLog({ folder, projections })
  t.true((await log.head()).position >= promised().length)
  await log.close()
})

test('a process that just lets go is waited for', async t => {
  const folder = join(temporaryFolder(t), 'log')
  const { child, promised } = appender(t, folder, 0)
  await until('the log is open', () => promised().length > 0)
  // Each try begins a file of LevelDB's own messages, also one that finds the lock taken.
  const messages = () => statSync(join(folder, 'LOG')).ino
  const before = messages()
  const opening = openLevelLog({ folder, projections })
  await until('the lock was found taken', () => messages() !== before)
  child.kill('SIGKILL')
  await t.notThrowsAsync(async () => (await opening).close())
})

test('a second opening in the same process is refused, and the first stays the only one', async t => {
  const folder = join(temporaryFolder(t), 'log')
  const log = await openLevelLog({ folder, projections })
  await t.throwsAsync(openLevelLog({ folder, projections }), {
    code: 'BUSY',
    message: /this process/,
  })
  const { status, stderr } = spawnSync(process.execPath, [appending, folder, '0'], {
    encoding: 'utf8',
  })
  t.not(status, 0)
  t.regex(stderr, /BUSY/)
  await log.close()
  await (await openLevelLog({ folder, projections })).close()
})

test('a log that is closed twice does not let go of the next one', async t => {
  const folder = join(temporaryFolder(t), 'log')
  const first = await openLevelLog({ folder, projections })
  await first.close()
  const second = await openLevelLog({ folder, projections })
  await first.close()
  await t.throwsAsync(openLevelLog({ folder, projections }), {
    code: 'BUSY',
    message: /this process/,
  })
  await second.close()
})

test('when the disk is full, what was promised is kept, and the log takes no more until it is opened anew', async t => {
  if (process.platform === 'win32') return t.pass()
  const folder = join(temporaryFolder(t), 'log')
  // No file may grow beyond this: to LevelDB that is a disk that is full.
  const { stdout } = spawnSync(
    'sh',
    ['-c', 'ulimit -f 128; exec "$0" "$@"', process.execPath, appending, folder, '0'],
    {
      encoding: 'utf8',
    },
  )
  const said = stdout.trim().split('\n')
  t.is(said.pop(), 'STATE_UNWRITABLE LOG_UNAVAILABLE')
  t.true(said.length > 50)
  const events = await everything(folder)
  t.true(said.every(position => Number(position) <= events.length))
})

test('a folder that cannot be made, and a log that cannot be opened, are said to be so', async t => {
  const place = temporaryFolder(t)
  writeFileSync(join(place, 'file'), '')
  const inFile = openLevelLog({ folder: join(place, 'file', 'log'), projections })
  await t.throwsAsync(inFile, { code: 'STATE_UNWRITABLE' })
  const folder = join(place, 'log')
  mkdirSync(join(folder, 'LOCK'), { recursive: true })
  await t.throwsAsync(openLevelLog({ folder, projections }), { code: 'LOG_UNAVAILABLE' })
  rmSync(join(folder, 'LOCK'), { recursive: true })
  await (await openLevelLog({ folder, projections })).close()
})

test('the log is read from a copy while another process appends to it', async t => {
  const place = temporaryFolder(t)
  const [folder, temporary] = [join(place, 'log'), join(place, 'tmp')]
  const { child, promised } = appender(t, folder, 0)
  await until('the log is open', () => promised().length > 0)
  for (let time = 0; time < 10; time += 1) {
    const before = Math.max(...promised())
    const log = await openLogCopy({ folder, projections, temporary })
    let position = 0
    for await (const recorded of log.all()) position = recorded.position
    t.true(position >= before)
    const times = (await rowsOf(log, counts)).reduce((sum, [, row]) => sum + row.times, 0)
    t.is(times, position)
    await log.close()
  }
  // The holder was not disturbed: it still is the only one, and goes on.
  await t.throwsAsync(openLevelLog({ folder, projections }), { code: 'BUSY' })
  const then = promised().length
  await until('the holder goes on', () => promised().length > then)
  await killed(child)
  t.true((await everything(folder)).length >= Math.max(...promised()))
})

test('a holder that reads its own log from a copy keeps its lock', async t => {
  const place = temporaryFolder(t)
  const [folder, temporary] = [join(place, 'log'), join(place, 'tmp')]
  const log = await openLevelLog({ folder, projections })
  await log.append('kind/a', [happened(1)], 0)
  const copy = await openLogCopy({ folder, projections, temporary })
  t.is((await copy.read('kind/a')).length, 1)
  await copy.close()
  const other = spawnSync(process.execPath, [appending, folder, '0'], { encoding: 'utf8' })
  t.regex(other.stderr, /BUSY/)
  await log.close()
  t.is(readFileSync(`${folder}.anchor.json`, 'utf8').includes('"position":1'), true)
})
