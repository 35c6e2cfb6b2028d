import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Finding } from '../../src/ports/health.ts'
import { pipelineStory } from '../support/pipelines.ts'
import { type Ending, temporaryFolder } from '../support/repository.ts'
import { storyRepository } from '../support/scenario.ts'

const trusted = { GIT_DOC_TRUST: 'all' }

/** A repository with a configuration, and what `doctor --tools` says there. */
const withTools = (t: Ending, config: string, files: Readonly<Record<string, string>> = {}) => {
  const story = storyRepository(t)
  story.commit('Begin', { '.git-doc/config.toml': config, ...files })
  return {
    ...story,
    async look(options = '', environment: Readonly<Record<string, string>> = trusted) {
      const answer = await story.run(`git-doc doctor --tools --json ${options}`, environment)
      const { findings = [], ...report } = JSON.parse(answer.stdout)
      const of = (name: string): Finding | undefined =>
        findings.find((finding: Finding) => finding.name === name)
      const bad = findings.filter(({ state }: Finding) => state !== 'ok')
      return { code: answer.code, ...report, findings, bad, of }
    },
  }
}

test('tools that are missing, too old, broken, silent or without a version warn, each with what to do', async t => {
  const { look } = withTools(
    t,
    [
      '[tools.git]\nversion = ">=2.39"',
      '[tools.gone]\ncommand = ["no-such-program", "--version"]\ninstall = "apt-get install gone"',
      '[tools.old]\ncommand = "echo old 1.2.3"\nversion = "^2"\ninstall = "Get old 2."',
      '[tools.broken]\ncommand = ["sh", "-c", "echo it is broken >&2; exit 3"]',
      '[tools.quiet]\ncommand = ["true"]\nversion = ">=1"',
      '[tools.silent]\ncommand = ["sleep", "3600"]\ntimeout = 0.2',
      '[tools.loud]\ncommand = ["yes"]',
      '[tools.java]\ncommand = ["sh", "-c", "echo openjdk 21.0.1 >&2"]\nversion = ">=17"',
      '[tools.any]\ncommand = ["true"]',
    ].join('\n'),
  )
  const { code, sound, bad, of } = await look()
  t.deepEqual([code, sound], [0, true])
  t.deepEqual(
    bad.map((finding: Finding) => [finding.name, finding.state, finding.code]),
    [
      ['tool: gone', 'warning', 'TOOL_MISSING'],
      ['tool: old', 'warning', 'TOOL_VERSION'],
      ['tool: broken', 'warning', 'TOOL_BROKEN'],
      ['tool: quiet', 'warning', 'TOOL_VERSION_UNREADABLE'],
      ['tool: silent', 'warning', 'TOOL_SILENT'],
      ['tool: loud', 'warning', 'TOOL_BROKEN'],
    ],
  )
  t.is(of('tool: gone')?.hint, 'apt-get install gone')
  t.is(of('tool: old')?.hint, 'Get old 2.')
  t.regex(of('tool: old')?.detail ?? '', /1\.2\.3, and \^2 is wanted/)
  t.regex(of('tool: broken')?.detail ?? '', /exit code 3.*it is broken/)
  t.regex(of('tool: java')?.detail ?? '', /^21\.0\.1/)
})

test('strict makes warnings fail, and where all is well nothing does', async t => {
  const wrong = withTools(t, '[tools.gone]\ncommand = ["no-such-program"]\n')
  t.is((await wrong.look('--strict')).code, 1)
  const right = withTools(t, '[tools.git]\nversion = ">=2"\n')
  const { code, findings } = await right.look('--strict')
  t.is(code, 0)
  t.deepEqual(
    findings.map(({ name }: Finding) => name),
    [
      'git',
      'node',
      'configuration',
      'tool: git',
      'working tree',
      'state',
      'temporary files',
      'caches',
      'hooks',
    ],
  )
  t.false(existsSync(join(right.path, '.git', 'git-doc')))
  const text = await right.run('git-doc doctor --tools', trusted)
  t.regex(text.stdout, /^ok {6}tool: git: \d+\.\d+\.\d+, and >=2 is wanted\.$/m)
})

test('nothing of the repository runs that nobody allowed, and the rest is looked at all the same', async t => {
  const { look, run, write, path } = withTools(
    t,
    '[tools.own]\ncommand = ["sh", "version.sh"]\nversion = ">=1"\n',
    { 'version.sh': 'touch ran; echo 1.0.0\n' },
  )
  const ask = { GIT_DOC_TRUST: 'ask' }
  const first = await look('', ask)
  t.is(first.code, 0)
  t.like(first.bad, [{ name: 'tools', state: 'warning', code: 'NOT_ALLOWED' }])
  t.false(existsSync(join(path, 'ran')))
  t.is((await look('--strict', ask)).code, 1)
  t.is((await run('git-doc allow --yes', ask)).code, 0)
  t.deepEqual((await look('', ask)).bad, [])
  t.true(existsSync(join(path, 'ran')))
  write('version.sh', 'echo 2.0.0\n')
  t.like((await look('', ask)).bad, [{ code: 'NOT_ALLOWED' }])
})

test('prepare makes the folders that are missing, once', async t => {
  const { look, path } = withTools(t, '')
  const { code, prepared } = await look('--prepare')
  t.is(code, 0)
  t.true(prepared.includes(join(path, '.git', 'git-doc')))
  t.true(existsSync(join(path, '.git', 'git-doc', 'derived')))
  t.deepEqual((await look('--prepare')).prepared, [])
})

test('where nothing can be written the look is made all the same, and says so', async t => {
  const { look, path } = withTools(
    t,
    '[state]\ndb_path = "file/state"\n[tools.git]\nversion = ">=2"\n',
    {
      file: 'not a folder\n',
    },
  )
  const found = await look('--prepare')
  t.deepEqual([found.code, found.prepared], [0, []])
  t.like(found.of('state'), { state: 'warning', code: 'STATE_READ_ONLY' })
  t.is(found.of('tool: git')?.state, 'ok')
  if (process.platform === 'win32' || process.getuid?.() === 0) return
  for (const mode of [0o555, 0o755]) {
    chmodSync(path, mode)
    const tree = (await look()).of('working tree')
    t.is(tree?.code, mode === 0o555 ? 'WORKING_TREE_READ_ONLY' : 'OK')
  }
})

const wrong: readonly (readonly [what: string, config: string, line: number])[] = [
  ['a range that is none', '[tools.a]\nversion = "newest"\n', 2],
  ['an empty range', '[tools.a]\nversion = ""\n', 2],
  ['a command that is empty', '[tools.a]\ncommand = []\n', 2],
  ['a timeout that is none', '[tools.a]\ntimeout = "5s"\n', 2],
  ['a key that is not known', '[tools.a]\nversions = "1"\n', 2],
  ['a name that is no program', '[tools."../a"]\nversion = "1"\n', 1],
  ['a list', 'tools = ["a"]\n', 1],
]
for (const [what, config, line] of wrong)
  test(`${what} is refused with its line`, async t => {
    const { look } = withTools(t, config)
    const { code, of } = await look()
    t.is(code, 1)
    t.like(of('configuration'), { state: 'error', code: 'CONFIG_INVALID' })
    t.regex(of('configuration')?.detail ?? '', new RegExp(`config\\.toml:${line}:`))
  })

test('options that do not go together are refused', async t => {
  const { run } = storyRepository(t)
  t.is((await run('git-doc doctor --prepare')).code, 2)
  t.is((await run('git-doc doctor --tools --repair')).code, 2)
  t.is((await run(`cd ${temporaryFolder(t)} && git-doc doctor --tools`)).code, 2)
})

test('the gate tool-health fails on what doctor only warns of, runs nothing that is not allowed, and keeps the versions', async t => {
  const story = pipelineStory(t, ['name = "tools"\nuse = "tool-health"'], {
    'version.sh': 'touch ran.log; cat version.txt\n',
    'version.txt': 'tool 1.4.0\n',
  })
  const { write, read, ask, json, path } = story
  write(
    '.git-doc/config.toml',
    `[tools.own]\ncommand = ["sh", "version.sh"]\nversion = "^1.2"\ninstall = "Get it."\n${read('.git-doc/config.toml')}`,
  )
  t.is((await ask('git-doc pipeline run ci')).code, 2)
  t.false(existsSync(join(path, 'ran.log')))
  t.is((await ask('git-doc allow --yes')).code, 0)
  t.is((await ask('git-doc pipeline run ci')).code, 0)
  const { gates } = await json('git-doc pipeline show ci --json')
  t.like(gates[0].facts, { tools: 1, versions: { own: '1.4.0', node: process.versions.node } })
  write('version.txt', 'tool 2.0.0\n')
  const failed = await json('git-doc pipeline run ci --json')
  t.like(failed.gates[0], { verdict: 'failed', code: 'TOOLS_WRONG' })
  t.regex(failed.gates[0].reason, /tool: own: It is 2\.0\.0, and \^1\.2 is wanted\. Get it\./)
})
