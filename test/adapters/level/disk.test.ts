import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { openLevelLog } from '../../../src/adapters/level/open.ts'
import { openLogCopy } from '../../../src/adapters/level/reader.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { smallDisk } from '../../support/small-disk.ts'
import { counts, happened } from '../log-support.ts'
import { damageSuite } from './damage-suite.ts'
import { everything } from './reading.ts'

const projections = [counts]
const appending = fileURLToPath(new URL('./appending.js', import.meta.url))

/** Appends in another process, under limits of the shell, until it is refused; what it was promised and how it ended. */
const appended = (folder: string, limits = 'true') => {
  const { stdout } = spawnSync(
    'sh',
    ['-c', `${limits}; exec "$0" "$@"`, process.execPath, appending, folder, '0'],
    {
      encoding: 'utf8',
    },
  )
  const said = stdout.trim().split('\n')
  return { end: said.pop(), promised: said.map(Number) }
}

test('on a full disk nothing promised is lost, and when there is room the log goes on', async t => {
  const disk = smallDisk(t, '1m')
  const folder = join(disk?.path ?? temporaryFolder(t), 'log')
  // Without a disk of our own: no file may grow beyond this, which to LevelDB is the same.
  const { end, promised } = appended(folder, disk ? 'true' : 'ulimit -f 128')
  t.is(end, 'STATE_UNWRITABLE LOG_UNAVAILABLE')
  t.true(promised.length > 50)
  if (disk) {
    t.true(disk.remount('size=16m'))
  }
  const events = await everything(folder)
  t.true(events.length >= Math.max(...promised))
  const log = await openLevelLog({ folder, projections })
  t.is((await log.append('kind/after', [happened(1)], 0))[0]?.position, events.length + 1)
  await log.close()
})

test('a log on a disk that is read-only can be read, and says why it cannot be written', async t => {
  const disk = smallDisk(t, '4m')
  if (!disk) return t.pass('Only where a disk can be mounted.')
  const folder = join(disk.path, 'log')
  // By another process: what is open in this one is for a moment also in each that it starts, and a disk in use stays as it is.
  const { promised } = appended(folder, 'ulimit -f 64')
  t.true(promised.length > 10)
  t.true(disk.remount('ro'))
  await t.throwsAsync(openLevelLog({ folder, projections }), { code: 'LOG_UNAVAILABLE' })
  const copy = await openLogCopy({ folder, projections, temporary: temporaryFolder(t) })
  t.true((await copy.read('kind/0-0')).length > 1)
  await copy.close()
  t.true(disk.remount('rw'))
  t.true((await everything(folder)).length >= Math.max(...promised))
})

test('where few files may be open, what was promised is kept', async t => {
  if (process.platform === 'win32') return t.pass()
  const folder = join(temporaryFolder(t), 'log')
  let last = 0
  // Files that are open here are inherited by every process that is started: the limit is so many more than those.
  for (const files of [16, 20, 24, 28, 36, 256]) {
    const limit = `$(( $(ls /proc/$$/fd 2>/dev/null | sort -n | tail -n 1) + ${files} ))`
    const { promised } = appended(folder, `ulimit -f 64; ulimit -n ${limit}`)
    last = Math.max(last, ...promised.filter(Number.isFinite))
    t.true((await everything(folder)).length >= last, `${files} files`)
  }
  t.true(last > 0)
})

test('damage to any file of a log, its segments and its anchor is told, and what was sealed is had back', async t => {
  const { outcomes, wrong } = await damageSuite({ seed: 1, flips: 24, every: 0 })
  t.log(outcomes)
  t.deepEqual(wrong, [])
})
