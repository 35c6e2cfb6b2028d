import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openAlerts } from '../../../src/adapters/alerts/open.ts'
import { alertThings } from '../../../src/adapters/alerts/things.ts'
import { openProcesses } from '../../../src/adapters/process/runner.ts'
import type { Alert } from '../../../src/ports/alerts.ts'
import type { Settings } from '../../../src/ports/settings.ts'
import { hookServer } from '../../support/hook-server.ts'
import { temporaryFolder, testRepository } from '../../support/repository.ts'

const alert = {
  id: 'alert-1',
  run: 'job/a@manual.1',
  state: 'failed',
  commit: 'c'.repeat(40),
  body: '{"run":"job/a@manual.1"}',
} as Alert

const settings = (more: Partial<Settings['alerts']> = {}): Settings['alerts'] => ({
  on: ['failed'],
  command: undefined,
  shell: false,
  url: undefined,
  secretEnv: undefined,
  timeout: 3_600_000,
  ...more,
})

const opened = (
  t: ExecutionContext,
  more: Partial<Settings['alerts']>,
  { signal = new AbortController().signal, allowed = true } = {},
) => {
  const root = temporaryFolder(t)
  const alerts = openAlerts(settings(more), {
    root,
    processes: openProcesses(root),
    signal,
    env: { SECRET: 'shared' },
    now: () => new Date(0),
    isAllowed: async () => allowed,
  })
  if (!alerts) throw t.fail('No receiver.')
  return { root, alerts }
}

test('without a receiver there are no alerts', t => {
  const root = temporaryFolder(t)
  const tools = {
    root,
    processes: openProcesses(root),
    signal: new AbortController().signal,
    env: {},
    now: () => new Date(0),
    isAllowed: async () => true,
  }
  t.is(openAlerts(settings(), tools), undefined)
})

test('a command hears the alert on its standard input, and what it is about in its environment', async t => {
  const { root, alerts } = opened(t, {
    command: `cat > heard; printf ' %s %s %s' "$GIT_DOC_ALERT_ID" "$GIT_DOC_STATE" "$GIT_DOC_COMMIT" >> heard`,
    shell: true,
  })
  t.deepEqual(await alerts.send(alert), { to: 'command' })
  t.is(readFileSync(join(root, 'heard'), 'utf8'), `${alert.body} alert-1 failed ${alert.commit}`)
})

test('an address and a command are both told', async t => {
  const server = await hookServer(t)
  const { alerts } = opened(t, { command: 'true', url: server.url, secretEnv: 'SECRET' })
  t.deepEqual(await alerts.send(alert), { to: 'both', status: 204 })
  t.is(server.heard[0]?.headers['git-doc-alert-id'], 'alert-1')
})

test('an address alone is told', async t => {
  const server = await hookServer(t)
  const { alerts } = opened(t, { url: server.url, secretEnv: 'SECRET' })
  t.deepEqual(await alerts.send(alert), { to: 'url', status: 204 })
})

for (const [what, command] of [
  ['fails', ['sh', '-c', 'exit 3']],
  ['is ended by a signal', 'sh -c "kill -9 $$"'],
  ['is not there', 'no-such-program-anywhere'],
] as const)
  test(`a command that ${what} has not been told`, async t => {
    await t.throwsAsync(opened(t, { command }).alerts.send(alert), {
      code: 'ALERT_COMMAND_FAILED',
    })
  })

test('an interruption is no failure of the command', async t => {
  const { alerts } = opened(t, { command: ['sleep', '1000'] }, { signal: AbortSignal.abort() })
  await t.throwsAsync(alerts.send(alert), { code: 'INTERRUPTED' })
})

test('nothing is sent unsigned', async t => {
  const server = await hookServer(t)
  const { alerts } = opened(t, { url: server.url, secretEnv: 'MISSING' })
  await t.throwsAsync(alerts.send(alert), { code: 'SECRET_MISSING' })
  t.is(server.heard.length, 0)
})

test('a command must be allowed, an address need not', async t => {
  const isAllowed = (more: Partial<Settings['alerts']>) =>
    opened(t, more, { allowed: false }).alerts.isAllowed()
  t.false(await isAllowed({ command: 'true' }))
  t.true(await isAllowed({ url: 'http://127.0.0.1:1', secretEnv: 'SECRET' }))
})

test('what a command is, and each tracked file that it names, must be allowed', async t => {
  const { path, commit } = testRepository(t)
  commit('Begin', { 'tools/tell.sh': 'echo tell\n' })
  const names = async (command: string | readonly string[] | undefined, shell = false) =>
    (await alertThings(settings({ command, shell }), path)).map(({ name }) => name)
  t.deepEqual(await names(undefined), [])
  t.deepEqual(await names(['sh', 'tools/tell.sh']), ['alerts.command', 'tools/tell.sh'])
  t.deepEqual(await names('sh tools/tell.sh', true), ['alerts.command', 'tools/tell.sh'])
  // Quotes that do not end: it is compared word by word all the same.
  t.deepEqual(await names('sh "tools/tell.sh'), ['alerts.command'])
})
