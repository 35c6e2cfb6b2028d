import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openProcesses } from '../../../src/adapters/process/runner.ts'
import { openSync } from '../../../src/adapters/releases/sync.ts'
import { syncThings } from '../../../src/adapters/releases/things.ts'
import type { SyncSettings } from '../../../src/ports/release-settings.ts'
import type { SyncMessage } from '../../../src/ports/sync.ts'
import { hookServer } from '../../support/hook-server.ts'
import { temporaryFolder, testRepository } from '../../support/repository.ts'

const message: SyncMessage = {
  run: 'activation/1',
  commit: 'c'.repeat(40),
  packages: '{"brief":"1.1.0"}',
  body: '{"active":{"brief":"1.1.0"}}',
  version: '1.1.0',
  previous: '1.0.0',
}

const opened = (
  t: ExecutionContext,
  settings: Partial<SyncSettings>,
  { env = { SECRET: 'shared' }, signal = new AbortController().signal } = {},
) => {
  const root = temporaryFolder(t)
  let time = 0
  const sync = openSync(
    {
      command: undefined,
      shell: false,
      url: undefined,
      secretEnv: undefined,
      timeout: 3_600_000,
      retries: 2,
      backoff: 1_000,
      ...settings,
    },
    {
      root,
      processes: openProcesses(root),
      signal,
      env,
      now() {
        time += 5
        return new Date(time)
      },
      redact: async text => text.replaceAll('s3cret', '***'),
      notAllowed: async () => [],
    },
  )
  return { root, sync }
}

test('whoever is configured is told, and nobody else', t => {
  t.deepEqual(opened(t, {}).sync.ways, [])
  t.deepEqual(opened(t, { command: 'true', url: 'http://127.0.0.1:1' }).sync.ways, [
    'command',
    'url',
  ])
})

test('a command gets what changed in its environment, and everything on its standard input', async t => {
  const { root, sync } = opened(t, {
    command: `cat > told; printf '%s %s %s %s' "$GIT_DOC_COMMIT" "$GIT_DOC_PACKAGES" "$GIT_DOC_VERSION" "$GIT_DOC_PREVIOUS" >> told; echo s3cret`,
    shell: true,
  })
  const { error, evidence } = await sync.tell('command', message)
  t.is(error, undefined)
  t.is(
    readFileSync(join(root, 'told'), 'utf8'),
    `${message.body}${message.commit} ${message.packages} 1.1.0 1.0.0`,
  )
  t.like(evidence, { exit: 0, output: { tail: '***\n' } })
})

test('of several packages no single version is told', async t => {
  const { sync } = opened(t, { command: ['sh', '-c', 'echo "<$GIT_DOC_VERSION>"'] })
  const { version: _, previous: __, ...several } = message
  const { evidence } = await sync.tell('command', several)
  t.is(evidence.output?.tail, '<>\n')
})

for (const [what, command, detail] of [
  ['fails', ['sh', '-c', 'exit 3'], /exit code 3/],
  ['is ended by a signal', ['sh', '-c', 'kill -9 $$'], /SIGKILL/],
  ['is not there', ['no-such-program-anywhere'], /no-such-program-anywhere/],
] as const)
  test(`a command that ${what} is a failed attempt`, async t => {
    const { error } = await opened(t, { command }).sync.tell('command', message)
    t.is(error?.code, 'SYNC_COMMAND_FAILED')
    t.regex(error?.message ?? '', detail)
  })

test('a command that does not end in time is a failed attempt', async t => {
  const { sync } = opened(t, { command: ['sleep', '1000'], timeout: 300 })
  const { error } = await sync.tell('command', message)
  t.is(error?.code, 'SYNC_COMMAND_FAILED')
})

test('an interruption is none of the attempts', async t => {
  const { sync } = opened(t, { command: ['sleep', '1000'] }, { signal: AbortSignal.abort() })
  await t.throwsAsync(sync.tell('command', message), { code: 'INTERRUPTED' })
})

test('an address gets a signed request, and the evidence names no more than its origin', async t => {
  const server = await hookServer(t)
  const { sync } = opened(t, { url: `${server.url}/sync/T0KEN`, secretEnv: 'SECRET' })
  const { error, evidence } = await sync.tell('url', message)
  t.is(error, undefined)
  t.like(evidence, { what: server.url, facts: { status: 204 }, milliseconds: 10 })
  t.is(server.heard[0]?.body, message.body)
  t.is(server.heard[0]?.headers['git-doc-run'], 'activation/1')
})

test('a server that refuses, and one that answers too late, are failed attempts', async t => {
  const refusing = await hookServer(t, response => response.writeHead(503).end())
  const late = await hookServer(t, response => {
    const timer = setTimeout(() => response.writeHead(204).end(), 60_000)
    t.teardown(() => clearTimeout(timer))
  })
  for (const [url, code, timeout] of [
    [refusing.url, 'HTTP_REFUSED', 3_600_000],
    [late.url, 'HTTP_TIMED_OUT', 1_000],
  ] as const) {
    const { sync } = opened(t, { url, secretEnv: 'SECRET', timeout })
    const { error, evidence } = await sync.tell('url', message)
    t.is(error?.code, code)
    t.deepEqual(evidence.facts, { code })
  }
})

test('without its secret nothing is sent', async t => {
  const server = await hookServer(t)
  const { sync } = opened(t, { url: server.url, secretEnv: 'MISSING' })
  t.is((await sync.tell('url', message)).error?.code, 'SECRET_MISSING')
  t.is(server.heard.length, 0)
})

test('what a command is, and each tracked file that it names, must be allowed', async t => {
  const { path, commit } = testRepository(t)
  commit('Begin', { 'tools/sync.sh': 'echo sync\n' })
  execFileSync('git', ['status'], { cwd: path })
  const names = async (command: string | readonly string[] | undefined, shell = false) =>
    (await syncThings({ command, shell }, path)).map(({ name }) => name)
  t.deepEqual(await names(undefined), [])
  t.deepEqual(await names(['sh', 'tools/sync.sh']), ['releases.sync.command', 'tools/sync.sh'])
  t.deepEqual(await names('sh tools/sync.sh', true), ['releases.sync.command', 'tools/sync.sh'])
  // Quotes that do not end: it is compared word by word all the same.
  t.deepEqual(await names('sh "tools/sync.sh'), ['releases.sync.command'])
})
