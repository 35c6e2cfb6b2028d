// Remotes that accept and never answer. The time that they have is told to the code; no test waits for the usual one.
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { refsOf } from '../../../src/adapters/upstream/refs.ts'
import { remoteGit } from '../../../src/adapters/upstream/remote-git.ts'
import { until } from '../../support/background.ts'
import { temporaryFolder, testRepository } from '../../support/repository.ts'

/** A port that takes every connection and says nothing. */
const silent = async (t: ExecutionContext) => {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    socket.resume()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('It does not listen.')
  return { port: address.port, open }
}

/** Processes of this machine whose command line or environment has a word; undefined where nobody shows them. */
const processesWith = (word: string): readonly string[] | undefined => {
  if (process.platform !== 'linux') return undefined
  const has = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(word)
    } catch {
      return false
    }
  }
  return readdirSync('/proc').filter(
    pid => /^\d+$/.test(pid) && (has(pid, 'cmdline') || has(pid, 'environ')),
  )
}

/** An ssh that never answers; it, and what it starts, do not end when they are asked to. */
const hangingSsh = (t: ExecutionContext) => {
  const folder = temporaryFolder(t)
  const program = join(folder, 'ssh-that-hangs')
  const began = join(folder, 'began')
  writeFileSync(
    program,
    `#!/bin/sh\ntrap '' TERM HUP\necho > '${began}'\n(trap '' TERM HUP; exec sh -c 'while :; do sleep 5; done' '${program}') &\nwhile :; do sleep 5; done\n`,
  )
  chmodSync(program, 0o755)
  const { path, git } = testRepository(t)
  git('config', 'core.sshCommand', `'${program}'`)
  t.teardown(() => {
    for (const pid of processesWith(program) ?? []) process.kill(Number(pid), 'SIGKILL')
  })
  return { path, program, hasBegun: () => existsSync(began) }
}

const never = () => new AbortController().signal

for (const scheme of ['http', 'git', 'ssh'] as const)
  test(`a ${scheme} remote that accepts and never answers is an error within its time`, async t => {
    const { port, open } = await silent(t)
    const { path } = testRepository(t)
    // Git's own protocol knows no users.
    const user = scheme === 'git' ? '' : 'ada:secret@'
    const remote = `${scheme}://${user}127.0.0.1:${port}/tool.git`
    const shown = `${scheme}://127.0.0.1:${port}/tool.git`
    const error = await t.throwsAsync(
      refsOf(remote, 'refs/tags/', { root: path, signal: never(), milliseconds: 500 }),
    )
    const { code } = error as Error & { code: string }
    // Where no ssh is installed, Git says so at once.
    if (scheme === 'ssh' && code === 'REMOTE_REFUSED') return
    t.is(code, 'REMOTE_SILENT')
    t.true(error?.message.includes(shown), error?.message)
    t.false(error?.message.includes('secret'))
    await until('every connection is closed', () => open.size === 0)
    t.deepEqual(processesWith(shown.slice(shown.indexOf('127'))) ?? [], [])
  })

test('an ssh that hangs and does not end when it is asked to is ended with all it started', async t => {
  const { path, program, hasBegun } = hangingSsh(t)
  const stop = new AbortController()
  const asked = refsOf('ssh://example.invalid/tool.git', 'refs/tags/', {
    root: path,
    signal: stop.signal,
    milliseconds: 3_600_000,
  })
  const refused = t.throwsAsync(asked, { code: 'INTERRUPTED' })
  await until('ssh has begun', hasBegun)
  stop.abort()
  await refused
  t.deepEqual(processesWith(program) ?? [], [])
})

test('a fetch from an ssh that hangs has an end, too', async t => {
  const { path, program } = hangingSsh(t)
  const remote = 'ssh://example.invalid/tool.git'
  const options = { remote, cwd: path, signal: never(), milliseconds: 500 }
  await t.throwsAsync(remoteGit(['fetch', '--quiet', '--', remote, 'HEAD'], options), {
    code: 'REMOTE_SILENT',
  })
  t.deepEqual(processesWith(program) ?? [], [])
})

test('what is interrupted before it begins starts nothing', async t => {
  const { path, hasBegun } = hangingSsh(t)
  await t.throwsAsync(
    refsOf('ssh://example.invalid/tool.git', 'refs/tags/', {
      root: path,
      signal: AbortSignal.abort(),
    }),
    { code: 'INTERRUPTED' },
  )
  t.false(hasBegun())
})
