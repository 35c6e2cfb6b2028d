import { spawn } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { isAlive } from '../../src/adapters/state/processes.ts'
import { readRunLock } from '../../src/adapters/state/run-lock.ts'
import { backgroundLines, until } from '../support/background.ts'
import { packageFolder } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

/** A repository where no daemon works yet; none is left when the test ends. */
const story = (t: ExecutionContext) => {
  const repository = storyRepository(t)
  const state = join(repository.path, '.git', 'git-doc')
  repository.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nCall `fetch0()` first.\n',
    'src/fetch.ts': code('fetch0'),
  })
  const pids = () => new Set(backgroundLines(state).map(({ pid }) => pid))
  t.teardown(async () => {
    const lock = await readRunLock(state)
    if (lock && isAlive(lock.pid)) process.kill(lock.pid, 'SIGKILL')
  })
  const holder = async () => {
    const lock = await readRunLock(state)
    return lock && !lock.stale ? lock : undefined
  }
  const rename = (from: number, to: number) => {
    repository.write('src/fetch.ts', code(`fetch${to}`))
    return repository.start(`git commit -qam 'Rename fetch${from} to fetch${to}'`)
  }
  return { ...repository, state, pids, holder, rename }
}

test('a daemon does the work of every command and of the hooks, and ends when it is told to', async t => {
  const { start, git, rename, holder } = story(t)
  t.is((await start('git-doc enable-hook')).code, 0)
  t.is((await start('git-doc daemon status')).code, 1)
  const begun = await start('git-doc daemon start')
  t.deepEqual([begun.code, begun.stderr], [0, ''])
  t.regex(begun.stdout, /^The daemon works: process \d+\.\n$/)
  const { pid } = (await holder()) ?? { pid: 0 }

  await rename(0, 1)
  await until('the commit is documented', () => git('show', 'HEAD:README.md').includes('fetch1()'))
  const reverted = await start('git-doc revert HEAD')
  t.deepEqual([reverted.code, reverted.stderr], [0, ''])
  t.regex(git('show', 'HEAD:README.md'), /fetch0\(\)/)
  t.is((await start('git-doc update --json')).code, 0)
  t.is((await start('git-doc cache clear')).code, 0)
  const status = await start('git-doc daemon status --json')
  t.is(status.code, 0)
  t.like(JSON.parse(status.stdout), { running: true, holder: { pid }, requests: 0, notes: 0 })

  const repaired = await start('git-doc doctor --repair --yes')
  t.is(repaired.code, 75)
  t.is((await start('git-doc daemon stop')).stdout, 'The daemon has ended.\n')
  t.false(isAlive(pid))
  t.is((await start('git-doc daemon stop')).stdout, 'No daemon works here.\n')
  t.is((await start('git-doc history --json')).code, 0)
})

test('of daemons that start at the same moment one works', async t => {
  const { start, holder } = story(t)
  const answers = await Promise.all([1, 2, 3].map(() => start('git-doc daemon start')))
  t.deepEqual(
    answers.map(answer => answer.code),
    [0, 0, 0],
  )
  const pids = answers.map(({ stdout }) => /process (\d+)/.exec(stdout)?.[1])
  t.is(new Set(pids).size, 1)
  t.deepEqual(pids[0], String((await holder())?.pid))
})

test('a daemon that was killed leaves what it had to do to the next command', async t => {
  const { start, holder, git, rename } = story(t)
  await start('git-doc enable-hook')
  await start('git-doc daemon start')
  process.kill((await holder())?.pid ?? 0, 'SIGKILL')
  await rename(0, 1)
  await until('a worker documents it', () => git('show', 'HEAD:README.md').includes('fetch1()'))
  const again = await start('git-doc daemon start')
  t.is(again.code, 0, again.stderr)
})

test('a daemon ends when its repository is gone, and makes no folder again', async t => {
  const { start, holder, path } = story(t)
  await start('git-doc daemon start')
  const { pid } = (await holder()) ?? { pid: 0 }
  // It may be making a file there at this moment, which keeps a folder from being removed.
  await until('the repository is removed', () => {
    try {
      rmSync(path, { recursive: true, force: true })
    } catch {}
    return !existsSync(path)
  })
  await until('the daemon has ended', () => !isAlive(pid))
  t.false(existsSync(path))
})

test('a daemon whose lock was deleted ends, and the next command works', async t => {
  const { start, holder, state, rename } = story(t)
  await start('git-doc enable-hook')
  await start('git-doc daemon start')
  const { pid } = (await holder()) ?? { pid: 0 }
  rmSync(join(state, 'run.lock'))
  await rename(0, 1)
  await until('the daemon has ended', () => !isAlive(pid))
  const answer = await start('git-doc update --wait')
  t.is(answer.code, 0, answer.stderr)
})

test('a daemon that slept with its machine documents what was committed meanwhile', async t => {
  const { start, holder, git, rename } = story(t)
  await start('git-doc enable-hook')
  await start('git-doc daemon start')
  const { pid } = (await holder()) ?? { pid: 0 }
  process.kill(pid, 'SIGSTOP')
  await rename(0, 1)
  t.regex(git('show', 'HEAD:README.md'), /fetch0\(\)/)
  process.kill(pid, 'SIGCONT')
  await until('the commit is documented', () => git('show', 'HEAD:README.md').includes('fetch1()'))
  t.is((await holder())?.pid, pid)
})

test('a daemon whose clock is a day off, either way, works like any other', async t => {
  const { start, git, path, rename, holder } = story(t)
  const jump = join(dirname(path), 'jump.mjs')
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
  await start('git-doc enable-hook')
  for (const [index, days] of [1, -1].entries()) {
    await start('git-doc daemon start', { NODE_OPTIONS: `--import=${jump}`, DAYS: String(days) })
    t.is((await holder())?.command, 'daemon')
    await rename(index, index + 1)
    const name = `fetch${index + 1}()`
    await until('it is documented', () => git('show', 'HEAD:README.md').includes(name))
    t.is((await start('git-doc update')).code, 0)
    t.is((await start('git-doc daemon stop')).stdout, 'The daemon has ended.\n')
  }
})

test('a daemon makes room for another version that is installed', async t => {
  const { start, state, path, holder, rename, git } = story(t)
  // A package of its own, as npm lays it out.
  const installed = join(dirname(path), 'node_modules', 'git-doc')
  cpSync(join(packageFolder, 'dist'), join(installed, 'dist'), { recursive: true })
  const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  const install = (version: string) =>
    writeFileSync(join(installed, 'package.json'), JSON.stringify({ ...manifest, version }))
  install('1.0.0')
  symlinkSync(join(packageFolder, 'node_modules'), join(installed, 'node_modules'))
  rmSync(join(dirname(path), 'bin', 'git-doc'))
  symlinkSync(join(installed, 'dist', 'cli', 'git-doc.js'), join(dirname(path), 'bin', 'git-doc'))
  await start('git-doc enable-hook')
  await start('git-doc daemon start')
  const { pid, version } = (await holder()) ?? { pid: 0 }
  t.is(version, '1.0.0')
  install('1.0.1')
  await rename(0, 1)
  await until('the commit is documented', () => git('show', 'HEAD:README.md').includes('fetch1()'))
  await until('a new daemon works', async () => (await holder())?.version === '1.0.1')
  t.false(isAlive(pid))
  t.regex(
    backgroundLines(state)
      .map(({ what }) => what)
      .join('\n'),
    /another version/,
  )
})

test('[daemon] enabled: the first command starts a daemon', async t => {
  const { start, write, holder } = story(t)
  write('.git-doc/config.toml', '[daemon]\nenabled = true\n')
  await start('git-doc update --from HEAD')
  await until('a daemon works', async () => (await holder())?.command === 'daemon')
  t.is((await start('git-doc update')).code, 0)
})

test('a daemon in the foreground says what it does, and ends on Ctrl+C', async t => {
  const { path, holder } = story(t)
  const daemon = spawn(
    process.execPath,
    [join(packageFolder, 'dist/cli/git-doc.js'), 'daemon', 'start', '--foreground'],
    {
      cwd: path,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  daemon.stderr.on('data', text => {
    said += text
  })
  const ended = new Promise<number | null>(resolve => daemon.on('close', resolve))
  await until(
    'it works',
    async () => (await holder())?.command === 'daemon' && said.includes('works'),
  )
  daemon.kill('SIGINT')
  t.is(await ended, 0)
  t.regex(said, /The daemon works: process \d+\.\n(.*\n)*The daemon ends: it was stopped\.\n$/)
  t.is(await holder(), undefined)
})

test('the unit starts this program in this folder', async t => {
  const { start, path } = story(t)
  const { code, stdout } = await start('git-doc daemon unit')
  t.is(code, 0)
  t.true(stdout.includes(path))
  t.regex(stdout, /git-doc(\.js)?"? daemon start --foreground/)
})

test('a verb that does not exist is refused', async t => {
  const { run } = story(t)
  const { code, stderr } = await run('git-doc daemon restart')
  t.is(code, 2)
  t.regex(stderr, /Use start, stop, status or unit/)
})

test('a daemon hears of a commit that a job refused', async t => {
  const { start, commit, run } = story(t)
  commit('Jobs', {
    'jobs/no.mjs': `import { defineJob } from 'git-doc/define'
export default defineJob({ meta: { name: 'no' }, on: 'pre-commit', run() { throw new Error('Never.') } })\n`,
  })
  await start('git-doc daemon start')
  const { code } = await run('git-doc job hook pre-commit', { GIT_DOC_TRUST: 'all' })
  t.not(code, 0)
  await until('the refusal is in the log', async () => {
    const { stdout } = await run('git-doc status job --json --all')
    return stdout.includes('"failed"')
  })
})
