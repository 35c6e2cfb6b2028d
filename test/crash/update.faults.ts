// Long because each test file is a process of its own: what belongs together shares one.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { Level } from 'level'
import { openLevelLog } from '../../src/adapters/level/open.ts'
import { temporaryFolder } from '../support/repository.ts'
import {
  assertHeals,
  assertNoStack,
  assertTold,
  countingGit,
  type Faulty,
  faulty,
  mounted,
  readOnly,
} from './faults.support.ts'
import { assertEnd, assertMoment } from './invariants.ts'
import { nearlyDone, type Story, story, workerPath, workIn } from './story.ts'

/** Which of the faults are tried here; others with `SEED=… npm run test:crash`, all with `FAULTS=all`. */
const seed = Number(process.env.SEED ?? 7)
const all = process.env.FAULTS === 'all'

/** Some of many, or all of them where that is asked for. */
const some = <Item>(items: readonly Item[], every: number): Item[] =>
  items.filter((_, at) => all || at % every === seed % every)

const unwritable = ['STATE_UNWRITABLE', 'LOG_UNAVAILABLE', 'SYSTEM_LIMIT']

const leftOut = (t: ExecutionContext): void => {
  t.log('Left out: this machine allows no mounts.')
  t.pass()
}

const fresh = async (t: ExecutionContext): Promise<Faulty> => faulty(t, await story(t, 'offline'))

test.serial(
  'a state folder that cannot be written stops the update with nothing changed',
  async t => {
    const copy = await fresh(t)
    const before = [copy.git('rev-parse', 'HEAD'), workIn(copy.git)]
    const closed = readOnly(t, copy.state)
    if (!closed) return leftOut(t)
    assertTold(t, await copy.run('git-doc update --json'), 1, unwritable)
    t.deepEqual([copy.git('rev-parse', 'HEAD'), workIn(copy.git)], before)
    t.is((await copy.run('git-doc history')).code, 0, 'what only reads goes on')
    closed.end()
    await assertHeals(t, copy)
    await assertEnd(copy, 0)
  },
)

/** Fills a disk but for so many kilobytes; takes the filler away again. */
const filled = (folder: string, kilobytes: number): (() => void) => {
  const filler = join(folder, 'filler')
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - kilobytes * 1024), 1))
  return () => rmSync(filler)
}

test.serial(
  'a full disk under the state stops the update wherever it fills up, and nothing is lost',
  async t => {
    const told = await story(t, 'offline')
    for (const room of some([0, 4, 8, 16, 24, 32, 48, 64, 96, 128], 3)) {
      const copy = faulty(t, told)
      const kept = temporaryFolder(t)
      cpSync(copy.state, kept, { recursive: true })
      const disk = mounted(t, copy.state, [
        '-t',
        'tmpfs',
        '-o',
        'size=2m,mode=700',
        'none',
        copy.state,
      ])
      if (!disk) return leftOut(t)
      cpSync(kept, copy.state, { recursive: true })
      const freed = filled(copy.state, room)
      const answer = await copy.run('git-doc update --json')
      if (answer.code !== 0) assertTold(t, answer, 1, unwritable)
      assertMoment(copy)
      freed()
      await assertHeals(t, copy)
      disk.end()
    }
  },
)

test.serial(
  'a full disk under the whole repository fails what it must, and a retry makes it good',
  async t => {
    const told = await story(t, 'offline')
    for (const room of some([0, 4, 8, 12, 16, 24, 32, 48, 64, 96], 3)) {
      const folder = temporaryFolder(t)
      const disk = mounted(t, folder, ['-t', 'tmpfs', '-o', 'size=6m,mode=700', 'none', folder])
      if (!disk) return leftOut(t)
      const copy = faulty(t, told, folder)
      const freed = filled(folder, room)
      const answer = await copy.run('git-doc update --json')
      assertNoStack(t, answer)
      t.true([0, 1].includes(answer.code), answer.stderr)
      assertMoment(copy)
      freed()
      await assertHeals(t, copy)
      disk.end()
    }
  },
)

test.serial('too few open files stop the update with a code, and nothing is lost', async t => {
  const told = await story(t, 'offline')
  let refused = 0
  for (const files of [26, 30, 34, 40, 60]) {
    const copy = faulty(t, told)
    const answer = await copy.run(`ulimit -n ${files}; git-doc update --json`)
    t.true([0, 1].includes(answer.code), `${files}: ${answer.code} ${answer.stderr}`)
    assertNoStack(t, answer)
    if (answer.code === 1) refused += 1
    assertMoment(copy)
    await assertHeals(t, copy)
  }
  t.log(`${refused} of 5 updates were refused.`)
})

test.serial('a clock that jumps by a day, either way, changes nothing but times', async t => {
  const copy = await fresh(t)
  const [first = '', second = ''] = copy.story.commits
  const jump = join(temporaryFolder(t), 'jump.mjs')
  writeFileSync(
    jump,
    `const days = Number(process.env.DAYS) * 86_400_000
const Real = Date
globalThis.Date = class extends Real {
  constructor(...parts) { parts.length ? super(...parts) : super(Real.now() + days) }
  static now() { return Real.now() + days }
}
`,
  )
  const at = (days: number) => ({ NODE_OPTIONS: `--import=${jump}`, DAYS: String(days) })
  t.is((await copy.run(`git-doc update --to ${first}`, at(1))).code, 0)
  t.is((await copy.run(`git-doc update --to ${second}`, at(-1))).code, 0)
  t.is((await copy.run('git-doc status', at(-1))).code, 0)
  t.is((await copy.run('git-doc update', at(1))).code, 0)
  await assertEnd(copy, 0)
})

/** A worker that stopped itself at a point; `goOn` lets it end and answers its exit code. */
const stoppedAt = async (t: ExecutionContext, copy: Faulty, point: string) => {
  const child = spawn(
    process.execPath,
    [workerPath, copy.path, copy.acknowledged, point, '1', 'SIGSTOP'],
    { env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' } },
  )
  t.teardown(() => child.kill('SIGKILL'))
  while (!/\) T/.test(readFileSync(`/proc/${child.pid}/stat`, 'latin1'))) {
    await new Promise(resolve => setImmediate(resolve))
  }
  return {
    async goOn(): Promise<number> {
      const ended = once(child, 'close')
      child.kill('SIGCONT')
      return ((await ended) as [number])[0]
    },
  }
}

const onLinux = process.platform === 'linux'

if (onLinux) {
  for (const point of ['lock:taken', 'append:commit.prepared:done', 'publish:ref-moved']) {
    test.serial(
      `a holder that is stopped at ${point} is still the holder, and ends right when it goes on`,
      async t => {
        const copy = await fresh(t)
        const holder = await stoppedAt(t, copy, point)
        assertTold(t, await copy.run('git-doc update --json'), 75, ['BUSY'])
        t.is((await copy.run('git-doc status')).code, 0, 'what only reads goes on')
        t.is(await holder.goOn(), 0)
        await assertEnd(copy, 0)
      },
    )
  }

  test.serial(
    'with LevelDB’s own lock deleted, a second writer is refused all the same',
    async t => {
      const copy = await fresh(t)
      const holder = await stoppedAt(t, copy, 'append:apply.started:done')
      rmSync(join(copy.state, 'log', 'LOCK'))
      const two = await Promise.all([
        copy.run('git-doc update --json'),
        copy.run('git-doc retry --json'),
      ])
      for (const answer of two) assertTold(t, answer, 75, ['BUSY'])
      t.is(await holder.goOn(), 0)
      await assertEnd(copy, 0)
    },
  )
}

/** One of N calls of git goes wrong; whatever it was for, the next update and retry end right. */
const failingGit = test.macro(async (t, deed: string) => {
  const told: Story = await nearlyDone(t, await story(t, 'offline'))
  const counted = faulty(t, told)
  const { calls } = countingGit(counted, ':')
  t.is((await counted.run('git-doc update', { FAIL_AT: '0' })).code, 0)
  const total = readFileSync(calls, 'utf8').split('\n').length - 1
  const chosen = some(
    Array.from({ length: total }, (_, at) => at + 1),
    8,
  )
  t.log(`${chosen.length} of ${total} calls, of seed ${seed}.`)
  for (const at of chosen) {
    const copy = faulty(t, told)
    const { calls: made } = countingGit(copy, deed)
    const answer = await copy.run('git-doc update', { FAIL_AT: String(at) })
    const call = () => `call ${at}: ${readFileSync(made, 'utf8').split('\n')[at - 1]}`
    t.true([0, 1, 2].includes(answer.code), `${call()}\n${answer.stderr}`)
    assertNoStack(t, answer)
    try {
      assertMoment(copy)
      rmSync(join(copy.path, '..', 'bin', 'git'))
      await assertHeals(t, copy)
    } catch (error) {
      t.fail(`${call()}\n${answer.stdout}${answer.stderr}\n${(error as Error).message}`)
    }
  }
})
test.serial('git fails at the Nth call', failingGit, 'echo "fatal: made to fail" >&2; exit 128')
test.serial('git is killed at the Nth call', failingGit, 'kill -9 $$')

const token = '00000000-0000-4000-8000-000000000000'
const gone = 2 ** 22 + 1

for (const [title, text, age, busy] of [
  ['of a process that is gone', { pid: gone }, 0, false],
  [
    'of a process that is gone and whose number another has',
    { pid: process.pid, startedAt: 'then' },
    0,
    false,
  ],
  ['of another machine', { host: 'elsewhere' }, 0, true],
  ['of another machine that is silent', { host: 'elsewhere' }, 3_600, false],
  ['that is half written', '{"pid": 12', 60, false],
  ['that is being written', '', 0, true],
  ['of garbage', '\u0000\u0001 no lock', 60, false],
] as const) {
  test.serial(`a lock ${title} is ${busy ? 'kept' : 'taken over'}`, async t => {
    const copy = await fresh(t)
    const lock = join(copy.state, 'run.lock')
    const since = '2026-01-01T00:00:00.000Z'
    const whole = { pid: gone, host: hostname(), since, command: 'git-doc update', token }
    writeFileSync(lock, typeof text === 'string' ? text : JSON.stringify({ ...whole, ...text }))
    const then = Date.now() / 1000 - age
    utimesSync(lock, then, then)
    if (busy) {
      assertTold(t, await copy.run('git-doc update --json'), 75, ['BUSY'])
      rmSync(lock)
    }
    t.is((await copy.run('git-doc update')).code, 0)
    await assertEnd(copy, 0)
  })
}

for (const [file, what] of [
  ['status.json', 'a status file'],
  ['publish.json', 'a publication’s journal'],
] as const) {
  for (const text of ['', '{"format": 1, "docCom', '\u0000\u0001', '{"format": 99}', '[]']) {
    test.serial(`${what} that says ${JSON.stringify(text)} is in nobody’s way`, async t => {
      const copy = await fresh(t)
      mkdirSync(copy.state, { recursive: true })
      writeFileSync(join(copy.state, file), text)
      const status = await copy.run('git-doc status')
      assertNoStack(t, status)
      t.is(status.code, 0, status.stderr)
      t.is((await copy.run('git-doc update')).code, 0)
      await assertEnd(copy, 0)
    })
  }
}

// What a newer git-doc may have written

const fromTheFuture = test.macro(
  async (t, deed: (folder: string, commit: string) => Promise<void>, codes: readonly string[]) => {
    const copy = await fresh(t)
    await deed(join(copy.state, 'log'), copy.story.base)
    const before = [copy.git('rev-parse', 'HEAD'), workIn(copy.git)]
    for (const command of ['update', 'retry', 'history']) {
      assertTold(t, await copy.run(`git-doc ${command} --json`), 1, codes)
    }
    t.deepEqual([copy.git('rev-parse', 'HEAD'), workIn(copy.git)], before)
  },
)

/** Appends as a git-doc would that knows more than this one: without the views that this one keeps. */
const appended =
  (run: string, type: string, newer = false) =>
  async (folder: string, commit: string): Promise<void> => {
    const log = await openLevelLog({
      folder,
      projections: [],
      ...(newer ? { upcasts: { [type]: [data => data] } } : {}),
    })
    const event = { type, data: { commit, parents: [], subject: 'New' } }
    await log.append(run.replace('<sha>', commit), [{ event }], 0)
    await log.close()
  }

test.serial(
  'an event of a type this version does not know is refused, not guessed',
  fromTheFuture,
  appended('commit/<sha>', 'commit.blessed'),
  ['EVENT_REFUSED', 'EVENT_MALFORMED'],
)
test.serial(
  'an event of a newer shape is refused',
  fromTheFuture,
  appended('commit/<sha>', 'commit.noticed', true),
  ['EVENT_MALFORMED'],
)
test.serial('a run of a kind that this version does not know is kept beside the work', async t => {
  const copy = await fresh(t)
  await appended('blessing/<sha>', 'blessing.given')(join(copy.state, 'log'), copy.story.base)
  const before = await copy.run(`git-doc history blessing/${copy.story.base} --json`)
  t.is(before.code, 0, before.stderr)
  t.like(JSON.parse(before.stdout), { event: { type: 'blessing.given' } })
  t.is((await copy.run('git-doc update')).code, 0)
  const after = await copy.run(`git-doc history blessing/${copy.story.base} --json`)
  t.is(after.stdout, before.stdout)
  await assertEnd(copy, 0)
})
test.serial(
  'a log of a newer format is refused',
  fromTheFuture,
  async folder => {
    const db = new Level<string, string>(folder)
    await db.put('meta!format', '99')
    await db.close()
  },
  ['LOG_FORMAT'],
)
