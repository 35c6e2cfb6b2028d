import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { acquireRunLock, type RunLock, readRunLock } from '../../../src/adapters/state/run-lock.ts'
import { temporaryFolder } from '../../support/repository.ts'

const lockOf = (folder: string): string => join(folder, 'run.lock')
const lockIn = (folder: string) => JSON.parse(readFileSync(lockOf(folder), 'utf8')) as RunLock

/** A lock as someone left it; a process that has ended here, unless said otherwise. */
const left = (folder: string, lock: Partial<RunLock> = {}, age = 0): void => {
  const token = '00000000-0000-4000-8000-000000000000'
  const since = '2026-01-01T00:00:00.000Z'
  const whole = { pid: 2 ** 22 + 1, host: hostname(), since, command: 'git-doc update', token }
  writeFileSync(lockOf(folder), JSON.stringify({ ...whole, ...lock }))
  aged(lockOf(folder), age)
}

const aged = (path: string, age: number): void => {
  const then = new Date(Date.now() - age)
  utimesSync(path, then, then)
}

const acquired = async (t: ExecutionContext, folder: string): Promise<void> => {
  const lock = await acquireRunLock(folder)
  t.is(lockIn(folder).pid, process.pid)
  await lock.release()
  t.deepEqual(readdirSync(folder), [])
}

test('a lock is held until it is released', async t => {
  const folder = temporaryFolder(t)
  const lock = await acquireRunLock(folder)
  await t.throwsAsync(acquireRunLock(folder), { code: 'BUSY' })
  await lock.release()
  await lock.release()
  await acquired(t, folder)
})

test('whoever is refused hears who holds it, since when and where', async t => {
  const folder = temporaryFolder(t)
  const lock = await acquireRunLock(folder, { command: 'git-doc update' })
  t.teardown(() => lock.release())
  const error = await t.throwsAsync<Error & { hint: string }>(acquireRunLock(folder))
  const { since } = lockIn(folder)
  const who = `"git-doc update", process ${process.pid} on ${hostname()}, since ${since}`
  t.true(error?.message.includes(who), error?.message)
  t.true(error?.hint.includes(lockOf(folder)))
})

test('a lock says when its process began, and is only its owner’s to read', async t => {
  const folder = join(temporaryFolder(t), 'state')
  const lock = await acquireRunLock(folder)
  t.teardown(() => lock.release())
  const { startedAt, token } = lockIn(folder)
  t.is(token.length, 36)
  if (process.platform === 'linux') t.regex(startedAt ?? '', /^[0-9a-f-]{36} \d+$/)
  if (process.platform === 'win32') return
  t.is(statSync(folder).mode & 0o777, 0o700)
  t.is(statSync(lockOf(folder)).mode & 0o777, 0o600)
})

test('the lock of a process that has ended is taken over', async t => {
  const folder = temporaryFolder(t)
  left(folder)
  await acquired(t, folder)
})

test('so is that of a process whose id another one has now', async t => {
  const folder = temporaryFolder(t)
  left(folder, { pid: process.pid, startedAt: 'long ago' })
  if (process.platform !== 'win32') await acquired(t, folder)
  left(folder, { pid: process.pid })
  await t.throwsAsync(acquireRunLock(folder), { code: 'BUSY' }, 'its start is not known')
})

test('a holder on another machine is gone when it has been silent for ten minutes', async t => {
  const folder = temporaryFolder(t)
  left(folder, { host: 'elsewhere', pid: 1 }, 9 * 60_000)
  await t.throwsAsync(acquireRunLock(folder), { code: 'BUSY', message: /process 1 on elsewhere/ })
  aged(lockOf(folder), 11 * 60_000)
  await acquired(t, folder)
})

test('a lock that says nothing yet is one being taken; an old one says nothing any more', async t => {
  const folder = temporaryFolder(t)
  for (const content of ['', '{"pid":1', 'null', '{"pid":1,"host":"a","token":"../x"}']) {
    writeFileSync(lockOf(folder), content)
    await t.throwsAsync(acquireRunLock(folder), { code: 'BUSY', message: /just starting/ })
    aged(lockOf(folder), 60_000)
    await acquired(t, folder)
  }
})

test('a lock from before the clock was set back keeps nobody waiting until that time comes again', async t => {
  const folder = temporaryFolder(t)
  const day = 24 * 60 * 60_000
  left(folder, { host: 'elsewhere', pid: 1 }, -9 * 60_000)
  await t.throwsAsync(
    acquireRunLock(folder),
    { code: 'BUSY' },
    'clocks of machines differ a little',
  )
  aged(lockOf(folder), -day)
  await acquired(t, folder)
  writeFileSync(lockOf(folder), '')
  aged(lockOf(folder), -day)
  await acquired(t, folder)
})

test('a takeover that was cut short is finished by the next', async t => {
  const folder = temporaryFolder(t)
  left(folder)
  const { token } = lockIn(folder)
  const claim = { ...lockIn(folder), token: '00000000-0000-4000-8000-000000000001' }
  writeFileSync(`${lockOf(folder)}.${token}`, JSON.stringify(claim))
  await acquired(t, folder)
})

/** Locks on the way to a takeover, each claimed by a process that was killed as it held the claim. */
const claims = (folder: string, count: number): void => {
  left(folder)
  let path = lockOf(folder)
  for (let depth = 1; depth <= count; depth += 1) {
    const lock = JSON.parse(readFileSync(path, 'utf8')) as RunLock
    path = `${path}.${lock.token}`
    writeFileSync(
      path,
      JSON.stringify({ ...lock, token: `00000000-0000-4000-8000-00000000000${depth}` }),
    )
  }
}

test('takeovers that were cut short one within the other are finished by the next', async t => {
  for (const count of [1, 2]) {
    const folder = temporaryFolder(t)
    claims(folder, count)
    await acquired(t, folder)
  }
})

test('behind more claims of killed processes than ever happen, the lock counts as held', async t => {
  const folder = temporaryFolder(t)
  claims(folder, 3)
  await t.throwsAsync(acquireRunLock(folder), { code: 'BUSY' })
  t.is(lockIn(folder).token, '00000000-0000-4000-8000-000000000000')
  t.is(readdirSync(folder).length, 4)
})

test('a takeover that another process is at is left to it', async t => {
  const folder = temporaryFolder(t)
  left(folder)
  const { token } = lockIn(folder)
  const right = `${lockOf(folder)}.${token}`
  const claim = {
    ...lockIn(folder),
    pid: process.pid,
    token: '00000000-0000-4000-8000-000000000001',
  }
  writeFileSync(right, JSON.stringify(claim))
  await t.throwsAsync(acquireRunLock(folder), {
    code: 'BUSY',
    message: new RegExp(`process ${process.pid}`),
  })
  t.is(lockIn(folder).token, token)
  rmSync(right)
  await acquired(t, folder)
})

test('a lock that was being made when its maker was killed is cleared away by the next', async t => {
  const folder = temporaryFolder(t)
  const left = join(folder, `run.lock.${2 ** 22 + 1}.0123abcd.tmp`)
  const living = join(folder, `run.lock.${process.pid}.0123abcd.tmp`)
  for (const path of [left, living]) writeFileSync(path, '')
  await (await acquireRunLock(folder)).release()
  t.false(existsSync(left))
  t.true(existsSync(living))
})

test('of many who would take over a lock, one does', async t => {
  for (let time = 0; time < 10; time += 1) {
    const folder = temporaryFolder(t)
    left(folder)
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, () => acquireRunLock(folder)),
    )
    const won = results.filter(({ status }) => status === 'fulfilled')
    const refused = results.flatMap(result =>
      result.status === 'rejected' ? [result.reason.code] : [],
    )
    t.is(won.length, 1)
    t.deepEqual([...new Set(refused)], ['BUSY'])
    t.deepEqual(readdirSync(folder), ['run.lock'])
    for (const result of won) if (result.status === 'fulfilled') await result.value.release()
  }
})

test('releasing leaves the lock of whoever came after alone', async t => {
  const folder = temporaryFolder(t)
  const lock = await acquireRunLock(folder)
  left(folder)
  await lock.release()
  t.true(existsSync(lockOf(folder)))
})

test('who holds the lock can be read by all, without taking it', async t => {
  const folder = temporaryFolder(t)
  t.is(await readRunLock(folder), undefined)
  const lock = await acquireRunLock(folder, { command: 'git-doc update' })
  const { pid, command, stale } = (await readRunLock(folder)) ?? {}
  t.deepEqual(
    { pid, command, stale },
    { pid: process.pid, command: 'git-doc update', stale: false },
  )
  await lock.release()
  left(folder)
  t.true((await readRunLock(folder))?.stale)
})

test('a folder that cannot be made is said to be so', async t => {
  const file = join(temporaryFolder(t), 'file')
  writeFileSync(file, '')
  await t.throwsAsync(acquireRunLock(join(file, 'state')), { code: 'STATE_UNWRITABLE' })
})

const holding = fileURLToPath(new URL('./holding.js', import.meta.url))

/** Another process that takes the lock, and what it said of it. */
const holder = async (t: ExecutionContext, folder: string, then = 'wait') => {
  const child = spawn(process.execPath, [holding, folder, then], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const said = await new Promise<string>(resolve =>
    child.stdout.once('data', data => resolve(`${data}`)),
  )
  return { child, said }
}

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise(resolve => child.once('exit', () => resolve()))

test('another process is refused at once, and takes over when the holder was killed', async t => {
  const folder = temporaryFolder(t)
  const { child, said } = await holder(t, folder)
  t.is(said, 'held')
  await t.throwsAsync(acquireRunLock(folder), {
    code: 'BUSY',
    message: new RegExp(`process ${child.pid} `),
  })
  child.kill('SIGKILL')
  await ended(child)
  t.true((await readRunLock(folder))?.stale)
  await acquired(t, folder)
})

test('a lock goes with its process, however that comes to its end', async t => {
  const folder = temporaryFolder(t)
  const { child, said } = await holder(t, folder, 'exit')
  t.is(said, 'held')
  await ended(child)
  t.deepEqual(readdirSync(folder), [])
})

test('of several processes that would take over a lock, one does', async t => {
  const folder = temporaryFolder(t)
  left(folder)
  const holders = await Promise.all(Array.from({ length: 6 }, () => holder(t, folder)))
  t.deepEqual(holders.map(({ said }) => said).sort(), [
    'BUSY',
    'BUSY',
    'BUSY',
    'BUSY',
    'BUSY',
    'held',
  ])
})
