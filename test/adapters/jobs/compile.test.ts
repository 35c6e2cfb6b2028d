import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import test from 'ava'
import { packageFolder } from '../../support/run-command.ts'
import { jobsPlace, jobText } from './jobs-place.ts'

test('the example of the original document runs', async t => {
  const { write, run, define } = jobsPlace(t)
  write('jobs/my-job.mjs', readFileSync(join(packageFolder, 'fixtures/jobs/my-job.mjs'), 'utf8'))
  t.like(await define('jobs/my-job.mjs'), {
    name: 'my-job',
    description: 'My automation job',
    tags: ['automation'],
    version: '1.0.0',
    on: [{ hook: 'post-commit' }, { hook: 'post-merge' }],
  })
  const asked: unknown[] = []
  const { error, result } = await run('jobs/my-job.mjs', {
    answer: async (name, args) => {
      asked.push([name, args])
      return ['a.md']
    },
  })
  t.is(error, undefined)
  t.deepEqual(result, {})
  t.deepEqual(asked, [['git.diff', { from: 'HEAD~1', to: 'HEAD', nameOnly: true }]])
})

test('import.meta means the original file', async t => {
  const { write, run, root } = jobsPlace(t)
  write(
    'jobs/a.ts',
    `#!/usr/bin/env node\n${jobText('const { url, filename, dirname, resolve } = import.meta; return { outputs: { url, filename, dirname, beside: resolve("./b.ts") } }')}`,
  )
  const { result } = await run('jobs/a.ts')
  const file = join(root, 'jobs/a.ts')
  const url = pathToFileURL(file).href
  t.deepEqual(result?.outputs, {
    url,
    filename: file,
    dirname: join(root, 'jobs'),
    beside: url.replace('a.ts', 'b.ts'),
  })
})

test('TypeScript, JSON and packages work as they do in Node', async t => {
  const { write, run } = jobsPlace(t)
  write(
    'node_modules/pack/package.json',
    '{ "name": "pack", "exports": { ".": { "import": "./index.mjs" } }, "version": "1.0.0" }',
  )
  write(
    'node_modules/pack/index.mjs',
    `import cjs from './old.cjs'\nexport const name = 'pack with ' + cjs.old`,
  )
  write('node_modules/pack/old.cjs', `exports.old = require('./older.js').older`)
  write('node_modules/pack/older.js', `exports.older = 'older'`)
  write('jobs/data.json', '{ "a": [1, "\\u2028"] }')
  write(
    'lib/things.ts',
    `export enum Level { Low = 1, High }\nexport class Box { constructor(readonly value: number) {} }\nexport type Name = string\nexport const first = <T,>(all: T[]): T | undefined => all[0]`,
  )
  write(
    'jobs/a.ts',
    jobText(
      `const later = await import('../lib/later.js'); const json = await import('./data.json', { with: { type: 'json' } })
       const box = new Box(2) satisfies Box
       return { outputs: { name, data, level: Level.High, box: box.value, first: first<Name>(['x']), later: later.default, json: json.default, pack: (await import('pack')).name } }`,
      '',
      `import { name } from 'pack'; import data from './data.json' with { type: 'json' }; import { Box, first, Level, type Name } from '../lib/things.js'`,
    ),
  )
  write('lib/later.ts', `export { name as default } from 'pack'`)
  const { result, error } = await run('jobs/a.ts')
  t.is(error, undefined)
  const data = { a: [1, '\u2028'] }
  const name = 'pack with older'
  t.deepEqual(result?.outputs, {
    name,
    data,
    level: 2,
    box: 2,
    first: 'x',
    later: name,
    json: data,
    pack: name,
  })
})

test('a package is found again after it was installed elsewhere', async t => {
  const { write, run } = jobsPlace(t)
  const install = (main: string) => {
    write(
      'node_modules/pack/package.json',
      `{ "name": "pack", "type": "module", "exports": "./${main}" }`,
    )
    write(`node_modules/pack/${main}`, `export default '${main}'`)
  }
  write('jobs/a.ts', jobText('return { message: pack }', '', `import pack from 'pack'`))
  install('one.js')
  t.is((await run('jobs/a.ts')).result?.message, 'one.js')
  install('two.js')
  t.is((await run('jobs/a.ts')).result?.message, 'two.js')
})

test('a package that is not installed, and an entry that git-doc does not have, are said with their line', async t => {
  const { write, run } = jobsPlace(t)
  for (const [text, message] of [
    [`\nimport 'not-installed'`, /^jobs\/a\.ts:5: the package not-installed is not installed/],
    [`import 'git-doc/nothing'`, /^jobs\/a\.ts:4: git-doc has no entry git-doc\/nothing/],
    [`import 'git-doc'`, /^jobs\/a\.ts:4: git-doc has no entry git-doc /],
  ] as const) {
    write('jobs/a.ts', jobText('', '', `\n${text}`))
    const error = await t.throwsAsync(run('jobs/a.ts'), { code: 'JOB_INVALID' })
    t.regex(error?.message ?? '', message)
  }
})

const unloadable: readonly (readonly [string, string, RegExp])[] = [
  [
    'defines nothing',
    `export const a = 1`,
    /^jobs\/a\.js: it defines no job: it has no default export/,
  ],
  [
    'exports something else',
    `export default { run() {} }`,
    /^jobs\/a\.js: it defines no job: .*defineJob/,
  ],
  ['throws', `\nthrow new Error('early')`, /^jobs\/a\.js:2:\d+: it cannot be loaded: early/],
  [
    'declares a name twice',
    `const a = 1\n\nconst a = 2`,
    /^jobs\/a\.js:3: it cannot be loaded: SyntaxError: .*already/,
  ],
  [
    'imports a name that is not exported',
    `\nimport { none } from './_b.js'\nexport default none`,
    /^jobs\/a\.js:2: it cannot be loaded: SyntaxError: .*none/,
  ],
  [
    'imports a file with a mistake that only Node finds',
    `import './_c.js'`,
    /^jobs\/_c\.js:2: it cannot be loaded: SyntaxError/,
  ],
  ['waits for ever', `await new Promise(() => {})`, /waits/],
  ['exits', `process.exit(3)`, /exit code 3/],
]
for (const [what, text, message] of unloadable)
  test(`a file that ${what} is refused when it is defined`, async t => {
    const { write, define } = jobsPlace(t)
    write('jobs/_b.js', 'export const b = 1')
    write('jobs/_c.js', '\nlet c; let c')
    write('jobs/a.js', text)
    const error = await t.throwsAsync(define('jobs/a.js'))
    t.regex(error?.message ?? '', message)
  })

test('a wrong definition is one error with everything in it', async t => {
  const { write, define } = jobsPlace(t)
  write('jobs/a.ts', jobText('', `on: 'post-comit', timeout: 5,`))
  const error = await t.throwsAsync(define('jobs/a.ts'), { code: 'JOB_INVALID' })
  t.is(error?.message, 'jobs/a.ts: on "post-comit" is not a hook of Git.')
  write('jobs/a.ts', jobText('', `timeout: -1, retries: 3,`))
  const both = await t.throwsAsync(define('jobs/a.ts'), { code: 'JOB_INVALID' })
  t.is(both?.message.split('\n').length, 2)
})

test('a damaged definition or compiled folder is made again', async t => {
  const { write, run, state, open, fileAt } = jobsPlace(t)
  write('jobs/a.ts', jobText(`return { message: 'ok' }`))
  await run('jobs/a.ts')
  const compiled = join(state, 'jobs/compiled')
  const [name = ''] = readdirSync(compiled)
  rmSync(join(compiled, name, 'manifest.json'))
  const definitions = join(state, 'jobs/definitions')
  for (const each of readdirSync(definitions)) writeFileSync(join(definitions, each), '{"name":')
  t.is(await open().known(await fileAt('jobs/a.ts')), undefined)
  t.is((await run('jobs/a.ts')).result?.message, 'ok')
  t.deepEqual(readdirSync(compiled), [name])
})

test('compiled jobs are kept in a bounded number, the oldest goes', async t => {
  const { write, define, state } = jobsPlace(t)
  const compiled = join(state, 'jobs/compiled')
  mkdirSync(compiled, { recursive: true })
  for (let index = 0; index < 220; index += 1) {
    mkdirSync(join(compiled, String(index)))
    utimesSync(join(compiled, String(index)), index, index)
  }
  write('jobs/a.ts', jobText(''))
  await define('jobs/a.ts')
  t.is(readdirSync(compiled).length, 200)
  t.false(existsSync(join(compiled, '20')))
  t.true(existsSync(join(compiled, '21')))
})

test('many runs of one job at a time compile it once', async t => {
  const { write, run } = jobsPlace(t)
  write('jobs/a.ts', jobText(`return { message: 'ok' }`))
  const all = await Promise.all(Array.from({ length: 4 }, () => run('jobs/a.ts')))
  t.deepEqual(
    all.map(({ result }) => result?.message),
    ['ok', 'ok', 'ok', 'ok'],
  )
})
