import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { openJobs } from '../../../src/adapters/jobs/open.ts'
import { isGitDocError } from '../../../src/errors/error.ts'
import { unknownCommit } from '../../../src/errors/git.ts'
import type { Processes } from '../../../src/ports/processes.ts'
import { jobsPlace, jobText } from './jobs-place.ts'

// Defining

test('a job is defined in a process of its own, and known after that without one', async t => {
  const { write, fileAt, jobs, open, define, state } = jobsPlace(t)
  write(
    'jobs/notes.ts',
    jobText(
      '',
      `on: ['post-commit', { success: 'pipeline/release' }], paths: 'src/:package/**',
       permissions: { write: ['docs'] }, timeout: 5, retry: { times: 2, backoff: 0.5 }, needs: ['other'],
       input: z.object({ level: z.enum(['low', 'high']).default('low') }), undo() {},`,
    ),
  )
  const file = await fileAt('jobs/notes.ts')
  t.is(await jobs.known(file), undefined)
  const definition = await define('jobs/notes.ts')
  const { input, ...rest } = definition
  t.deepEqual(rest, {
    name: 'test',
    description: '',
    tags: [],
    version: '',
    on: [{ hook: 'post-commit' }, { after: 'success', run: 'pipeline/release' }],
    paths: ['src/:package/**'],
    permissions: { read: ['.'], write: ['docs'], run: false, net: false, env: [] },
    timeout: 5_000,
    memory: 512 * 2 ** 20,
    retry: { times: 2, backoff: 500 },
    repeat: 'never',
    needs: ['other'],
    once: 'clone',
    undoes: true,
  })
  t.like(input, {
    type: 'object',
    properties: { level: { default: 'low', enum: ['low', 'high'] } },
  })
  rmSync(join(state, 'jobs', 'compiled'), { recursive: true })
  t.deepEqual(await open().known(file), definition)
  t.deepEqual(await open().define(file, 'job/test@manual.1', AbortSignal.abort()), definition)
  t.false(existsSync(join(state, 'jobs', 'compiled')), 'nothing was loaded again')
})

test('another content is another job, also where only an imported file changed', async t => {
  const { write, fileAt, jobs, define } = jobsPlace(t)
  write('lib/name.ts', `export const tags: string[] = ['one']`)
  write(
    'jobs/a.ts',
    `import { defineJob } from 'git-doc/define'
import { tags } from '../lib/name.ts'
export default defineJob({ meta: { name: 'a', tags }, run() {} })`,
  )
  t.deepEqual((await define('jobs/a.ts')).tags, ['one'])
  write('lib/name.ts', `export const tags: string[] = ['two']`)
  t.is(await jobs.known(await fileAt('jobs/a.ts')), undefined)
  t.deepEqual((await define('jobs/a.ts')).tags, ['two'])
})

// Running

test('a job gets what it is called with, and what it returns comes back', async t => {
  const { write, run, root } = jobsPlace(t)
  write('docs/a.md', 'abc')
  write(
    'jobs/a.ts',
    jobText(
      `const { commit, files, params, input, job, run, step } = context
       context.log.info('working')
       return { message: 'done', files: ['docs/a.md'], outputs: { commit, files, params, input, job, run, step, cwd: process.cwd(), id: process.env.GIT_DOC_COMMIT } }`,
      'input: z.object({ times: z.coerce.number() }),',
    ),
  )
  const commit = 'a'.repeat(40)
  const heard: string[] = []
  const { result, error, evidence, files } = await run('jobs/a.ts', {
    commit,
    files: ['src/a.ts'],
    params: { package: 'core' },
    input: { times: '3' },
    onOutput: (text, stream) => heard.push(`${stream}: ${text}`),
  })
  t.is(error, undefined)
  t.deepEqual(result, {
    message: 'done',
    files: ['docs/a.md'],
    outputs: {
      commit,
      files: ['src/a.ts'],
      params: { package: 'core' },
      input: { times: 3 },
      job: 'test',
      run: 'job/test@manual.1',
      step: 'all',
      cwd: root,
      id: commit,
    },
  })
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  t.deepEqual(files, [{ path: 'docs/a.md', sha256 }])
  t.deepEqual(heard, ['stdout: working\n'])
  t.deepEqual([evidence.exit, evidence.endedBy, evidence.output.tail], [0, 'exit', 'working\n'])
})

test('a job that returns nothing has an empty result, and undo is another function', async t => {
  const { write, run } = jobsPlace(t)
  write('jobs/a.ts', jobText('', `undo() { return { message: 'undone' } },`))
  t.deepEqual((await run('jobs/a.ts')).result, {})
  t.deepEqual((await run('jobs/a.ts', { verb: 'undo' })).result, { message: 'undone' })
})

test('composables are answered by the parent, after await too, and its errors arrive with code and message', async t => {
  const { write, run } = jobsPlace(t)
  write(
    'jobs/a.ts',
    jobText(`
      const { useGit, useNotes, useReceipt, useModel, useRouting, useUnrouting, useContext, useGitVan } = composables
      await new Promise(resolve => setTimeout(resolve, 1))
      const git = useGit()
      const found = await Promise.all([git.diff({ nameOnly: true }), git.log(), git.show('a.md'), git.config('user.name'), useNotes().read(), useReceipt().list(), useModel().complete('Hi')])
      await useReceipt().add({ one: 1 })
      await useNotes().add('a note')
      const error = await git.commit({ message: 'x', files: [] }).catch(error => error)
      return { outputs: { found, code: error.code, message: error.message, hint: error.hint,
        same: useContext() === context && useGitVan() === context, routing: [useRouting(), useUnrouting()] } }
    `),
  )
  const asked: unknown[] = []
  const refused = unknownCommit('HEAD~3')
  const { result, error } = await run('jobs/a.ts', {
    files: ['src/a.ts'],
    params: { p: 'q' },
    async answer(name, args) {
      asked.push([name, args])
      if (name === 'git.commit') throw refused
      return name
    },
  })
  t.is(error, undefined)
  t.deepEqual(asked, [
    ['git.diff', { nameOnly: true }],
    ['git.log', {}],
    ['git.show', { path: 'a.md' }],
    ['git.config', { key: 'user.name' }],
    ['notes.read', {}],
    ['receipt.list', {}],
    ['model.complete', { prompt: 'Hi' }],
    ['receipt.add', { one: 1 }],
    ['notes.add', { text: 'a note' }],
    ['git.commit', { message: 'x', files: [] }],
  ])
  const routing = { files: ['src/a.ts'], params: { p: 'q' } }
  t.deepEqual(result?.outputs, {
    found: [
      'git.diff',
      'git.log',
      'git.show',
      'git.config',
      'notes.read',
      'receipt.list',
      'model.complete',
    ],
    code: refused.code,
    message: refused.message,
    hint: refused.hint,
    same: true,
    routing: [routing, routing],
  })
})

test('an error without a code while answering is a mistake of ours, and is thrown', async t => {
  const { write, run } = jobsPlace(t)
  write('jobs/a.ts', jobText('await composables.useGit().log()'))
  const thrown = await t.throwsAsync(
    run('jobs/a.ts', {
      answer: async () => {
        throw new TypeError('ours')
      },
    }),
  )
  t.is(thrown?.message, 'ours')
})

test('a job gets the environment that it names, and no other', async t => {
  const { write, run } = jobsPlace(t)
  write(
    'jobs/a.ts',
    jobText(
      'return { outputs: { names: Object.keys(process.env) } }',
      `permissions: { env: ['JOBS_TEST_*'] },`,
    ),
  )
  process.env.JOBS_TEST_TOKEN = 'x'
  process.env.JOBS_OTHER_TOKEN = 'x'
  const { result } = await run('jobs/a.ts')
  const names = result?.outputs?.names as string[]
  t.true(names.includes('JOBS_TEST_TOKEN') && names.includes('PATH'))
  t.false(names.includes('JOBS_OTHER_TOKEN') || names.includes('NODE_OPTIONS'))
})

test('everything that a job prints arrives, also what it prints last', async t => {
  const { write, run } = jobsPlace(t)
  write(
    'jobs/a.ts',
    jobText(
      `for (let i = 0; i < 50; i += 1) console.log('x'.repeat(99_999)); context.log.warn('end')`,
    ),
  )
  const { evidence, error } = await run('jobs/a.ts')
  t.is(error, undefined)
  t.is(evidence.output.bytes, 5_000_004)
})

test('a job renders what it is told of, in its own process', async t => {
  const { write, run } = jobsPlace(t)
  write(
    'jobs/a.ts',
    jobText(`
    const { render, renderText } = await composables.useTemplate()
    const of = file => render(file).catch(error => error.code)
    return { outputs: { page: await render('page.njk', { title: 'Hi' }), text: await renderText('{{ 1 + 1 }}'),
      faults: [await of('none.njk'), await of('page.njk'), await of('new.njk')] } }`),
  )
  const sources = {
    files: [{ name: 'page.njk', path: 'templates/page.njk', text: '# {{ title }}' }],
    left: [{ name: 'new.njk', path: 'templates/new.njk' }],
  }
  const { result } = await run('jobs/a.ts', { answer: async () => sources })
  t.deepEqual(result?.outputs, {
    page: '# Hi',
    text: '2',
    faults: ['TEMPLATE_INVALID', 'TEMPLATE_INVALID', 'NOT_ALLOWED'],
  })
})

// What can go wrong

const faults: readonly (readonly [string, string, string, string?])[] = [
  ['throws', `throw new TypeError('no such thing')`, 'JOB_THREW'],
  ['throws text', `throw 'text'`, 'JOB_THREW'],
  ['throws nothing', `throw undefined`, 'JOB_THREW'],
  ['throws an object that throws', `throw { toJSON() { throw 1 } }`, 'JOB_THREW'],
  [
    'leaves a promise that is rejected',
    `Promise.reject(new Error('late')); await new Promise(resolve => setTimeout(resolve, 1000))`,
    'JOB_THREW',
  ],
  [
    'throws in a timer',
    `setTimeout(() => { throw new Error('late') }, 1); await new Promise(resolve => setTimeout(resolve, 1000))`,
    'JOB_THREW',
  ],
  ['exits', `process.exit(0)`, 'JOB_EXITED'],
  ['exits with a code', `process.exit(7)`, 'JOB_EXITED'],
  [
    'kills itself',
    `process.kill(process.pid, 'SIGKILL'); await new Promise(() => setInterval(() => {}, 1000))`,
    'JOB_EXITED',
  ],
  ['aborts', `process.abort()`, 'JOB_EXITED'],
  ['waits for nothing', `await new Promise(() => {})`, 'JOB_HUNG'],
  ['returns a text', `return 'done'`, 'JOB_RESULT_INVALID'],
  ['returns something unknown', `return { mesage: 'x' }`, 'JOB_RESULT_INVALID'],
  ['returns what is no data', `return { outputs: { big: 1n } }`, 'JOB_RESULT_INVALID'],
  [
    'returns a ring',
    `const ring = {}; ring.ring = ring; return { outputs: ring }`,
    'JOB_RESULT_INVALID',
  ],
  ['returns too much', `return { message: 'x'.repeat(1e6) }`, 'JOB_RESULT_INVALID'],
  ['refuses its input', ``, 'JOB_INPUT_INVALID', 'input: z.object({ name: z.string() }),'],
  [
    'asks for a template that is not there',
    `await composables.useTemplate().render('none')`,
    'JOB_THREW',
  ],
]

for (const [what, body, code, more] of faults)
  test(`a job that ${what} fails as ${code}`, async t => {
    const { write, run } = jobsPlace(t)
    write('jobs/a.ts', jobText(body, more))
    const { error, result, evidence } = await run('jobs/a.ts')
    t.is(error?.code, code)
    t.truthy(error?.hint)
    t.is(result, undefined)
    t.is(evidence.endedBy, 'exit')
  })

test('a stack has only the lines of the repository, by the names of its files', async t => {
  const { write, run } = jobsPlace(t)
  write(
    'lib/deep.ts',
    `\n\nexport const deep = (): never => { throw new RangeError('deep down') }\n`,
  )
  write(
    'jobs/a.ts',
    jobText('JSON.parse("1", () => deep())', '', `import { deep } from '../lib/deep.ts'`),
  )
  const { error, stack } = await run('jobs/a.ts')
  t.regex(stack ?? '', /^at deep \(lib\/deep\.ts:3:\d+\)\nat (?:JSON\.parse|[^\n]*jobs\/a\.ts:8)/)
  t.false(stack?.includes('file:') || stack?.includes('node:'))
  t.true(error?.message.includes('RangeError: deep down (lib/deep.ts:3:'))
})

test('a composable outside a job says so', async t => {
  const { write, run, jobs, fileAt } = jobsPlace(t)
  write('jobs/a.ts', jobText('', '', 'composables.useGit()'))
  const error = await t.throwsAsync(run('jobs/a.ts'))
  t.true(isGitDocError(error) && error.code === 'JOB_INVALID' && error.message.includes('useGit()'))
  t.is(await jobs.known(await fileAt('jobs/a.ts')), undefined)
  const { useGit } = await import('../../../src/composables.ts')
  t.throws(useGit, { code: 'COMPOSABLE_OUTSIDE' })
})

test('a file that does not load in time is not loaded again until it changes', async t => {
  const { write, fileAt, root, state, processes } = jobsPlace(t)
  let started = 0
  const counting: Processes = {
    ...processes,
    run(request) {
      started += 1
      return processes.run(request)
    },
  }
  const jobs = openJobs({ root, folder: state, processes: counting, grace: 200, loading: 1_000 })
  const define = async () =>
    jobs.define(await fileAt('jobs/a.ts'), 'job/test@manual.1', new AbortController().signal)
  const waits = 'await new Promise(() => setInterval(() => {}, 1000))\n'
  write('jobs/a.ts', waits + jobText(''))
  for (const _ of [1, 2]) await t.throwsAsync(define(), { code: 'COMMAND_TIMED_OUT' })
  t.is(started, 1)
  write('jobs/a.ts', `${waits}// changed\n${jobText('')}`)
  await t.throwsAsync(define(), { code: 'COMMAND_TIMED_OUT' })
  t.is(started, 2)
})
