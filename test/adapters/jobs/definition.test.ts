import test from 'ava'
import { definitionOf } from '../../../src/adapters/jobs/child/definition.ts'
import { Definition } from '../../../src/adapters/jobs/definition.ts'
import { defineJob, type Job, z } from '../../../src/define.ts'

const run = () => {}
const meta = { name: 'test' }
/** As it may come from a file that nobody type-checked. */
const define = (job: unknown) => definitionOf(defineJob(job as Job))
const defined = async (job: unknown): Promise<Definition> => {
  const outcome = await define(job)
  if (!('defined' in outcome)) throw new Error(JSON.stringify(outcome))
  return Definition.parse(outcome.defined) as Definition
}

test('what is left out has its usual value', async t => {
  t.deepEqual(await defined({ meta, run }), {
    name: 'test',
    description: '',
    tags: [],
    version: '',
    on: [],
    paths: [],
    permissions: { read: ['.'], write: [], run: false, net: false, env: [] },
    timeout: 60_000,
    memory: 512 * 2 ** 20,
    retry: { times: 0, backoff: 0 },
    repeat: 'never',
    needs: [],
    once: 'clone',
    undoes: false,
  })
})

test('the names of the original document are taken', async t => {
  const { on, description } = await defined({
    meta: { name: 'my-job', desc: 'My automation job', tags: ['automation'], version: '1.0.0' },
    hooks: ['post-commit', 'post-merge'],
    run,
  })
  t.deepEqual(on, [{ hook: 'post-commit' }, { hook: 'post-merge' }])
  t.is(description, 'My automation job')
})

const triggers: readonly (readonly [unknown, Definition['on']])[] = [
  ['manual', []],
  ['pre-push', [{ hook: 'pre-push' }]],
  [['manual', 'commit-msg'], [{ hook: 'commit-msg' }]],
  [{ success: 'pipeline/release' }, [{ after: 'success', run: 'pipeline/release' }]],
  [
    [{ failed: 'job/other' }, 'post-rewrite'],
    [{ after: 'failed', run: 'job/other' }, { hook: 'post-rewrite' }],
  ],
  [{ success: 'job/tester' }, [{ after: 'success', run: 'job/tester' }]],
]
for (const [on, meant] of triggers)
  test(`on: ${JSON.stringify(on)}`, async t => {
    t.deepEqual((await defined({ meta, on, run })).on, meant)
  })

test('the input is kept as JSON Schema of what a person gives', async t => {
  const { input } = await defined({
    meta,
    run,
    input: z.object({
      count: z.coerce.number(),
      when: z.date().optional(),
      name: z
        .string()
        .default('a')
        .transform(text => text.length),
    }),
  })
  t.like(input, {
    type: 'object',
    required: ['count'],
    properties: { name: { type: 'string', default: 'a' } },
  })
})

const refused: readonly (readonly [string, object, string, RegExp])[] = [
  ['no name', { meta: {}, run }, 'meta.name', /text/],
  ['no meta', { run }, 'meta', /name/],
  ['a name with a slash', { meta: { name: 'a/b' }, run }, 'meta.name', /letters/],
  ['no run', { meta }, 'run', /missing/],
  ['a run that is none', { meta, run: 'echo' }, 'run', /missing/],
  ['an undo that is none', { meta, run, undo: true }, 'undo', /function/],
  ['a key that is unknown', { meta, run, timout: 1 }, '', /"timout"/],
  ['a key of meta that is unknown', { meta: { name: 'a', author: 'me' }, run }, 'meta', /"author"/],
  ['a timeout of 0', { meta, run, timeout: 0 }, 'timeout', /above 0/],
  ['a timeout without end', { meta, run, timeout: Number.POSITIVE_INFINITY }, 'timeout', /seconds/],
  ['a timeout in words', { meta, run, timeout: '1m' }, 'timeout', /seconds/],
  ['a memory that Node does not start with', { meta, run, memory: 1 }, 'memory', /32/],
  ['retries below none', { meta, run, retry: { times: -1 } }, 'retry.times', /negative/],
  ['retries without a number', { meta, run, retry: {} }, 'retry.times', /number/],
  ['another repeat', { meta, run, repeat: 'always' }, 'repeat', /safe/],
  ['another once', { meta, run, once: 'ever' }, 'once', /repository/],
  [
    'a permission that is unknown',
    { meta, run, permissions: { execute: true } },
    'permissions',
    /"execute"/,
  ],
  [
    'a pattern where a place belongs',
    { meta, run, permissions: { write: ['docs/*'] } },
    'permissions.write[0]',
    /\*/,
  ],
  [
    'a variable that is none',
    { meta, run, permissions: { env: ['A B'] } },
    'permissions.env[0]',
    /variable/,
  ],
  ['input that is no schema', { meta, run, input: { type: 'object' } }, 'input', /zod/],
  [
    'a hook and an input that needs something',
    { meta, run, on: 'post-commit', input: z.object({ a: z.string() }) },
    'input',
    /refuses \{\}/,
  ],
  [
    'the end of a run and an input that needs something',
    { meta, run, on: { success: 'pipeline/a' }, input: z.string() },
    'input',
    /refuses \{\}/,
  ],
  ['a trigger that is none', { meta, run, on: { done: 'x' } }, 'on', /hook/],
  ['its own end', { meta, run, on: { success: 'job/test' } }, 'on', /without end/],
  [
    'its own end by a hook',
    { meta, run, on: { failed: 'job/test@post-commit' } },
    'on',
    /without end/,
  ],
]
for (const [what, job, key, pattern] of refused)
  test(`refused: ${what}`, async t => {
    const outcome = await define(job)
    t.true('invalid' in outcome)
    const [fault, ...others] = 'invalid' in outcome ? outcome.invalid : []
    t.is(fault?.key, key)
    t.regex(fault?.what ?? '', pattern)
    t.deepEqual(others, [])
  })

test('an input that needs something is fine where only a person starts the job', async t => {
  t.truthy((await defined({ meta, run, on: 'manual', input: z.object({ a: z.string() }) })).input)
})

const hooks: readonly (readonly [string, RegExp, RegExp])[] = [
  ['post-comit', /not a hook of Git/, /"post-commit"/],
  ['precommit', /not a hook of Git/, /"pre-commit"/],
  ['Pre-Push', /not a hook of Git/, /"pre-push"/],
  ['post-receive', /on a server/, /pre-push/],
  ['update', /on a server/, /pre-push/],
  ['reference-transaction', /starts no jobs/, /pre-push/],
]
for (const [name, what, hint] of hooks)
  test(`no job starts from ${name}`, async t => {
    for (const job of [
      { meta, run, on: name },
      { meta, run, hooks: [name] },
    ]) {
      const outcome = await define(job)
      const [fault] = 'invalid' in outcome ? outcome.invalid : []
      t.is(fault?.key, 'on')
      t.regex(fault?.what ?? '', what)
      t.regex(fault?.hint ?? '', hint)
    }
  })

test('everything that is wrong is said at once', async t => {
  const outcome = await define({ meta: {}, timeout: -1 })
  t.is('invalid' in outcome ? outcome.invalid.length : 0, 3)
})

test('the schema of the input is its type in run and undo', t => {
  const job = defineJob({
    meta,
    input: z.object({ count: z.coerce.number(), name: z.string().optional() }),
    run({ input, files, signal }) {
      const count: number = input.count
      // @ts-expect-error: it may be missing.
      const name: string = input.name
      return { message: `${count} ${name} ${files.length} ${signal.aborted}` }
    },
    undo({ input }) {
      // @ts-expect-error: there is no such thing.
      return { message: input.other }
    },
  })
  t.is(job.meta.name, 'test')
  // @ts-expect-error: a job needs `run`.
  t.truthy(defineJob({ meta }))
  // @ts-expect-error: no hook of Git has this name.
  t.truthy(defineJob({ meta, on: 'post-comit', run }))
})
