import test, { type ExecutionContext } from 'ava'
import { storyRepository } from '../support/scenario.ts'
import { playedOnce } from '../support/shared-setup.ts'

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`
const readme = (anchor: string) =>
  `# Tool\n\n## Usage\n\nCall \`fetch0()\` first.\n\n## More\n\nSee ${anchor}.\n`

/** A commit that was documented, and one whose section a person is editing. */
const waiting = playedOnce(test, async story => {
  story.commit('Begin', { 'README.md': readme('below'), 'src/fetch.ts': code('fetch0') })
  await story.run('git-doc update --from HEAD')
  const done = story.commit('Rename fetch0', { 'src/fetch.ts': code('fetch1') })
  await story.run('git-doc update')
  const waits = story.commit('Rename fetch1', { 'src/fetch.ts': code('fetch2') })
  return { done, waits }
})

const edited = async (t: ExecutionContext) => {
  const story = await waiting(t)
  const text = story.git('show', 'HEAD:README.md')
  story.write('README.md', `${text.replace('first', 'at last')}\n`)
  return story
}

/** A commit that no model could be asked about. */
const failing = async (t: ExecutionContext) => {
  const story = await waiting(t)
  story.write(
    '.git-doc/config.toml',
    '[llm]\nprovider = "compatible"\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "m"\nmax_retries = 0\n',
  )
  t.is((await story.run('git-doc update')).code, 1)
  return story
}

const runsIn = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))

test('what waits for a person exits with 0 and is said in the first line; --fail-if-waiting makes it 1', async t => {
  const { run, waits } = await edited(t)
  const worked = await run('git-doc update')
  t.is(worked.code, 0)
  t.regex(worked.stdout, /^1 planned \(1 waits for a person\)\n/)
  t.is((await run('git-doc update --fail-if-waiting')).code, 1)

  const status = await run('git-doc status')
  t.is(status.code, 0)
  t.regex(status.stdout, /^[^\n]*1 planned[^\n]* \(1 waits for a person\)\n/)
  for (const options of ['', '--json', '--all', '--failed', 'commit'])
    t.is((await run(`git-doc status ${options} --fail-if-waiting`)).code, 1, options)
  const report = JSON.parse((await run('git-doc status --json')).stdout)
  const waiting = report.runs.filter(({ tag }: { tag: string }) => tag === 'waiting')
  t.deepEqual(
    waiting.map(({ commit, code }: Record<string, string>) => [commit, code]),
    [[waits, 'section-edited']],
  )
})

test('a revert that waits says so first, and fails only if asked to', async t => {
  const { run, done } = await edited(t)
  const reverted = await run(`git-doc revert ${done}`)
  t.is(reverted.code, 0, reverted.stderr)
  t.regex(reverted.stdout, /^\S+ waits: [^\n]*README\.md/)
  t.is((await run(`git-doc revert ${done} --fail-if-waiting`)).code, 1)
})

test('where nothing waits, --fail-if-waiting changes nothing', async t => {
  const { run } = await waiting(t)
  t.is((await run('git-doc update --fail-if-waiting')).code, 0)
  t.is((await run('git-doc status --fail-if-waiting')).code, 0)
})

test('--all lists every run, --failed those that failed, as text and as JSON Lines', async t => {
  const { run, done, waits } = await failing(t)
  const all = runsIn((await run('git-doc status --all --json')).stdout)
  t.true(all.length >= 3)
  t.deepEqual(
    all
      .filter(({ commit }) => [done, waits].includes(commit))
      .map(({ state }) => state)
      .sort(),
    ['failed', 'success'],
  )
  const failed = runsIn((await run('git-doc status --failed --json')).stdout)
  t.deepEqual(
    failed.map(({ commit, tag }) => [commit, tag]),
    [[waits, 'failed']],
  )
  t.regex(failed[0].next, /git-doc retry/)
  const text = (await run('git-doc status --failed')).stdout
  t.true(text.startsWith(`  ${waits.slice(0, 8)} failed`))
  t.is((await run('git-doc status --all')).stdout.match(/^ {2}[0-9a-f]{8} /gm)?.length, all.length)
})

test('a kind shows its own runs, and one that does not exist is wrong usage', async t => {
  const { run } = await failing(t)
  const all = JSON.parse((await run('git-doc status --json')).stdout)
  const ours = JSON.parse((await run('git-doc status commit --json')).stdout)
  t.is(ours.schema, 2)
  t.deepEqual(ours.counts, all.kinds.commit)
  t.deepEqual(Object.keys(ours.kinds), ['commit'])
  t.deepEqual(ours.runs, all.runs)
  t.deepEqual(
    runsIn((await run('git-doc status commit --all --json')).stdout),
    runsIn((await run('git-doc status --all --json')).stdout),
  )
  for (const options of ['', '--all', '--failed']) {
    const answer = await run(`git-doc status unheard-of ${options} --json`)
    t.is(answer.code, 2, options)
    t.is(JSON.parse(answer.stdout).error.code, 'USAGE')
    t.regex(answer.stderr, /Kinds with runs: .*commit/)
  }
})

test('where nothing is recorded, every form of status says so and ends with 0', async t => {
  const { run, commit } = storyRepository(t)
  commit('Begin', { 'README.md': '# Tool\n' })
  t.regex((await run('git-doc status')).stdout, /^Nothing is recorded yet/)
  t.like(JSON.parse((await run('git-doc status --json')).stdout), { schema: 2, runs: [] })
  t.deepEqual(await run('git-doc status --all --json'), { code: 0, stdout: '', stderr: '' })
  t.is((await run('git-doc status --failed')).stdout, '')
})

test('a retry records who asked and why, and history and status tell', async t => {
  const { run, waits } = await failing(t)
  const retry = await run(
    `git-doc retry ${waits} --by 'Ada <ada@example.org>' --reason 'The network is back'`,
  )
  t.is(retry.code, 1, 'there is still no model')
  const events = runsIn((await run(`git-doc history ${waits} --json`)).stdout)
  const asked = events.find(({ event }) => event.type === 'retry.requested')
  t.is(asked.actor, 'Ada <ada@example.org>')
  t.deepEqual(asked.cause, { by: 'command', reason: 'The network is back' })
  const text = (await run(`git-doc history ${waits}`)).stdout
  t.regex(text, /retry\.requested .* by Ada <ada@example\.org>: The network is back/)
  const [failed] = runsIn((await run('git-doc status --failed --json')).stdout)
  t.like(failed, { by: 'Ada <ada@example.org>', why: 'The network is back' })
})

test('history and replay take a commit or a run by a unique prefix, and replay a position', async t => {
  const { run, done } = await waiting(t)
  const by = async (name: string) => (await run(`git-doc history ${name} --json`)).stdout
  t.is(await by(`commit/${done.slice(0, 12)}`), await by(done))
  const { position } = runsIn(await by(done)).at(-1)
  const replay = await run(`git-doc replay ${done} --at ${position - 1} --json`)
  t.is(replay.code, 0)
  t.like(JSON.parse(replay.stdout).runs[0], { run: `commit/${done}`, since: 1, is: 'success' })
  t.is((await run('git-doc replay --at soon')).code, 2)
  t.is((await run('git-doc replay --at 100000')).code, 2)
  t.is((await run('git-doc history commit/0000')).code, 2)
})

test('the short line says what is new, waits or failed, and nothing else', async t => {
  const { run, commit, git } = await edited(t)
  const short = async () => (await run('git-doc status --short')).stdout
  t.is(await short(), '1 new\n')
  await run('git-doc update')
  t.is(await short(), '1 waits\n')
  commit('More', { 'src/more.ts': 'export const more = 1\n' })
  t.is(await short(), '1 new, 1 waits\n')
  git('checkout', '--quiet', '--', 'README.md')
  await run('git-doc update')
  t.is(await short(), 'ok\n')
})

test('a doc commit that nobody looked at yet is no commit to document', async t => {
  const { run, commit, git } = await waiting(t)
  await run('git-doc update')
  commit('Doc commit of another clone', { 'README.md': '# Tool\n' })
  git('commit', '--quiet', '--amend', '-m', 'docs: update', '-m', 'Git-Doc-Run: commit/abc')
  t.is((await run('git-doc status --short')).stdout, 'ok\n')
})
