// Long because each test file is a process of its own: what belongs together shares one.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { isIdle, notesIn, until } from '../support/background.ts'
import { command, packageFolder } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'
import { kinds } from '../support/secrets.ts'

/** A repository with the given job files, all of them allowed. */
const story = async (t: ExecutionContext, jobs: Readonly<Record<string, string>> = {}) => {
  const repository = storyRepository(t)
  const state = join(repository.path, '.git', 'git-doc')
  repository.commit('Begin', { 'README.md': '# Tool\n', 'src/a.js': 'export const a = 1\n' })
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(repository.path, path)), { recursive: true })
    writeFileSync(join(repository.path, path), text)
  }
  for (const [name, body] of Object.entries(jobs)) write(`jobs/${name}.mjs`, jobFile(name, body))
  if (Object.keys(jobs).length > 0) await repository.run('git-doc allow --yes')
  const rest = () => until('nobody is at work', () => isIdle(state) && notesIn(state).length === 0)
  t.teardown(rest)
  return {
    ...repository,
    state,
    write,
    rest,
    json: async (line: string) => JSON.parse((await repository.run(line)).stdout),
    /** The runs of jobs, oldest first, as `status --all` lists them. */
    runs: async (): Promise<readonly Listed[]> => {
      const { stdout } = await repository.run('git-doc status job --all --json')
      return stdout
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line))
    },
  }
}

interface Listed {
  readonly run: string
  readonly job: string
  readonly state: string
  readonly tag: string
  readonly code?: string
  readonly reason?: string
  readonly subject: string
  readonly commits: readonly string[]
  readonly cause: { readonly by: string; readonly hook?: string }
}

/** A job whose definition and body are these words; `run` has `git`, `log` and everything of its context at hand. */
const jobFile = (
  name: string,
  body: string,
): string => `import { defineJob, z } from 'git-doc/define'
import { useGit, useNotes, useTemplate } from 'git-doc/composables'
export default defineJob({ meta: { name: '${name}', description: 'A test', version: '1' }, ${body} })
`

const stateOf = (runs: readonly Listed[]) => runs.map(({ job, state }) => `${job} ${state}`).sort()

test('a job can be run by hand: it reads the commit, prints, and returns what is on record', async t => {
  const { run, json } = await story(t, {
    reads: `async run({ files, log }) {
      const [{ subject }] = await useGit().log({ limit: 1 })
      log.info('read', subject)
      return { message: files.length + ' files', outputs: { subject } }
    }`,
  })
  const ran = await run('git-doc job run reads')
  t.is(ran.code, 0, ran.stderr)
  t.regex(ran.stdout, /^reads@manual\.\S+ success\n {2}2 files\n$/)
  t.is((await run('git-doc job logs job/reads')).stdout, 'read Begin\n')
  t.like(await json('git-doc job stats --json'), {
    jobs: [{ job: 'reads', runs: 1, failures: 0, last: { state: 'success' } }],
  })
  t.regex((await run('git-doc job run reads')).stdout, /skipped: Nothing has changed/)
  t.regex((await run('git-doc job run reads --force')).stdout, /success/)
  t.is((await run('git-doc job logs reads')).stdout, 'read Begin\n')
})

test('a job that fails says why, is tried again as often as it says, and by a person', async t => {
  const { run, write, runs } = await story(t, {
    fails: `retry: { times: 2, backoff: 0.01 }, run() { throw new TypeError('no luck') }`,
  })
  const failed = await run('git-doc job run fails')
  t.is(failed.code, 1)
  t.regex(failed.stdout, /failed: TypeError: no luck \(jobs\/fails\.mjs:3:\d+\)/)
  t.regex((await run('git-doc status')).stdout, /no luck .*\(attempt 3\)/)
  write('jobs/fails.mjs', jobFile('fails', 'run() {}'))
  await run('git-doc allow --yes')
  t.is((await run('git-doc retry job/fails')).code, 0)
  t.deepEqual(stateOf(await runs()), ['fails success'])
})

test('input is checked before anything starts, and given as it was typed', async t => {
  const { run, runs } = await story(t, {
    greets: `input: z.object({ who: z.string(), times: z.number().default(1) }),
      run({ input }) { return { message: input.who.repeat(input.times) } }`,
  })
  t.regex((await run('git-doc job run greets --input who=ab --input times=2')).stdout, /abab/)
  t.regex((await run(`git-doc job run greets --input-json '{"who":"c"}'`)).stdout, /\bc\n/)
  const refused = await run('git-doc job run greets')
  t.is(refused.code, 1)
  t.regex(refused.stdout + refused.stderr, /who/)
  const broken = await run("git-doc job run greets --input-json '{'")
  t.is(broken.code, 2)
  t.is((await runs()).filter(({ state }) => state === 'success').length, 2)
})

test('a job that is not allowed never runs, and says so everywhere', async t => {
  const { run, write, json } = await story(t)
  write('jobs/new.mjs', `throw new Error('loaded')`)
  t.like(await json('git-doc job list --json'), {
    jobs: [{ path: 'jobs/new.mjs', state: 'not-allowed' }],
  })
  const ran = await run('git-doc job run new')
  t.is(ran.code, 2)
  t.regex(ran.stderr, /not allowed in this clone/)
  t.regex((await run('git-doc job simulate --files a')).stdout, /jobs\/new\.mjs: not allowed/)
  t.regex((await run('git-doc job show new')).stdout, /not allowed/)
  t.regex((await run('git-doc allow --list')).stdout, /jobs\/new\.mjs/)
})

test('a hook starts each job once, in the background, for commits, amends, merges and a rebase', async t => {
  const { start, git, write, rest, runs } = await story(t, {
    counts: `on: ['post-commit', 'post-merge', 'post-rewrite'],
      run({ files, hook }) { return { message: hook.name + ' ' + files.join(',') } }`,
    other: `on: 'post-commit', paths: ['docs/**'], run() {}`,
  })
  t.is((await start('git-doc job ensure')).code, 0)
  const commit = async (file: string, options = '') => {
    write(file, `${file}\n`)
    await start(`git add -A && git commit -q ${options} -m 'add ${file}'`)
  }
  await commit('one.js')
  await start('git switch -q -c topic')
  for (const file of ['t1.js', 't2.js', 't3.js']) await commit(file)
  await start('git switch -q main')
  await commit('docs/two.md')
  await start('git switch -q topic && git rebase -q main')
  await start(`git commit -q --amend -m 'amended'`)
  await start('git switch -q main && git merge -q --no-ff -m merge topic')
  await rest()
  const all = await runs()
  const counted = all.filter(({ job }) => job === 'counts')
  const by = (hook: string) => counted.filter(({ cause }) => cause.hook === hook)
  // Six commits and the amended one; the picks of a rebase are told of at its end.
  t.is(by('post-commit').length, 6)
  t.is(by('post-rewrite').length, 2)
  t.deepEqual(
    by('post-merge').map(({ subject }) => subject),
    ['post-merge t1.js,t2.js,t3.js'],
  )
  t.true(by('post-rewrite').some(({ subject }) => subject === 'post-rewrite t1.js,t2.js,t3.js'))
  t.deepEqual(stateOf(all.filter(({ job }) => job === 'other')), ['other success'])
  t.is(new Set(all.map(({ run }) => run)).size, all.length)
  t.is(git('status', '--porcelain', '--untracked-files=no'), '')
})

test('a job commits through the publisher, and the person keeps what they are doing', async t => {
  const { start, git, write, rest, runs, run } = await story(t, {
    logs: `on: 'post-commit', paths: ['src/**'], async run() {
      const git = useGit()
      const [{ subject }] = await git.log({ limit: 1 })
      const before = (await git.show('LOG')) ?? ''
      return { outputs: await git.commit({ message: 'log: ' + subject, files: [{ path: 'LOG', content: before + subject + '\\n' }] }) }
    }`,
  })
  await start('git-doc job ensure')
  write('src/a.js', 'export const a = 2\n')
  await start(`git commit -qam 'change a'`)
  write('README.md', '# Tool\n\nbeing written\n')
  await start('git add README.md')
  await rest()
  const [made] = await runs()
  t.is(made?.state, 'success', made?.reason)
  t.is(git('show', 'HEAD:LOG'), 'change a')
  t.deepEqual(made?.commits, [git('rev-parse', 'HEAD')])
  const { stdout: history } = await run('git-doc history job/logs')
  t.true(history.includes(`step.prepared → applying.running  ${git('rev-parse', 'HEAD')}`), history)
  t.regex((await run('git-doc job show logs')).stdout, /60 s, 512 MB/)
  t.regex(git('log', '-1', '--format=%B'), new RegExp(`Git-Doc-Run: ${made?.run}`))
  t.is(git('status', '--porcelain', '--untracked-files=no'), 'M  README.md')
  t.is(git('rev-list', '--count', 'HEAD'), '3')
})

test('a job’s commit is not put on a branch that has not what started the job', async t => {
  const { start, git, write, rest, runs, run, state } = await story(t, {
    notes: `on: 'post-commit', async run() {
      return { outputs: await useGit().commit({ message: 'note', files: [{ path: 'NOTE', content: 'x' }] }) }
    }`,
  })
  git('switch', '-q', '-c', 'topic')
  write('src/a.js', 'export const a = 2\n')
  git('commit', '-qam', 'change a')
  const commit = git('rev-parse', 'HEAD')
  git('switch', '-q', 'main')
  mkdirSync(join(state, 'inbox'), { recursive: true })
  writeFileSync(
    join(state, 'inbox', 'post-commit.1.note'),
    `ref refs/heads/topic\ncommit ${commit}\nend\n`,
  )
  await start('git-doc update --background')
  await rest()
  const [refused] = await runs()
  t.is(refused?.state, 'failed')
  t.regex(refused?.reason ?? '', /belongs on a branch that has/)
  t.is(git('rev-list', '--count', 'main'), '1')
  git('switch', '-q', 'topic')
  t.is((await run('git-doc retry job/notes')).code, 0)
  t.is(git('show', 'topic:NOTE'), 'x')
})

test('one step for each set of parameters; one that fails does not stop the others', async t => {
  const { run, json } = await story(t, {
    parts: `paths: ['packages/:package/**'], run({ params, files }) {
      if (params.package === 'b') throw new Error('bad')
      return { message: params.package + files.length }
    }`,
  })
  const files = 'packages/a/x,packages/b/x,packages/c/x,packages/a/y,elsewhere'
  const answer = await json(`git-doc job run parts --files ${files} --json`)
  t.is(answer.state, 'failed')
  t.deepEqual(
    answer.items.map(({ id, state }: { id: string; state: string }) => `${id} ${state}`).sort(),
    ['package=a done', 'package=b failed', 'package=c done'],
  )
  const none = await run('git-doc job run parts --files elsewhere')
  t.is(none.code, 2)
  t.regex(none.stderr, /No changed file matches/)
})

test('a job that needs another one waits until that one has ended well', async t => {
  const { run, write, runs } = await story(t, {
    first: `on: 'post-commit', run() { throw new Error('not yet') }`,
    second: `on: 'post-commit', needs: ['first'], run() {}`,
    third: `on: 'post-commit', run() {}`,
  })
  await run('git-doc job hook post-commit')
  t.deepEqual(stateOf(await runs()), ['first failed', 'second planned', 'third success'])
  write('jobs/first.mjs', jobFile('first', `on: 'post-commit', run() {}`))
  await run('git-doc allow --yes')
  await run('git-doc retry job/first')
  await run('git-doc retry job/second')
  t.deepEqual(stateOf(await runs()), ['first success', 'second success', 'third success'])
})

test('a run is undone by the job itself, once', async t => {
  const { run, json } = await story(t, {
    tags: `run: () => useGit().tag({ name: 'made' }).then(() => {}), undo({ log }) { log.info('undone') }`,
    plain: `run() {}`,
  })
  const { run: name } = await json('git-doc job run tags --json')
  t.regex((await run(`git-doc revert ${name}`)).stdout, /reverted/)
  t.is((await run(`git-doc revert ${name}`)).code, 2)
  t.regex((await run('git-doc job run tags')).stdout, /success/)
  const { run: other } = await json('git-doc job run plain --json')
  const refused = await run(`git-doc revert ${other}`)
  t.is(refused.code, 1)
  t.regex(refused.stdout, /does not say how to undo it/)
})

test('a hook that refuses keeps Git from going on, and is on record once somebody works', async t => {
  const { start, git, write, rest, runs } = await story(t, {
    lint: `on: 'commit-msg', async run({ hook }) {
      const { readFileSync } = await import('node:fs')
      if (/wip/i.test(readFileSync(hook.args[0], 'utf8'))) throw new Error('no WIP')
    }`,
    staged: `on: 'pre-commit', paths: ['src/**'], run({ files }) { return { message: files.join(',') } }`,
  })
  await start('git-doc job ensure')
  write('src/a.js', 'export const a = 3\n')
  const refused = await start(`git commit -qam WIP`)
  t.is(refused.code, 1)
  t.regex(refused.stderr, /lint refuses: no WIP/)
  t.is(git('rev-list', '--count', 'HEAD'), '1')
  t.is((await start(`git commit -qam WIP --no-verify`)).code, 0)
  write('src/a.js', 'export const a = 4\n')
  t.is((await start(`git commit -qam 'real change'`)).code, 0)
  await rest()
  t.deepEqual(stateOf(await runs()), [
    'lint failed',
    'lint success',
    'staged success',
    'staged success',
  ])
  t.true((await runs()).some(({ subject }) => subject === 'src/a.js'))
})

test('a pre-hook job that is not allowed does not run, the commit goes through, and one line says so', async t => {
  const { start, write } = await story(t, {
    lint: `on: 'commit-msg', run() { throw new Error('x') }`,
  })
  await start('git-doc job ensure')
  write('jobs/lint.mjs', jobFile('lint', `on: 'commit-msg', run() { throw new Error('y') }`))
  write('src/a.js', 'export const a = 5\n')
  const answer = await start(`git commit -qam 'real change'`)
  t.is(answer.code, 0)
  t.regex(answer.stderr, /jobs\/lint\.mjs is not allowed, so it did not run/)
})

test('the end of a run starts those that ask for it, and no circle is allowed', async t => {
  const { run, start, runs, json } = await story(t, {
    build: `on: 'post-commit', run() {}`,
    publish: `on: { success: 'job/build' }, run() {}`,
    alarm: `on: { failed: 'job/build' }, run() {}`,
    one: `on: { success: 'job/two' }, run() {}`,
    two: `on: { success: 'job/one' }, run() {}`,
  })
  const { jobs } = await json('git-doc job list --json')
  t.deepEqual(
    jobs
      .filter(({ state }: Listed) => state === 'broken')
      .map(({ path }: { path: string }) => path),
    ['jobs/one.mjs', 'jobs/two.mjs'],
  )
  await start('git-doc update --background')
  await run('git-doc job run build')
  await start('git-doc update --background')
  t.deepEqual(stateOf(await runs()), ['build success', 'publish success'])
})

test('of two clones that do it once for the repository, one does it', async t => {
  const { run, runs, git, path } = await story(t, {
    once: `on: 'post-commit', once: 'repository', run() {}`,
  })
  const hub = join(dirname(path), 'hub.git')
  git('init', '--quiet', '--bare', hub)
  git('remote', 'add', 'origin', hub)
  git('push', '--quiet', 'origin', 'HEAD:main')
  const answer = await run('git-doc job hook post-commit')
  t.is(answer.code, 0, answer.stdout + answer.stderr)
  t.deepEqual(stateOf(await runs()), ['once success'])
  const other = join(dirname(path), 'other')
  git('clone', '--quiet', '--branch', 'main', hub, other)
  cpSync(join(path, 'jobs'), join(other, 'jobs'), { recursive: true })
  const there = (line: string) => command(line, other)
  await there('git-doc allow --yes')
  await there('git-doc job hook post-commit')
  const listed = await there('git-doc status job --all --json')
  t.like(JSON.parse(listed.stdout), { state: 'skipped', code: 'claimed-elsewhere' })
  t.regex(git('ls-remote', 'origin'), /refs\/git-doc\/claims\/[0-9a-f]{64}/)
})

test('a daemon runs jobs that are asked for side by side', async t => {
  const meets = (own: string, other: string) => `permissions: { write: ['.'] }, async run() {
    const { existsSync, writeFileSync } = await import('node:fs')
    writeFileSync('${own}', '')
    while (!existsSync('${other}')) await new Promise(resolve => setTimeout(resolve, 20))
  }`
  const { start } = await story(t, { a: meets('of-a', 'of-b'), b: meets('of-b', 'of-a') })
  await start('git-doc daemon start')
  const answers = await Promise.all([start('git-doc job run a'), start('git-doc job run b')])
  await start('git-doc daemon stop')
  t.deepEqual(
    answers.map(({ code }) => code),
    [0, 0],
    answers.map(({ stdout, stderr }) => stdout + stderr).join(''),
  )
})

test('files that a job names are hashed, and must be there', async t => {
  const { run, write, json } = await story(t, {
    made: `run: () => ({ files: ['README.md'] })`,
    missing: `run: () => ({ files: ['nothing'] })`,
    outside: `run: () => ({ files: ['../x'] })`,
  })
  write('README.md', 'abc')
  const { run: name } = await json('git-doc job run made --json')
  const events = (await run(`git-doc history ${name} --json`)).stdout
  t.regex(
    events,
    /"path":"README.md","sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"/,
  )
  t.regex((await run('git-doc job run missing')).stdout, /nothing is not there/)
  t.regex((await run('git-doc job run outside')).stdout, /outside of the repository/)
})

test('logs can be followed until the run ends', async t => {
  const { run, json } = await story(t, { says: `run({ log }) { log.info('hello') }` })
  const { run: name } = await json('git-doc job run says --json')
  const followed = await run(`git-doc job logs ${name} --follow`)
  t.deepEqual([followed.code, followed.stdout], [0, 'hello\n'])
})

test('what a step prints is shown while it runs, without secrets, and its end afterwards', async t => {
  const token = kinds['a GitHub token']?.() ?? ''
  const body = `async run({ log }) {
    log.info('begun with ${token}')
    while (!(await useGit().config('waits.goes'))) await new Promise(go => setTimeout(go, 50))
    log.info('over')
    throw new Error('No more.')
  }`
  const { run, start, runs, path, git, state } = await story(t, { waits: body })
  const running = start('git-doc job run waits')
  await until('it runs', async () => (await runs()).some(({ tag }) => tag === 'active'))
  const following = start('git-doc job logs waits --follow > ../followed')
  const followed = () => readFileSync(join(path, '..', 'followed'), 'utf8')
  await until(
    'its first line is shown',
    () => existsSync(join(path, '..', 'followed')) && followed() !== '',
  )
  t.regex(followed(), /^begun with [^\n]+\n$/)
  t.false(followed().includes(token))
  t.is((await runs())[0]?.tag, 'active')
  git('config', 'waits.goes', 'on')
  t.is((await following).code, 1)
  t.is((await running).code, 1)
  t.regex(followed(), /^begun with [^\n]+\nover\nNo more.*\n$/)
  t.deepEqual(readdirSync(join(state, 'live')), [])
  t.is((await run('git-doc job logs waits --follow')).code, 1)
})

test('templates are rendered in the job’s own process', async t => {
  const { run, write } = await story(t, {
    renders: `async run({ log }) { log.info(await useTemplate().render('hello.njk', { name: 'A' })) }`,
  })
  write('templates/hello.njk', 'Hello {{ name }}!')
  t.regex((await run('git-doc job run renders')).stdout, /templates\/hello\.njk .*not allowed/)
  await run('git-doc allow --yes')
  t.is((await run('git-doc job run renders')).code, 0)
  t.is((await run('git-doc job logs job/renders')).stdout, 'Hello A!\n')
  t.regex((await run('git-doc job run renders')).stdout, /skipped: Nothing has changed/)
  write('templates/hello.njk', 'Hi {{ name }}!')
  await run('git-doc allow --yes')
  await run('git-doc job run renders')
  t.is(
    (await run('git-doc job logs job/renders')).stdout,
    'Hi A!\n',
    'another template is a change',
  )
})

const bad = test.macro(
  async (t, files: Readonly<Record<string, string>>, line: string, says: RegExp) => {
    const { run, write } = await story(t)
    for (const [path, text] of Object.entries(files)) write(path, text)
    await run('git-doc allow --yes')
    const answer = await run(line)
    t.regex(answer.stdout + answer.stderr, says)
    t.notRegex(answer.stdout + answer.stderr, /\n\s+at /)
  },
)

const plainJob = (name: string) => jobFile(name, 'run() {}')
for (const [title, files, line, says] of [
  [
    'a name that is nearly right',
    { 'jobs/build.mjs': plainJob('build') },
    'job run biuld',
    /Did you mean "build"/,
  ],
  ['no jobs at all', {}, 'job list', /No jobs in jobs/],
  [
    'two jobs of one name',
    { 'jobs/a.mjs': plainJob('x'), 'jobs/b.mjs': plainJob('x') },
    'job list',
    /jobs\/a\.mjs and jobs\/b\.mjs both define the job "x"/,
  ],
  ['a file without a job', { 'jobs/a.mjs': 'export const a = 1\n' }, 'job list', /jobs\/a\.mjs/],
  [
    'a syntax error',
    { 'jobs/a.ts': 'export default {\n  a: [1,\n}\n' },
    'job list',
    /jobs\/a\.ts:3/,
  ],
  [
    'a hook that Git does not know',
    { 'jobs/a.mjs': jobFile('a', `on: 'post-comit', run() {}`) },
    'job list',
    /post-commit/,
  ],
  [
    'a hook that no job can ask for',
    {},
    'job simulate --hook post-receive',
    /not a hook that jobs can ask for/,
  ],
  [
    'one parameter twice',
    { 'jobs/a.mjs': jobFile('a', `paths: ['src/:x/:x'], run() {}`) },
    'job list',
    /:?x\b/,
  ],
  [
    'needs in a circle',
    {
      'jobs/a.mjs': jobFile('a', `needs: ['b'], run() {}`),
      'jobs/b.mjs': jobFile('b', `needs: ['a'], run() {}`),
    },
    'job list',
    /need each other: a → b → a/,
  ],
  [
    'a template outside',
    {
      'jobs/a.mjs': jobFile(
        'a',
        `run: () => useTemplate().render('../../etc/passwd').then(() => {})`,
      ),
    },
    'job run a',
    /failed/,
  ],
  ['an unknown verb', {}, 'job lst', /"job lst" is not known/],
  ['a run that is not there', {}, 'job logs job/nothing', /no run for job\/nothing/],
] as const)
  test(`bad input: ${title}`, bad, files, `git-doc ${line}`, says)

test('the examples can be copied as they are', async t => {
  const { run, write, git } = await story(t)
  for (const name of ['commit-message', 'todo-list', 'package-notes'])
    write(
      `jobs/${name}.ts`,
      readFileSync(join(packageFolder, 'examples', 'jobs', `${name}.ts`), 'utf8'),
    )
  await run('git-doc allow --yes')
  write('src/b.js', '// TODO: say more\n')
  git('add', 'src/b.js')
  git('commit', '--quiet', '--message', 'add b')
  t.regex((await run('git-doc job run todo-list')).stdout, /success/)
  t.regex(git('show', 'HEAD:TODO.md'), /- say more \(src\/b\.js:1\)/)
  t.regex((await run('git-doc job run package-notes --files packages/x/a.js')).stdout, /success/)
  t.regex(git('notes', '--ref=packages', 'show'), /^x: 0 files, packages\/x\/a\.js/)
  t.regex((await run('git-doc job simulate --hook commit-msg')).stdout, /commit-message/)
  t.true(existsSync(join(packageFolder, 'docs', 'jobs.md')))
})
