import { createHmac } from 'node:crypto'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { hookServer } from '../support/hook-server.ts'
import { storyRepository } from '../support/scenario.ts'

const mapping = `
[[mappings]]
code_pattern = "src/**"
doc_file = "README.md"
section = "Usage"
`

/** A repository whose next commit is documented, and whoever is to be told of that. */
const story = async (t: ExecutionContext, alerts: string) => {
  const repository = storyRepository(t)
  repository.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nRun it with `--fast`.\n',
    'src/a.ts': "option('--fast')\n",
    '.git-doc/config.toml': `[alerts]\n${alerts}\n${mapping}`,
  })
  await repository.run('git-doc update --from HEAD')
  const rename = (from: string, to: string) =>
    repository.commit(`Rename ${from}`, { 'src/a.ts': `option('${to}')\n` })
  const told = join(repository.path, '..', 'told')
  return { ...repository, rename, told }
}

test('a signed request tells how a run ended, once', async t => {
  const server = await hookServer(t)
  const alerts = `on = ["success"]\nurl = "${server.url}/T0KEN"\nsecret_env = "ALERT_SECRET"`
  const { run, rename } = await story(t, alerts)
  const commit = rename('--fast', '--quick')
  t.is((await run('git-doc update', { ALERT_SECRET: 'shared' })).code, 0)
  await run('git-doc update', { ALERT_SECRET: 'shared' })
  t.is(server.heard.length, 1)
  const { headers = {}, body = '' } = server.heard[0] ?? {}
  t.is(
    headers['x-git-doc-signature-256'],
    `sha256=${createHmac('sha256', 'shared').update(body).digest('hex')}`,
  )
  t.like(JSON.parse(body), {
    id: headers['git-doc-alert-id'],
    run: `commit/${commit}`,
    kind: 'commit',
    state: 'success',
    commit,
    subject: 'Rename --fast',
  })
  t.false((await run('git-doc config')).stdout.includes('T0KEN'))
})

test('a receiver that fails costs nothing but a line in status; a later round tells it', async t => {
  let status = 500
  const server = await hookServer(t, response => response.writeHead(status).end())
  const alerts = `on = ["done"]\nurl = "${server.url}"\nsecret_env = "ALERT_SECRET"`
  const { run, rename } = await story(t, alerts)
  rename('--fast', '--quick')
  t.is((await run('git-doc update', { ALERT_SECRET: 'shared' })).code, 0)
  const told = JSON.parse((await run('git-doc status --json')).stdout)
  t.like(told.alerts, { givenUp: 0 })
  t.true(told.alerts.open > 0)
  t.regex((await run('git-doc status')).stdout, /Alerts\n {2}\d to be sent\n.*status 500/)
  t.regex((await run('git-doc doctor')).stdout, /alerts/i)
  status = 204
  // What waited behind it goes at once, the one that failed after a minute.
  await run('git-doc update', { ALERT_SECRET: 'shared' })
  t.is((await run('git-doc update')).code, 0)
})

test('without the secret nothing is sent', async t => {
  const server = await hookServer(t)
  const alerts = `on = ["success"]\nurl = "${server.url}"\nsecret_env = "ALERT_SECRET"`
  const { run, rename } = await story(t, alerts)
  rename('--fast', '--quick')
  t.is((await run('git-doc update')).code, 0)
  t.is(server.heard.length, 0)
  t.regex((await run('git-doc status')).stdout, /ALERT_SECRET is not set/)
})

test('a command is told on its standard input, once it is allowed', async t => {
  const alerts = `on = ["success"]\ncommand = ["sh", "notify.sh"]`
  const { run, rename, told, write, path } = await story(t, alerts)
  write(
    'notify.sh',
    'cat > "$HOME/told"; echo "$GIT_DOC_RUN $GIT_DOC_ALERT_ID $GIT_DOC_STATE $GIT_DOC_COMMIT" >> "$HOME/told"\n',
  )
  chmodSync(join(path, 'notify.sh'), 0o755)
  const commit = rename('--fast', '--quick')
  t.is((await run('git-doc update')).code, 0)
  t.false(existsSync(told), 'nobody allowed it')
  t.regex((await run('git-doc allow --list')).stdout, /alerts\.command/)
  t.is((await run('git-doc allow --yes')).code, 0)
  t.is((await run('git-doc update')).code, 0)
  const [body = '', words] = readFileSync(told, 'utf8').split(/\n|(?<=\})(?=commit\/)/)
  const { id } = JSON.parse(body)
  t.is(words?.trim(), `commit/${commit} ${id} success ${commit}`)
})
