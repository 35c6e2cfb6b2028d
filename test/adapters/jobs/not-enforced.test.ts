// What `notEnforced` says is true of the Node that runs this: each sentence is there exactly where a job can do it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { notEnforced } from '../../../src/adapters/jobs/not-enforced.ts'
import { nodeFlags } from '../../../src/adapters/jobs/permissions.ts'
import type { JobPermissions } from '../../../src/ports/jobs.ts'
import { jobsPlace, jobText } from './jobs-place.ts'

const usual: JobPermissions = { read: ['.'], write: [], run: false, net: false, env: [] }
const says = (own: Partial<JobPermissions>, word: string): boolean =>
  notEnforced({ ...usual, ...own }).some(sentence => sentence.includes(word))

test('a job that may not use the network', async t => {
  const server = createServer(socket => socket.end('open')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const { write, run } = jobsPlace(t)
  const body = `const reached = await new Promise(resolve => connect(${port}, '127.0.0.1').on('data', () => resolve(true)).on('error', () => resolve(false)))
    return { outputs: { reached } }`
  const imports = `import { connect } from 'node:net'`
  write('jobs/a.ts', jobText(body, '', imports))
  write('jobs/b.ts', jobText(body, 'permissions: { net: true },', imports))
  t.is((await run('jobs/a.ts')).result?.outputs?.reached, says({}, 'network'))
  t.is((await run('jobs/b.ts')).result?.outputs?.reached, true)
  t.false(says({ net: true }, 'network'))
})

test('a job and the other processes of the user', async t => {
  const other = spawn('sleep', ['1000'], { stdio: 'ignore' })
  t.teardown(() => other.kill('SIGKILL'))
  const gone = once(other, 'exit')
  const { write, run } = jobsPlace(t)
  write('jobs/a.ts', jobText(`return { outputs: { sent: process.kill(${other.pid}, 'SIGTERM') } }`))
  const { result } = await run('jobs/a.ts')
  t.is(result?.outputs?.sent, says({}, 'signals'))
  t.deepEqual(await gone, [null, 'SIGTERM'])
})

test('a job and a link in a folder that it may use', async t => {
  const { write, run, root, folder } = jobsPlace(t)
  mkdirSync(join(folder, 'outside'))
  mkdirSync(join(root, 'docs'))
  writeFileSync(join(folder, 'outside', 'secret'), 'x')
  symlinkSync(join(folder, 'outside'), join(root, 'docs', 'link'))
  const attempts = `const attempt = work => { try { work(); return true } catch (error) { return error.code } }
    return { outputs: { read: attempt(() => fs.readFileSync('docs/link/secret')), written: attempt(() => fs.writeFileSync('docs/link/new', 'x')) } }`
  write('jobs/a.ts', jobText(attempts, '', `import fs from 'node:fs'`))
  write(
    'jobs/b.ts',
    jobText(attempts, `permissions: { write: ['docs'] },`, `import fs from 'node:fs'`),
  )
  const { result } = await run('jobs/a.ts')
  t.deepEqual(result?.outputs, { read: says({}, 'link'), written: 'ERR_ACCESS_DENIED' })
  t.false(existsSync(join(folder, 'outside', 'new')))
  const other = await run('jobs/b.ts')
  t.deepEqual(other.result?.outputs, {
    read: true,
    written: says({ write: ['docs'] }, 'read or write'),
  })
})

test('a job that may start processes', async t => {
  const { write, run, folder } = jobsPlace(t)
  const place = join(folder, 'made')
  write(
    'jobs/a.ts',
    jobText(
      `execFileSync('touch', [${JSON.stringify(place)}])`,
      'permissions: { run: true },',
      `import { execFileSync } from 'node:child_process'`,
    ),
  )
  await run('jobs/a.ts')
  t.is(existsSync(place), says({ run: true }, 'Processes'))
})

test('Node is told by the name that its version knows, and a folder in another one is not told', t => {
  const { root } = jobsPlace(t)
  mkdirSync(join(root, 'docs'))
  const of = (version: string, permissions: Partial<JobPermissions> = {}) =>
    nodeFlags(
      {
        root,
        permissions: { ...usual, ...permissions },
        needed: ['/opt/git-doc/', '/opt/git-doc/'],
        memory: 100e6,
      },
      version,
    )
  const rest = ['--disable-warning=ExperimentalWarning', '--disable-warning=SecurityWarning']
  const read = [`--allow-fs-read=${root}/`, '--allow-fs-read=/opt/git-doc/']
  t.deepEqual(of('20.20.2'), [
    '--experimental-permission',
    ...rest,
    ...read,
    '--max-old-space-size=96',
  ])
  for (const version of ['22.12.0', '23.4.0']) t.is(of(version)[0], '--experimental-permission')
  for (const version of ['22.13.0', '23.5.0', '24.1.0', '25.0.0'])
    t.is(of(version)[0], '--permission')
  t.deepEqual(of('24.0.0', { write: ['docs', 'new.md'], run: true, net: true }).slice(3, -1), [
    ...read,
    `--allow-fs-write=${root}/docs/`,
    `--allow-fs-write=${root}/new.md`,
    '--allow-child-process',
  ])
  t.true(of('25.0.0', { net: true }).includes('--allow-net'))
  t.false(of('25.0.0').includes('--allow-net'))
})
