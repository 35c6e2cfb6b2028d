// Jobs that do harm: each ends with its reason, leaves no process, and the process that runs it goes on.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { showsProcesses } from '../../../src/adapters/process/process-table.ts'
import { isAlive } from '../../../src/adapters/state/processes.ts'
import { until } from '../../support/background.ts'
import { jobsPlace, jobText } from './jobs-place.ts'

interface Hostile {
  readonly does: string
  readonly body: string
  /** What else it defines, and what it imports. */
  readonly more?: string
  readonly imports?: string
  readonly code: string | undefined
}

const fs = `import fs from 'node:fs'`
const short = 'timeout: 2,'
const forever = 'await new Promise(() => setInterval(() => {}, 1000))'
const toParent = (signal: string) => `process.kill(process.ppid, '${signal}'); ${forever}`

const hostile: readonly Hostile[] = [
  { does: 'loops without end', body: 'for (;;) {}', more: short, code: 'COMMAND_TIMED_OUT' },
  {
    does: 'loops without end when it is asked to end',
    body: `context.signal.addEventListener('abort', () => { for (;;) {} }); ${forever}`,
    more: short,
    code: 'COMMAND_TIMED_OUT',
  },
  {
    does: 'loops without end after it has returned',
    body: `process.on('exit', () => { for (;;) {} })`,
    more: short,
    code: 'COMMAND_TIMED_OUT',
  },
  {
    does: 'has a template that loops without end',
    body: `await composables.useTemplate().renderText('{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}')`,
    more: 'timeout: 2, memory: 4000,',
    code: 'COMMAND_TIMED_OUT',
  },
  {
    does: 'fills its heap',
    body: 'const all = []; for (;;) all.push(new Array(1000).fill(all.length))',
    more: 'memory: 64,',
    code: 'COMMAND_MEMORY_LIMIT',
  },
  {
    does: 'fills memory outside its heap',
    body: 'const all = []; for (;;) { all.push(Buffer.alloc(2e7, 1)); await new Promise(resolve => setTimeout(resolve, 5)) }',
    more: 'memory: 64,',
    code: 'COMMAND_MEMORY_LIMIT',
  },
  {
    does: 'prints without end',
    body: `for (;;) try { fs.writeSync(1, 'x'.repeat(65536)) } catch {}`,
    imports: fs,
    code: 'COMMAND_OUTPUT_LIMIT',
  },
  {
    does: 'closes every descriptor',
    body: 'for (let fd = 0; fd < 64; fd += 1) try { fs.closeSync(fd) } catch {}',
    imports: fs,
    code: 'JOB_EXITED',
  },
  {
    does: 'closes the channel to git-doc',
    body: `fs.closeSync(3); return { message: 'unheard' }`,
    imports: fs,
    code: 'JOB_EXITED',
  },
  {
    does: 'kills its parent',
    body: toParent('SIGKILL'),
    code: 'JOB_EXITED',
  },
  { does: 'ends its parent', body: toParent('SIGTERM'), code: 'JOB_EXITED' },
  { does: 'stops its parent', body: toParent('SIGSTOP'), more: short, code: 'COMMAND_TIMED_OUT' },
  {
    does: 'stops itself',
    body: `process.kill(process.pid, 'SIGSTOP'); ${forever}`,
    more: short,
    code: 'COMMAND_TIMED_OUT',
  },
  {
    does: 'kills its group',
    body: `process.kill(0, 'SIGKILL')`,
    code: 'JOB_EXITED',
  },
  {
    does: 'writes garbage to the channel',
    body: `fs.writeSync(3, '\\0\\xff garbage\\n'); ${forever}`,
    imports: fs,
    code: 'JOB_CHANNEL_MISUSED',
  },
  {
    does: 'writes a message that is too long',
    body: `const text = 'x'.repeat(1e6); for (let bytes = 0; bytes < 1e8;) try { bytes += fs.writeSync(3, text) } catch {}`,
    imports: fs,
    code: 'JOB_CHANNEL_MISUSED',
  },
  {
    does: 'says an outcome of another shape',
    body: `fs.writeSync(3, '{"outcome":{"returned":{},"error":1}}\\n'); ${forever}`,
    imports: fs,
    code: 'JOB_CHANNEL_MISUSED',
  },
  {
    does: 'starts a process without permission',
    body: `execFileSync('true')`,
    imports: `import { execFileSync } from 'node:child_process'`,
    code: 'JOB_THREW',
  },
  {
    does: 'starts a thread',
    body: `new Worker('for (;;) {}', { eval: true })`,
    imports: `import { Worker } from 'node:worker_threads'`,
    code: 'JOB_THREW',
  },
  {
    does: 'leaves many children',
    body: `for (let i = 0; i < 50; i += 1) spawn('sleep', ['1000'], { stdio: 'ignore', detached: i % 2 === 0 })`,
    imports: `import { spawn } from 'node:child_process'`,
    more: 'permissions: { run: true },',
    code: undefined,
  },
  {
    does: 'gives the channel to a child that stays',
    body: `spawn('sleep', ['1000'], { stdio: ['ignore', 'ignore', 'ignore', 3], detached: true })`,
    imports: `import { spawn } from 'node:child_process'`,
    more: 'permissions: { run: true },',
    code: undefined,
  },
  {
    does: 'asks more than can be answered at once',
    body: `const git = composables.useGit(); await Promise.all(Array.from({ length: 10_000 }, () => git.config('a')))`,
    code: undefined,
  },
  {
    does: 'replaces what its process needs',
    body: `process.exit = () => {}; JSON.stringify = () => 'x'; globalThis.process = undefined; return { message: 'x' }`,
    code: 'JOB_CHANNEL_MISUSED',
  },
]

for (const { does, body, more, imports, code } of hostile)
  test(`a job that ${does} ends with its reason, and nothing is left`, async t => {
    const { write, run, processes } = jobsPlace(t)
    write('jobs/a.ts', jobText(body, more, imports))
    write('jobs/b.ts', jobText(`return { message: 'still here' }`))
    const { error } = await run('jobs/a.ts')
    t.is(error?.code, code, error?.message)
    t.deepEqual(await processes.endMarked('job/test@manual.1'), [])
    t.is((await run('jobs/b.ts')).result?.message, 'still here')
  })

test('a job writes where it may, and nowhere else', async t => {
  const { write, run, root, folder } = jobsPlace(t)
  mkdirSync(join(root, 'docs'))
  write(
    'jobs/a.ts',
    jobText(
      `const attempt = path => { try { fs.writeFileSync(path, 'x'); return 'written' } catch (error) { return error.code } }
       return { outputs: { docs: attempt('docs/a.md'), changelog: attempt('CHANGELOG.md'), other: attempt('other.md'), outside: attempt(${JSON.stringify(join(folder, 'outside'))}), own: attempt('jobs/a.ts') } }`,
      `permissions: { write: ['docs', 'CHANGELOG.md'] },`,
      fs,
    ),
  )
  const { result } = await run('jobs/a.ts')
  t.deepEqual(result?.outputs, {
    docs: 'written',
    changelog: 'written',
    other: 'ERR_ACCESS_DENIED',
    outside: 'ERR_ACCESS_DENIED',
    own: 'ERR_ACCESS_DENIED',
  })
})

test('a job reads the repository, and nothing outside', async t => {
  const { write, run, folder, state } = jobsPlace(t)
  write('a.md', 'text')
  writeFileSync(join(folder, 'outside'), 'x')
  writeFileSync(join(state, 'secret'), 'x')
  write(
    'jobs/a.ts',
    jobText(
      `const attempt = path => { try { return fs.readFileSync(path).length } catch (error) { return error.code } }
       return { outputs: { names: fs.readdirSync('.'), read: attempt('a.md'), outside: attempt(${JSON.stringify(join(folder, 'outside'))}), state: attempt(${JSON.stringify(join(state, 'secret'))}), environment: attempt('/proc/self/environ') } }`,
      '',
      fs,
    ),
  )
  const { result } = await run('jobs/a.ts')
  t.deepEqual(result?.outputs, {
    names: ['a.md', 'jobs'],
    read: 4,
    outside: 'ERR_ACCESS_DENIED',
    state: 'ERR_ACCESS_DENIED',
    environment: 'ERR_ACCESS_DENIED',
  })
})

test('a place to write that is a link out of the repository is refused before the job runs', async t => {
  const { write, run, root, folder } = jobsPlace(t)
  mkdirSync(join(folder, 'elsewhere'))
  symlinkSync(join(folder, 'elsewhere'), join(root, 'docs'))
  write(
    'jobs/a.ts',
    jobText(`fs.writeFileSync('docs/a.md', 'x')`, `permissions: { write: ['docs'] },`, fs),
  )
  const { error } = await run('jobs/a.ts')
  t.is(error?.code, 'JOB_INVALID')
  t.false(existsSync(join(folder, 'elsewhere', 'a.md')))
})

test('a job that deletes its own file ends well, and the file it ran from is another', async t => {
  const { write, run, root } = jobsPlace(t)
  write(
    'jobs/a.ts',
    jobText(
      `fs.rmSync(import.meta.filename); const { late } = await import('../lib/late.ts'); return { message: late }`,
      `permissions: { write: ['jobs'] },`,
      fs,
    ),
  )
  write('lib/late.ts', `export const late: string = 'late'`)
  const { result, error } = await run('jobs/a.ts')
  t.is(error, undefined)
  t.is(result?.message, 'late')
  t.false(existsSync(join(root, 'jobs/a.ts')))
})

test('a job that heeds its signal may end by itself', async t => {
  const { write, run } = jobsPlace(t)
  write(
    'jobs/a.ts',
    jobText(
      `await new Promise(resolve => { context.signal.addEventListener('abort', resolve); setInterval(() => {}, 1000); console.log('ready') }); console.log('bye')`,
    ),
  )
  const stop = new AbortController()
  const { error, evidence } = await run('jobs/a.ts', {
    signal: stop.signal,
    onOutput: () => stop.abort(),
  })
  t.is(error?.code, 'INTERRUPTED')
  t.is(evidence.output.tail, 'ready\nbye\n')
})

if (showsProcesses())
  test('a job ends when the git-doc that runs it is killed', async t => {
    const { write, root, state } = jobsPlace(t)
    write('jobs/a.ts', jobText(`console.log(process.pid); for (;;) {}`))
    const program = fileURLToPath(new URL('./jobs.child.js', import.meta.url))
    const worker = spawn(process.execPath, [program, root, state], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [text] = await once(worker.stdout, 'data')
    const pid = Number(text)
    const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    t.true(isAlive(pid) && isAlive(parent) && parent !== worker.pid)
    worker.kill('SIGKILL')
    await until('both are gone', () => !isAlive(pid) && !isAlive(parent))
  })
