import { EventEmitter } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import test, { type ExecutionContext } from 'ava'
import { main } from '../../src/cli/main.ts'
import { until } from '../support/background.ts'
import { answered, modelServer } from '../support/model-server.ts'
import { testRepositoryAt } from '../support/repository.ts'
import { storyAt, storyRepository } from '../support/scenario.ts'

const readme = '# Tool\n\n## Usage\n\nRun `tool` with care.\n'
const usage = '## Usage\n\nRun `tool --fast` with care.\n'

/** A key command that leaves a trace when it runs. */
const commandLeaving = (trace: string) => [
  'sh',
  '-c',
  `touch "$HOME/${trace}"; echo key-of-the-team`,
]

const config = (url: string, command: readonly string[]) => `
[llm]
provider = "team"
max_retries = 0

[llm.providers.team]
kind = "compatible"
base_url = "${url}/v1"
model = "served"
api_key_command = ${JSON.stringify(command)}

[[mappings]]
code_pattern = "src/**"
doc_file = "README.md"
section = "Usage"
`

/** A clone of a repository whose configuration has a key command, and whoever else pushes to it. */
const story = async (t: ExecutionContext, command = commandLeaving('first')) => {
  const server = await modelServer(t, [answered(usage)])
  const origin = storyRepository(t)
  origin.commit('Begin', {
    'README.md': readme,
    'src/a.ts': 'export const tool = 1\n',
    '.git-doc/config.toml': config(server.url, command),
  })
  origin.git('clone', '--quiet', origin.path, '../clone')
  const clone = storyAt(testRepositoryAt(join(origin.path, '..', 'clone')))
  clone.git('config', 'user.name', 'Ada')
  clone.git('config', 'user.email', 'ada@example.org')
  await clone.run('git-doc update --from HEAD', { GIT_DOC_TRUST: 'all' })
  /** Whether a command has run: HOME is the folder of both. */
  const ran = (trace: string) => existsSync(join(origin.path, '..', trace))
  const json = async (line: string, environment: Readonly<Record<string, string>> = {}) => {
    const answer = await clone.run(`${line} --json`, environment)
    return { ...answer, data: JSON.parse(answer.stdout) }
  }
  return {
    origin,
    clone,
    server,
    json,
    ran,
    pullCommand: (command: readonly string[]) => {
      origin.commit('Change the command', {
        '.git-doc/config.toml': config(server.url, command),
      })
      clone.git('pull', '--quiet', '--rebase')
    },
    pullCode: () => {
      origin.commit('Add --fast', { 'src/a.ts': 'export const tool = 1\nexport const fast = 1\n' })
      clone.git('pull', '--quiet', '--rebase')
    },
    readme: () => readFileSync(join(clone.path, 'README.md'), 'utf8'),
  }
}

test('without a terminal nothing runs until the command is allowed, and then the work is done', async t => {
  const { clone, json, ran, pullCode, readme, server } = await story(t)
  pullCode()
  const refused = await json('git-doc update')
  t.is(refused.code, 2)
  t.is(refused.data.error.code, 'NOT_ALLOWED')
  t.regex(refused.data.error.message, /touch.*llm\.providers\.team\.api_key_command/)
  t.regex(refused.data.error.hint, /git-doc allow/)
  t.false(ran('first'))

  const shown = await clone.run('git-doc allow')
  t.is(shown.code, 2)
  t.regex(shown.stdout, /\+command = \["sh","-c","touch/)
  t.regex(shown.stdout, /\+the key goes to http:\/\/127\.0\.0\.1/)
  t.is((await clone.run('git-doc update')).code, 2, 'showing it allows nothing')

  t.is((await clone.run('git-doc allow --yes')).code, 0)
  t.is((await clone.run('git-doc update')).code, 0)
  t.true(ran('first'))
  t.is(server.requests[0]?.headers.authorization, 'Bearer key-of-the-team')
  t.is(readme(), `# Tool\n\n${usage}`)
})

test('a pulled change of the command does not run in the foreground, and the difference is shown', async t => {
  const { clone, json, ran, pullCommand, pullCode } = await story(t)
  await clone.run('git-doc allow --yes')
  pullCommand(commandLeaving('second'))
  pullCode()
  t.is((await clone.run('git-doc update')).code, 2)
  t.is((await clone.run('git-doc retry')).code, 2)
  const { code, data } = await json('git-doc allow')
  t.is(code, 2)
  t.regex(data.waiting[0].diff, /-command = .*first[\s\S]*\+command = .*second/)
  t.notRegex(data.waiting[0].diff, /[+-]the key goes/)
  t.false(ran('first') || ran('second'))
})

test('a pulled change of the address that the key goes to must be allowed too', async t => {
  const { origin, clone, json } = await story(t)
  await clone.run('git-doc allow --yes')
  origin.commit('Send it elsewhere', {
    '.git-doc/config.toml': config('http://elsewhere.example', commandLeaving('first')),
  })
  clone.git('pull', '--quiet', '--rebase')
  const { data } = await json('git-doc allow')
  t.regex(data.waiting[0].diff, /\+the key goes to http:\/\/elsewhere\.example/)
})

test('in the background the commits wait with that reason and go on by themselves once it is allowed', async t => {
  const { clone, json, ran, pullCommand, pullCode, readme } = await story(t)
  await clone.run('git-doc allow --yes')
  pullCommand(commandLeaving('second'))
  pullCode()
  t.is((await clone.run('git-doc update --background')).code, 0)
  const waiting = async () => {
    const { data } = await json('git-doc status')
    return data.runs.filter(({ tag }: { tag: string }) => tag === 'waiting')
  }
  const [run, ...others] = await waiting()
  t.is(others.length, 0)
  t.is(run.code, 'not-allowed')
  t.regex(run.reason, /touch.*second.*"git-doc allow"/)
  t.false(ran('second'))
  const before = (await json(`git-doc status`)).data.position
  await clone.run('git-doc update --background')
  t.is((await json('git-doc status')).data.position, before, 'waiting on records nothing')

  await clone.run('git-doc allow --yes')
  await clone.run('git-doc update --background')
  t.true(ran('second'))
  t.deepEqual(await waiting(), [])
  t.is(readme(), `# Tool\n\n${usage}`)
})

test('a dry run asks for no key', async t => {
  const { clone, ran, pullCode } = await story(t)
  pullCode()
  t.is((await clone.run('git-doc update --dry-run')).code, 0)
  await clone.run('git-doc allow --yes')
  t.is((await clone.run('git-doc update --dry-run')).code, 0)
  t.false(ran('first'))
})

test('a change of a file of the repository that the command names must be allowed', async t => {
  const { origin, clone, json, ran, pullCode } = await story(t, ['sh', 'scripts/key.sh'])
  const script = (trace: string) => `touch "$HOME/${trace}"\necho key\n`
  const pull = (text: string) => {
    origin.commit('Change the script', { 'scripts/key.sh': text })
    clone.git('pull', '--quiet', '--rebase')
  }
  pull(script('first'))
  await clone.run('git-doc allow --yes')
  pullCode()
  t.is((await clone.run('git-doc update')).code, 0)
  t.true(ran('first'))
  pull(script('second'))
  t.is((await clone.run('git-doc update')).code, 2)
  const { data } = await json('git-doc allow')
  t.like(data.waiting, [{ what: 'file', name: 'scripts/key.sh' }])
  t.regex(data.waiting[0].diff, /-touch "\$HOME\/first"\n\+touch "\$HOME\/second"/)
  t.false(ran('second'))
})

test('the command runs in the root of the repository, with what it needs and without keys', async t => {
  const { clone, pullCode } = await story(t, [
    'sh',
    '-c',
    'pwd > "$HOME/trace"; env >> "$HOME/trace"; echo key',
  ])
  await clone.run('git-doc allow --yes')
  pullCode()
  const own = { OPENAI_API_KEY: 'sk-secret', GNUPGHOME: '/gpg' }
  t.is((await clone.run('git-doc update', own)).code, 0)
  const trace = readFileSync(join(clone.path, '..', 'trace'), 'utf8')
  t.true(trace.startsWith(`${clone.git('rev-parse', '--show-toplevel')}\n`))
  t.regex(trace, /^GNUPGHOME=\/gpg$/m)
  t.notRegex(trace, /sk-secret|^GIT_CONFIG/m)
})

test('a configuration outside of the repository needs no permission', async t => {
  const { clone, server, ran, pullCode } = await story(t)
  pullCode()
  const own = join(clone.path, '..', 'own.toml')
  writeFileSync(own, config(server.url, commandLeaving('own')))
  t.is((await clone.run(`git-doc update --config ${own}`)).code, 0)
  t.true(ran('own'))
  t.false(ran('first'))
})

test('this clone allows everything if its configuration or the environment says so, and no pulled file', async t => {
  const { origin, clone, json, ran, pullCode } = await story(t)
  origin.commit('Trust me', { 'shared.gitconfig': '[git-doc]\n\ttrust = all\n' })
  pullCode()
  clone.git('config', 'include.path', '../shared.gitconfig')
  t.is((await clone.run('git-doc update')).code, 2)
  const { data: doctor } = await json('git-doc doctor')
  const findings = doctor.findings.filter(({ name }: { name: string }) => name === 'trust')
  t.deepEqual(
    findings.map(({ code }: { code: string }) => code),
    ['TRUST_IN_WORKING_TREE', 'NOT_ALLOWED'],
  )
  t.is((await clone.run('git-doc update', { CI: 'true', GIT_DOC_TRUST: 'ask' })).code, 2)
  t.false(ran('first'))
  clone.git('config', 'git-doc.trust', 'all')
  t.is((await clone.run('git-doc update')).code, 0)
  t.true(ran('first'))
})

test('what is allowed is listed and can be taken back', async t => {
  const { clone, json, pullCommand } = await story(t)
  const states = async () =>
    (await json('git-doc allow --list')).data.things.map(({ state }: { state: string }) => state)
  t.deepEqual(await states(), ['not-allowed'])
  await clone.run('git-doc allow --yes')
  t.deepEqual(await states(), ['allowed'])
  pullCommand(commandLeaving('second'))
  t.deepEqual(await states(), ['not-allowed', 'unused'])
  await clone.run('git-doc allow --yes llm.providers.team.api_key_command')
  t.deepEqual(await states(), ['allowed', 'unused'])
  const { data } = await json('git-doc allow --revoke')
  t.is(data.revoked.length, 2)
  t.deepEqual(await states(), ['not-allowed'])
  t.is((await json('git-doc allow --yes nothing')).data.error.code, 'USAGE')
  t.is((await json('git-doc allow --list --revoke')).data.error.code, 'USAGE')
  t.regex(
    (await clone.run('git-doc allow --list')).stdout,
    /^not allowed [0-9a-f]{8} llm\.providers/,
  )
})

test('a person who changes what they allowed has allowed the change', async t => {
  const { clone, json } = await story(t)
  const set = () => clone.run('git-doc config set llm.base_url http://127.0.0.1:1/v1')
  await set()
  t.is((await json('git-doc allow')).data.waiting.length, 1, 'the command is a stranger’s')
  await clone.run('git-doc allow --yes')
  await clone.run('git-doc config set llm.base_url http://127.0.0.1:2/v1')
  t.deepEqual((await json('git-doc allow')).data.waiting, [])
})

/** Runs git-doc in a terminal whose person gives one answer. */
const inTerminal = async (words: readonly string[], cwd: string, reply: string) => {
  let printed = ''
  const output = () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
    stream.on('data', chunk => {
      printed += chunk
    })
    return stream
  }
  const code = await main(words, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: join(cwd, '..'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      NO_COLOR: '1',
    },
    stdin: Object.assign(Readable.from([`${reply}\n`]), { isTTY: true }),
    stdout: output(),
    stderr: output(),
    signals: new EventEmitter(),
    program: '',
  })
  return { code, printed }
}

test('in a terminal a foreground command asks, and does what it can after a no', async t => {
  const { clone, ran, pullCode, json } = await story(t)
  pullCode()
  const no = await inTerminal(['update'], clone.path, 'no')
  t.is(no.code, 0)
  t.regex(no.printed, /was never allowed in this clone[\s\S]*\+command = [\s\S]*Allow this/)
  t.regex(no.printed, /waits: .*"git-doc allow"/)
  t.false(ran('first'))
  const yes = await inTerminal(['update'], clone.path, 'yes')
  t.is(yes.code, 0)
  t.true(ran('first'))
  const { data } = await json('git-doc status')
  t.is(data.runs.filter(({ tag }: { tag: string }) => tag === 'waiting').length, 0)
})

test('allow asks in a terminal, and hides nothing that the terminal would obey', async t => {
  const { clone, json } = await story(t, ['sh', '-c', 'echo good\u001b[2K\r\u202eevil'])
  const no = await inTerminal(['allow'], clone.path, 'no')
  t.is(no.code, 1)
  t.regex(no.printed, /echo good(?:\\u\{1b\}|\\\\u001b|\\u001b)\[2K/)
  t.false(no.printed.includes('\u202e'))
  t.is((await inTerminal(['allow'], clone.path, 'yes')).code, 0)
  t.deepEqual((await json('git-doc allow')).data.waiting, [])
})

test('a daemon runs nothing that is not allowed, and everything once it is', async t => {
  const { clone, json, ran, pullCode, pullCommand } = await story(t)
  await clone.run('git-doc allow --yes')
  t.is((await clone.start('git-doc daemon start')).code, 0)
  t.teardown(() => clone.start('git-doc daemon stop'))
  pullCommand(commandLeaving('second'))
  pullCode()
  t.is((await clone.run('git-doc update')).code, 2)
  t.false(ran('second'))
  await clone.run('git-doc allow --yes')
  await until('the daemon goes on by itself', () => ran('second'))
  t.is((await json('git-doc update')).code, 0)
})
