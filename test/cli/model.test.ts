import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test, { type ExecutionContext } from 'ava'
import { answered, failed, type Reply, type Script } from '../support/model-server.ts'
import { mapping, modelSettings, modelStory, toolKey } from '../support/model-story.ts'
import { cliPath } from '../support/run-command.ts'

const readme =
  '# Tool\n\nA tool.\n\n## Usage\n\nRun `tool` with care.\n\n## Options\n\nNone.\n\n## License\n\nMIT\n'
const usage = '## Usage\n\nRun `tool --fast` with care.\n'

const config = (url: string, more = '', timeout?: number) =>
  `${modelSettings(url, { more, ...(timeout && { timeout }) })}${mapping('Usage')}`

/** A repository with one new commit that a mapping brings to “Usage”, and a server in the model's place. */
const story = async (t: ExecutionContext, script: Script, more?: string, timeout?: number) => {
  const story = await modelStory(t, script, {
    settings: url => config(url, more, timeout),
    files: { 'README.md': readme, 'src/a.ts': 'export const tool = 1\n' },
  })
  story.commit('Add --fast', {
    'src/a.ts': 'export const tool = 1\nexport const fast = true\n',
  })
  return story
}

test('a model’s answer becomes a doc commit that changes its section and nothing else', async t => {
  const { json, git, file, prompt, server } = await story(t, [answered(usage)])
  const { code, runs } = await json('git-doc update')
  t.is(code, 0)
  const [own, run] = runs
  t.is(run.state, 'success')
  t.deepEqual(
    run.targets.map(({ file, section, strategy, state }: Record<string, string>) => [
      file,
      section,
      strategy,
      state,
    ]),
    [['README.md', 'Usage', 'mapping', 'done']],
  )
  t.is(own.state, 'skipped', 'the doc commit is not documented')
  t.is(git('rev-parse', 'HEAD'), run.docCommit)
  t.is(file(), readme.replace('`tool`', '`tool --fast`'))
  t.is(git('show', '--name-only', '--format=', 'HEAD'), 'README.md')
  t.is(
    git('log', '-1', '--format=%(trailers:key=Git-Doc-Commit,valueonly)').trim(),
    git('rev-parse', 'HEAD~1'),
  )
  t.is(git('status', '--porcelain'), '')
  t.is(server.requests.length, 1)
  t.true(prompt(0).includes('fast = true'), 'the diff is in the prompt')
  t.false(prompt(0).includes('MIT'), 'other sections are not')
})

test('an answer that changes nothing makes no commit', async t => {
  const { json, git } = await story(t, [answered('UNCHANGED')])
  const head = git('rev-parse', 'HEAD')
  const { runs } = await json('git-doc update')
  t.is(runs[0].state, 'skipped')
  t.is(git('rev-parse', 'HEAD'), head)
})

const failures: readonly (readonly [title: string, reply: Reply, code: string])[] = [
  [
    'a wrong key',
    failed(401, { message: 'Incorrect API key provided: sk-secret-of-the-story' }),
    'MODEL_AUTH',
  ],
  [
    'an unknown model',
    failed(404, { message: 'The model does not exist', code: 'model_not_found' }),
    'MODEL_MODEL_UNKNOWN',
  ],
  ['a broken server', failed(500, { message: 'Oops' }), 'MODEL_SERVER'],
  [
    'a server that never answers',
    { silence: { before: 'headers', for: Number.POSITIVE_INFINITY } },
    'MODEL_TIMEOUT',
  ],
  ['an empty answer', answered(''), 'MODEL_MALFORMED'],
  [
    'HTML instead of JSON',
    { headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' },
    'MODEL_MALFORMED',
  ],
  ['a truncated answer', answered(usage, { finish_reason: 'length' }), 'MODEL_TRUNCATED'],
  ['a whole file for an answer', answered(readme), 'ANSWER_'],
]

for (const [title, reply, code] of failures) {
  test(`${title} fails the commit, leaves the document alone, and a retry makes it good`, async t => {
    const hangs = reply.silence !== undefined
    let isMended = false
    const script: Script = () => (isMended ? answered(usage) : reply)
    const { json, run, git, file } = await story(t, script, '', hangs ? 2 : undefined)
    const head = git('rev-parse', 'HEAD')
    const first = await json('git-doc update')
    t.is(first.code, 1)
    t.true(first.failures[0].code.startsWith(code), JSON.stringify(first.failures))
    t.truthy(first.failures[0].next)
    t.is(git('rev-parse', 'HEAD'), head)
    t.is(file(), readme)
    t.is((await run('git-doc update')).code, 0, 'a failure is not tried again unasked')

    const { stdout } = await run('git-doc history --json')
    t.false(
      `${stdout}${JSON.stringify(first)}${first.stderr}`.includes('sk-secret'),
      'the key is nowhere',
    )

    isMended = true
    if (hangs) await run('git-doc config set llm.timeout 3600')
    const again = await json('git-doc retry')
    t.is(again.code, 0, JSON.stringify(again))
    t.is(again.counts.success, 1)
    t.regex(file(), /--fast/)
    t.deepEqual((await json('git-doc status')).failures, [])
  })
}

test('a server that is down fails one commit and does not stop the next', async t => {
  const { json, server, commit } = await story(t, [answered(usage)])
  commit('Write about it', { 'docs/other.md': '# Other\n' })
  await server.close()
  const { code, runs, failures } = await json('git-doc update')
  t.is(code, 1)
  t.is(failures[0].code, 'MODEL_NETWORK')
  t.deepEqual(runs.map(({ state }: { state: string }) => state).sort(), ['failed', 'skipped'])
})

const options = `
[[mappings]]
code_pattern = "src/**"
doc_file = "README.md"
section = "Options"
`

test('what succeeded is committed when another section fails, and a retry asks only for the rest', async t => {
  const { json, file, git, server } = await story(
    t,
    [answered(usage), failed(500, { message: 'Oops' }), answered('## Options\n\n`--fast`\n')],
    options,
  )
  // The mappings stand in the order of the file: Options comes first there.
  const first = await json('git-doc update')
  t.is(first.code, 1)
  const states = first.runs
    .at(-1)
    .targets.map(({ section, state }: Record<string, string>) => `${section} ${state}`)
  t.is(
    states.filter((state: string) => state.endsWith('done')).length +
      states.filter((state: string) => state.endsWith('failed')).length,
    2,
  )
  const commits = Number(git('rev-list', '--count', 'HEAD'))

  const again = await json('git-doc retry')
  t.is(again.code, 0, JSON.stringify(again))
  t.is(server.requests.length, 3, 'the section that was done is not asked for again')
  t.is(Number(git('rev-list', '--count', 'HEAD')), commits + 1)
  t.regex(file(), /## Options/)
})

test('an answer that had to wait for a person is not paid for again', async t => {
  const { json, write, file, git, server } = await story(t, [answered(usage)])
  const edited = readme.replace('with care', 'with great care')
  write('README.md', edited)
  const first = await json('git-doc update')
  t.is(first.code, 0)
  t.is(first.runs[0].state, 'planned')
  t.regex(first.runs[0].reason, /README\.md/)
  t.is(file(), edited, 'the edit is as it was')
  t.is(git('diff', '--cached', '--name-only'), '')

  write('README.md', readme)
  const again = await json('git-doc update')
  t.is(again.counts.success, 1, JSON.stringify(again))
  t.is(server.requests.length, 1)
})

test('a section that vanishes between plan and apply skips its target', async t => {
  const { json, commit, run, write, git } = await story(t, [answered(usage)])
  // It waits with its plan made, because the section is being edited; then the section goes.
  write('README.md', readme.replace('with care', 'with great care'))
  await run('git-doc update')
  git('checkout', '--quiet', 'README.md')
  commit('Drop a section', { 'README.md': readme.replace(/## Usage[\s\S]*(?=## Options)/, '') })
  const { code, failures, runs } = await json('git-doc update')
  t.is(code, 0)
  t.deepEqual(failures, [])
  const gone = runs.flatMap(({ targets }: { targets: { state: string }[] }) => targets)
  t.like(
    gone.find(({ state }: { state: string }) => state === 'skipped'),
    { section: 'Usage', reason: 'README.md has no section "Usage".' },
  )
})

test('a plan of a model’s work says what it would send and sends nothing', async t => {
  const { json, run, git, server } = await story(t, [answered(usage)])
  const head = git('rev-parse', 'HEAD')
  const { runs } = await json('git-doc update --dry-run')
  t.is(runs[0].targets[0].section, 'Usage')
  t.regex(runs[0].targets[0].why, /src\/a\.ts/)
  t.true(runs[0].targets[0].prompt.tokens > 100)
  t.is(server.requests.length, 0)
  t.is(git('rev-parse', 'HEAD'), head)
  t.is((await run('git-doc history HEAD')).code, 2, 'nothing was recorded')
})

test('a key is missed only when a model is about to be asked, and the work goes on with one', async t => {
  const { run, json, write, server } = await story(t, [answered(usage)])
  const keyless = config(server.url)
    .replace('"compatible"', '"openai"')
    .replace(/^api_key.*\n/m, '')
  write('.git-doc/config.toml', keyless)
  t.is((await run('git-doc update --dry-run')).code, 0)
  t.is((await run('git-doc update --to HEAD~1')).code, 0, 'there is nothing to ask')
  const { code, stderr } = await run('git-doc update')
  t.is(code, 2)
  t.regex(stderr, /No API key for openai was found/)
  t.is(server.requests.length, 0)
  t.deepEqual((await json('git-doc status')).failures, [])
  write('.git-doc/config.toml', config(server.url))
  t.is((await json('git-doc update')).counts.success, 1)
})

test('Ctrl+C ends it at once, and the next update goes on', async t => {
  let asked = () => {}
  const request = new Promise<void>(resolve => {
    asked = resolve
  })
  const hanging: Reply = { silence: { before: 'headers', for: Number.POSITIVE_INFINITY } }
  const { json, path, server } = await story(t, (_, index) => {
    asked()
    return index === 0 ? hanging : answered(usage)
  })
  const child = spawn(process.execPath, [cliPath, 'update'], {
    cwd: path,
    env: { ...process.env, TOOL_KEY: toolKey },
    stdio: 'ignore',
  })
  await request
  child.kill('SIGINT')
  t.deepEqual(await once(child, 'exit'), [130, null])
  t.deepEqual((await json('git-doc status')).failures, [])
  const { counts } = await json('git-doc update')
  t.is(counts.success, 1)
  t.is(server.requests.length, 2)
})

test('a quota that is used up makes the work wait, sends nothing more, and another model takes it on', async t => {
  const script: Script = ({ body }) =>
    (body as { model: string }).model === 'served'
      ? failed(429, { message: 'Quota', code: 'insufficient_quota' })
      : answered(usage)
  const { json, run, git, server } = await story(t, script)
  const head = git('rev-parse', 'HEAD')
  const first = await json('git-doc update')
  t.is(first.code, 0)
  t.like(first.runs[0], { state: 'planned', code: 'provider-unavailable' })
  t.like(first.providers[0], { state: 'open', class: 'quota' })
  t.is(server.requests.length, 1)

  const second = await run('git-doc update')
  t.is(second.code, 0, second.stdout)
  t.is(server.requests.length, 1, 'nobody is asked while it is known to be of no use')
  t.regex(
    (await run('git-doc status')).stdout,
    /Waiting[\s\S]*quota[\s\S]*Providers[\s\S]*is not asked until/,
  )
  t.is(git('rev-parse', 'HEAD'), head)

  await run('git-doc config set llm.model other')
  const third = await json('git-doc update')
  t.is(third.runs.find(({ commit }: { commit: string }) => commit === head)?.state, 'success')
  t.is((await run('git-doc replay')).code, 0)
})
