import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openInbox } from '../../src/adapters/state/inbox.ts'
import { acquireRunLock } from '../../src/adapters/state/run-lock.ts'
import { backgroundLines, isIdle, notesIn, until } from '../support/background.ts'
import { type Answer, packageFolder, shell } from '../support/run-command.ts'
import { blocks, storyRepository } from '../support/scenario.ts'

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

/** A repository with code, a document and, unless told otherwise, hooks; workers end before its folder goes. */
const followed = async (t: ExecutionContext, enable = 'git-doc enable-hook') => {
  const story = storyRepository(t)
  const state = join(story.path, '.git', 'git-doc')
  const idle = () => until('nobody is at work', () => isIdle(state))
  t.teardown(idle)
  const begin = story.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nCall `fetch0()` first.\n\n## Thanks\n\nTo all.\n',
    'src/fetch.ts': code('fetch0'),
  })
  if (enable) {
    const answer = await story.run(enable)
    t.is(answer.code, 0, answer.stderr)
  }
  return { ...story, state, begin, idle, settled: () => settled(state) }
}

type Story = Awaited<ReturnType<typeof followed>>

/** A worker writes down what it did after it has let go of the lock. */
const settled = (state: string) =>
  until(
    'every note is taken up',
    () => notesIn(state).length === 0 && isIdle(state) && backgroundLines(state).length > 0,
  )

const workers = (state: string) => new Set(backgroundLines(state).map(({ pid }) => pid)).size

/** The commits that the log has a run of, in order. */
const noticed = async ({ run }: Pick<Story, 'run'>): Promise<string[]> => {
  const { stdout } = await run('git-doc history --json')
  return stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line).event)
    .filter(({ type }) => type === 'commit.noticed')
    .map(({ data }) => data.commit)
}

/** A doc commit holds the index for some milliseconds; who commits by the dozen tries again, as with any other program. */
const commitSoon = async ({ run }: Pick<Story, 'run'>, command: string): Promise<Answer> => {
  for (;;) {
    const answer = await run(command)
    if (answer.code === 0 || !answer.stderr.includes('index.lock')) return answer
  }
}

test('a commit is documented in the background, and prints nothing of it', async t => {
  const story = await followed(t)
  story.write('src/fetch.ts', code('fetch1'))
  const answer = await story.run('git commit -qam "Rename fetch0"')
  t.deepEqual(answer, { code: 0, stdout: '', stderr: '' })
  await story.settled()
  t.regex(story.git('show', 'HEAD:README.md'), /fetch1\(\)/)
  t.regex(backgroundLines(story.state).at(-1)?.what ?? '', /^Done: 2 new commits/)
})

test('rapid commits, also during a run, are all taken up and each once', async t => {
  const story = await followed(t)
  for (let n = 1; n <= 60; n += 1) {
    story.write('src/fetch.ts', code(`fetch${n}`))
    const answer = await commitSoon(story, `git commit -qam "Rename fetch${n - 1}"`)
    t.deepEqual(answer, { code: 0, stdout: '', stderr: '' })
    // On a busy machine a worker can be done with all five before we look.
    if (n === 5)
      await until(
        'a run is or was active',
        () => existsSync(join(story.state, 'run.lock')) || backgroundLines(story.state).length > 0,
      )
  }
  await story.settled()
  const known = await noticed(story)
  const commits = story.git('rev-list', '--reverse', `${story.begin}..HEAD`).split('\n')
  t.deepEqual([...known].sort(), [...commits].sort())
  const followedUp = story.git('log', '--format=%(trailers:key=Git-Doc-Commit,valueonly)')
  const documented = followedUp.split('\n').filter(Boolean)
  t.is(new Set(documented).size, documented.length, 'one doc commit a commit')
  t.regex(story.git('show', 'HEAD:README.md'), /fetch60\(\)/)
  t.is(story.git('status', '--porcelain'), '')
})

test('a rebase of 50 commits wakes one worker, after it ends', async t => {
  const story = await followed(t)
  const quietly = { GIT_DOC_SKIP: '1' }
  await story.run(
    'for n in $(seq 50); do echo $n > src/$n.ts; git add . ; git commit -qm "Add $n"; done',
    quietly,
  )
  await story.run(
    `git switch -qc base ${story.begin} && git commit -q --allow-empty -m Base`,
    quietly,
  )
  await story.run('git switch -q main', quietly)
  t.is(workers(story.state), 0)
  const answer = await story.run('git rebase -q base')
  t.is(answer.code, 0, answer.stderr)
  await story.settled()
  t.is(workers(story.state), 1)
  t.deepEqual(
    backgroundLines(story.state).map(({ what }) => what.slice(0, 21)),
    ['Done: 51 new commits,'],
  )
  t.is((await noticed(story)).length, 51)
})

test('what a rebase made of which commits is kept until it is taken up', async t => {
  const story = await followed(t)
  const lock = await acquireRunLock(story.state)
  const before = [1, 2, 3].map(n => story.commit(`Add ${n}`, { [`src/${n}.ts`]: `${n}\n` }))
  story.git('switch', '-qc', 'base', story.begin)
  story.commit('Base', { 'base.ts': '1\n' })
  story.git('switch', '-q', 'main')
  story.git('rebase', '-q', 'base')
  const after = story.git('rev-list', '--reverse', 'base..main').split('\n')
  const notes = await openInbox(story.state).read()
  const rewrites = notes.flatMap(note => note.rewrites)
  t.deepEqual(
    rewrites,
    before.map((from, n) => ({ from, to: after[n] as string })),
  )
  t.is(notes.find(note => note.hook === 'post-rewrite')?.ref, 'refs/heads/main')
  t.is(workers(story.state), 0)
  await lock.release()
})

test('what was noted while another command held the lock is taken up after it', async t => {
  const story = await followed(t)
  const lock = await acquireRunLock(story.state)
  story.commit('Rename fetch0', { 'src/fetch.ts': code('fetch1') })
  await lock.release()
  t.is(notesIn(story.state).length, 1)
  t.is((await story.run('git-doc retry')).code, 0)
  await story.settled()
  t.regex(story.git('show', 'HEAD:README.md'), /fetch1\(\)/)
  t.is(workers(story.state), 1)
})

test('commits wake no second worker while one is about to work', async t => {
  const story = await followed(t)
  writeFileSync(join(story.state, 'waking'), `{"pid":${process.pid}}\n`)
  for (const n of [1, 2, 3]) story.commit(`Rename ${n}`, { 'src/fetch.ts': code(`fetch${n}`) })
  t.is(notesIn(story.state).length, 3)
  t.is(workers(story.state), 0)
  rmSync(join(story.state, 'waking'))
  story.commit('Rename 4', { 'src/fetch.ts': code('fetch4') })
  await story.settled()
  t.is(workers(story.state), 1)
  t.regex(story.git('show', 'HEAD:README.md'), /fetch4\(\)/)
})

test('the lock of a run that was killed keeps nobody from waking a worker', async t => {
  const story = await followed(t)
  const dead = await story.run('sh -c "echo $$"')
  writeFileSync(join(story.state, 'run.lock'), `{"pid":${dead.stdout.trim()},"host":"x"}\n`)
  writeFileSync(join(story.state, 'waking'), `{"pid":${dead.stdout.trim()}}\n`)
  story.commit('Rename fetch0', { 'src/fetch.ts': code('fetch1') })
  await until('a worker has come', () => workers(story.state) === 1)
  await until('it has gone', () => !existsSync(join(story.state, 'waking')))
  rmSync(join(story.state, 'run.lock'), { force: true })
  t.pass()
})

test('a mark from before the clock was set back keeps nobody from waking a worker', async t => {
  const story = await followed(t)
  const waking = join(story.state, 'waking')
  const tomorrow = new Date(Date.now() + 86_400_000)
  writeFileSync(waking, '')
  utimesSync(waking, tomorrow, tomorrow)
  story.commit('Rename fetch0', { 'src/fetch.ts': code('fetch1') })
  await story.settled()
  t.is(workers(story.state), 1)
  t.regex(story.git('show', 'HEAD:README.md'), /fetch1\(\)/)
})

test('a graphical program without PATH and HOME wakes a worker too', async t => {
  const story = await followed(t)
  const { stdout } = await story.run('command -v git')
  story.write('src/fetch.ts', code('fetch1'))
  const answer = await story.run(`env -i ${stdout.trim()} commit -qam "Rename fetch0"`)
  t.deepEqual(answer, { code: 0, stdout: '', stderr: '' })
  await story.settled()
  t.regex(story.git('show', 'HEAD:README.md'), /fetch1\(\)/)
})

test('once git-doc is gone its hooks are silent and leave nothing behind', async t => {
  const story = await followed(t)
  const commit = () => story.run('git commit -q --allow-empty -m More')
  const silence = { code: 0, stdout: '', stderr: '' }
  rmSync(join(story.path, '..', 'bin', 'git-doc'))
  t.deepEqual(await commit(), silence)
  t.deepEqual(notesIn(story.state), [])
  t.false(existsSync(join(story.state, 'waking')))
  rmSync(story.state, { recursive: true })
  t.deepEqual(await commit(), silence)
  t.false(existsSync(story.state))
})

test('a linked worktree needs no hooks of its own', async t => {
  const story = await followed(t)
  const linked = join(story.path, '..', 'linked')
  story.git('worktree', 'add', '--quiet', '-b', 'feature', linked)
  const again = await shell('git-doc enable-hook --json', linked)
  const { branch, baseline } = JSON.parse(again.stdout)
  t.deepEqual([branch, baseline], ['refs/heads/feature', undefined])
  writeFileSync(join(linked, 'src/fetch.ts'), code('fetch1'))
  t.is((await shell('git commit -qam "Rename fetch0"', linked)).stderr, '')
  await story.settled()
  t.regex(story.git('show', 'feature:README.md'), /fetch1\(\)/)
  t.is(story.git('rev-parse', 'main'), story.begin)
})

test('with HEAD detached nothing is made, and the log of the background says why', async t => {
  const story = await followed(t)
  story.git('switch', '--quiet', '--detach')
  const answer = await story.run('git commit -q --allow-empty -m Detached')
  t.deepEqual(answer, { code: 0, stdout: '', stderr: '' })
  await until('a worker has come', () => workers(story.state) === 1)
  await story.idle()
  t.is(story.git('log', '-1', '--format=%s'), 'Detached')
  t.regex(backgroundLines(story.state)[0]?.what ?? '', /DETACHED_HEAD|detached/)
})

test('a history that nobody agreed to is not taken up', async t => {
  const story = await followed(t, 'git-doc enable-hook --by-hand')
  story.git('switch', '--quiet', '--orphan', 'other')
  story.commit('One', { 'src/fetch.ts': code('fetch1') })
  const [line] = JSON.parse((await story.run('git-doc enable-hook --by-hand --json')).stdout).lines
  t.is(line.hook, 'post-commit')
  story.git('switch', '--quiet', '--orphan', 'third')
  const before = story.commit('Two', { 'src/fetch.ts': code('fetch2') })
  t.is((await story.start('git-doc update --background')).stdout, '')
  t.is(story.git('rev-parse', 'HEAD'), before)
  t.regex(backgroundLines(story.state)[0]?.what ?? '', /^Nothing was done/)
  t.deepEqual(await noticed(story), [])
})

test('another run at work is yielded to without a word', async t => {
  const story = await followed(t)
  const lock = await acquireRunLock(story.state)
  const answer = await story.start('git-doc update --background')
  t.deepEqual(answer, { code: 0, stdout: '', stderr: '' })
  await lock.release()
})

test('taking the hooks away leaves everything as it was', async t => {
  const story = await followed(t, '')
  const hooks = join(story.path, '.git', 'hooks')
  const before = [readdirSync(hooks), readFileSync(join(story.path, '.git', 'config'), 'utf8')]
  const enabled = await story.run('git-doc enable-hook')
  t.regex(enabled.stdout, new RegExp(`Commits up to ${story.begin.slice(0, 8)} stay undocumented`))
  t.notRegex((await story.run('git-doc enable-hook')).stdout, /Commits up to/)
  const disabled = await story.run('git-doc disable-hook')
  t.is(disabled.stdout, 'Removed post-commit, post-merge, post-rewrite.\n')
  t.is((await story.run('git-doc disable-hook')).stdout, 'There were no hooks.\n')
  t.deepEqual(
    [readdirSync(hooks), readFileSync(join(story.path, '.git', 'config'), 'utf8')],
    before,
  )
  story.commit('More')
  t.is(workers(story.state), 0)
})

test('state kept elsewhere gets its notes there', async t => {
  const story = await followed(t, '')
  const state = join(story.path, 'state of mine')
  t.teardown(() => until('nobody is at work', () => isIdle(state)))
  story.write('.git-doc/config.toml', '[state]\ndb_path = "state of mine"\n')
  story.commit('Configure', { '.gitignore': 'state of mine\n' })
  t.is((await story.run('git-doc enable-hook')).code, 0)
  story.commit('Rename fetch0', { 'src/fetch.ts': code('fetch1') })
  await until('a worker has come', () => backgroundLines(state).length > 0)
  await settled(state)
  t.regex(story.git('show', 'HEAD:README.md'), /fetch1\(\)/)
})

test('a worker that found the index locked goes on when the lock is gone, though no hook says so', async t => {
  const story = await followed(t)
  const lock = join(story.path, '.git', 'index.lock')
  story.write('src/fetch.ts', code('fetch1'))
  await story.run('git commit -qam "Rename fetch0"', { GIT_DOC_SKIP: '1' })
  writeFileSync(lock, '')
  const worker = story.start('git-doc update --background')
  await until('the worker found the lock', () => backgroundLines(story.state).length > 0)
  t.regex(backgroundLines(story.state)[0]?.what ?? '', /1 planned/)
  rmSync(lock)
  t.is((await worker).code, 0)
  t.regex(story.git('show', 'HEAD:README.md'), /fetch1\(\)/)
  t.is(backgroundLines(story.state).length, 2)
})

test('a dry run says what would be done, and does nothing', async t => {
  const story = await followed(t, '')
  const looks = () =>
    story.run('find .git -type f -path "*git-doc*" -o -path "*hooks/post-*" | sort')
  const before = (await looks()).stdout
  const shown = await story.run('git-doc enable-hook --file-hooks --dry-run')
  t.regex(shown.stdout, /Nothing is changed.*\n.*post-commit: .*hooks\/post-commit/s)
  t.regex(shown.stdout, /Commits up to/)
  t.is((await looks()).stdout, before)
  t.is((await story.run('git-doc disable-hook --dry-run')).stdout, 'There were no hooks.\n')
  const { stdout } = await story.run('git-doc enable-hook --file-hooks --dry-run --json')
  const enabled = await story.run('git-doc enable-hook --file-hooks --json')
  t.deepEqual(JSON.parse(stdout), { ...JSON.parse(enabled.stdout), dryRun: true })
  const all = 'post-commit, post-merge, post-rewrite'
  t.is((await story.run('git-doc disable-hook --dry-run')).stdout, `Would remove ${all}.\n`)
  t.is((await story.run('git-doc disable-hook')).stdout, `Removed ${all}.\n`)
})

test('a state folder in the working tree is ignored as soon as hooks are enabled', async t => {
  const story = await followed(t, '')
  story.commit('Configure', { '.git-doc/config.toml': '[state]\ndb_path = "state"\n' })
  t.is((await story.run('git-doc enable-hook --file-hooks')).code, 0)
  t.is(story.git('status', '--porcelain'), '')
})

test('two ways at once are refused', async t => {
  const story = await followed(t, '')
  t.is((await story.run('git-doc enable-hook --by-hand --file-hooks')).code, 2)
})

test('the prepare scripts of the documentation give a second clone its hooks, and fail nowhere', async t => {
  const page = blocks(readFileSync(join(packageFolder, 'docs/hooks.md'), 'utf8'))
  const scripts = page
    .filter(({ kind, text }) => kind === 'json' && text.includes('"prepare"'))
    .map(({ text }) => JSON.parse(text).scripts.prepare as string)
  t.is(scripts.length, 2)
  for (const [index, script] of scripts.entries()) {
    const { start, commit } = storyRepository(t)
    commit('Begin', { 'README.md': '# Tool\n', 'bin/husky': '' })
    const clone = `../clone${index}`
    t.is((await start(`git clone --quiet . ${clone}`)).code, 0)
    const line = script.replace('husky', 'true')
    const { code, stdout, stderr } = await start(`cd ${clone} && { ${line}; }`)
    t.is(code, 0, stdout + stderr)
    const { stdout: made } = await start(`ls ${clone}/.git/git-doc`)
    t.regex(made, /hook\.sh/)
    t.is((await start(`mkdir -p ../empty && cd ../empty && { ${line}; }`)).code, 0)
  }
})
