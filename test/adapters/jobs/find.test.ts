import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { GitDocError } from '../../../src/errors/error.ts'
import { jobsPlace } from './jobs-place.ts'

const job = `import { defineJob } from 'git-doc/define'\nexport default defineJob({ meta: { name: 'a' }, run() {} })\n`

test('jobs are files of TypeScript and JavaScript in the folders, and nothing else is one', async t => {
  const { jobs, write } = jobsPlace(t)
  for (const name of ['b.ts', 'a.mts', 'c.js', 'd.mjs', 'deep/er/e.ts']) write(`jobs/${name}`, job)
  for (const name of [
    '_helper.ts',
    'a.test.ts',
    'a.d.ts',
    'a.d.mts',
    'README.md',
    'a.cjs',
    'a.tsx',
    'a.json',
    '.hidden.ts',
  ])
    write(`jobs/${name}`, 'not a job (')
  for (const folder of ['node_modules', '.cache', '_lib'])
    write(`jobs/${folder}/a.ts`, 'not a job (')
  write('packs/one/jobs/f.ts', job)
  write('other/g.ts', job)
  const found = await jobs.find(['jobs', 'packs', 'no-such-folder', './jobs/'])
  t.deepEqual(
    found.map(({ path }) => path),
    [
      'jobs/a.mts',
      'jobs/b.ts',
      'jobs/c.js',
      'jobs/d.mjs',
      'jobs/deep/er/e.ts',
      'packs/one/jobs/f.ts',
    ],
  )
  t.true(found.every(each => !('error' in each)))
})

test('a job is what it imports as well, by any of the ways to write that', async t => {
  const { write, fileAt } = jobsPlace(t)
  write(
    'jobs/a.ts',
    `import type { Gone } from './gone.ts'
import { a } from '../lib/exact.ts'
import { b } from '../lib/by-output.js'
import { c } from '../lib/without'
export * from '../lib/again.mts'
import data from './data.json' with { type: 'json' }
import other from './other.json'
import 'node:fs'
import fs from 'fs'
const late = await import('../lib/late.ts')
const text = await import(\`../lib/template.ts\`)
// import './comment.ts'
const words = "import './string.ts'"
export default { a, b, c, data, other, fs, late, text } as unknown as Gone`,
  )
  for (const name of [
    'exact.ts',
    'by-output.ts',
    'without/index.ts',
    'again.mts',
    'late.ts',
    'template.ts',
  ])
    write(
      `lib/${name}`,
      name === 'late.ts'
        ? `import '../lib/later.ts'\nimport '../jobs/a.ts'`
        : 'export const a = 1, b = 2, c = 3',
    )
  write('lib/later.ts', '')
  write('jobs/data.json', '{}')
  write('jobs/other.json', '[]')
  const { files } = await fileAt('jobs/a.ts')
  t.deepEqual(
    files.map(({ path }) => path),
    [
      'jobs/a.ts',
      'jobs/data.json',
      'jobs/other.json',
      'lib/again.mts',
      'lib/by-output.ts',
      'lib/exact.ts',
      'lib/late.ts',
      'lib/later.ts',
      'lib/template.ts',
      'lib/without/index.ts',
    ],
  )
  t.is(files[1]?.content, '{}')
})

test('a package of the workspace is the repository, an installed one is not', async t => {
  const { write, fileAt, root } = jobsPlace(t)
  write('packages/own/package.json', '{ "name": "own", "exports": "./index.ts" }')
  write('packages/own/index.ts', 'export {}')
  mkdirSync(join(root, 'node_modules'))
  symlinkSync(join(root, 'packages/own'), join(root, 'node_modules/own'))
  write('node_modules/other/package.json', '{ "name": "other", "main": "./main.js" }')
  write('node_modules/other/main.js', '')
  write('package.json', '{ "imports": { "#lib": "./lib/here.ts" } }')
  write('lib/here.ts', '')
  write('jobs/a.ts', `import 'own'\nimport 'other'\nimport '#lib'\nimport 'not-installed'`)
  const { files } = await fileAt('jobs/a.ts')
  t.deepEqual(
    files.map(({ path }) => path),
    ['jobs/a.ts', 'lib/here.ts', 'packages/own/index.ts'],
  )
})

test('the hash is of the whole content, and of nothing else', async t => {
  const one = jobsPlace(t)
  const two = jobsPlace(t)
  for (const { write } of [one, two]) {
    write('jobs/a.ts', `import '../lib/a.ts'`)
    write('lib/a.ts', 'export {}')
  }
  const { hash } = await one.fileAt('jobs/a.ts')
  t.is((await two.fileAt('jobs/a.ts')).hash, hash)
  two.write('lib/a.ts', 'export { }')
  t.not((await two.fileAt('jobs/a.ts')).hash, hash)
})

const broken: readonly (readonly [string, string, RegExp])[] = [
  ['a bracket that is missing', 'const a = 1\nconst b = (\n', /^jobs\/a\.ts:3: /],
  ['a type that is missing', 'const a = 1\n\nlet b: = 3\n', /^jobs\/a\.ts:3: /],
  ['a text without an end', 'const a = `\n', /^jobs\/a\.ts:1: /],
  ['an import of nothing', `\nimport { a } from\n`, /^jobs\/a\.ts:\d: /],
  ['a file that is not there', `\nimport './none.ts'`, /^jobs\/a\.ts:2: .*\.\/none\.ts.*not there/],
  ['a folder without an index', `import '../jobs'`, /^jobs\/a\.ts:1: .*not there/],
  ['a file outside', `import '../../outside.ts'`, /^jobs\/a\.ts:1: .*outside the repository/],
  [
    'a link that leads outside',
    `import '../link/outside.ts'`,
    /^jobs\/a\.ts:1: .*outside the repository/,
  ],
  [
    'a file by its whole address',
    `import 'file:///etc/hostname'`,
    /^jobs\/a\.ts:1: .*outside the repository/,
  ],
  [
    'a page of the web',
    `import 'https://example.org/a.js'`,
    /^jobs\/a\.ts:1: .*outside the repository/,
  ],
  ['text as code', `import 'data:text/javascript,1'`, /^jobs\/a\.ts:1: .*outside the repository/],
  [
    'a name that is only known later',
    `const name = './a.ts'\nawait import(name)`,
    /^jobs\/a\.ts:2: .*only known/,
  ],
  [
    'a name with a hole',
    `const name = 'a'\nawait import(\`./\${name}.ts\`)`,
    /^jobs\/a\.ts:2: .*only known/,
  ],
  ['a module of CommonJS', `import './old.cjs'`, /^jobs\/old\.cjs: .*ECMAScript/],
  ['an imported file with a mistake', `import './_broken.ts'`, /^jobs\/_broken\.ts:2: /],
]
for (const [what, text, message] of broken)
  test(`broken: ${what}`, async t => {
    const { write, found, folder, root } = jobsPlace(t)
    writeFileSync(join(folder, 'outside.ts'), '')
    symlinkSync(folder, join(root, 'link'))
    write('jobs/old.cjs', '')
    write('jobs/_broken.ts', '\n}')
    write('jobs/a.ts', text)
    const file = await found('jobs/a.ts')
    const error = 'error' in file ? file.error : undefined
    t.is(error?.code, 'JOB_INVALID')
    t.regex(error?.message ?? '', message)
    t.truthy(error?.hint)
  })

test('links inside the repository are followed, and those that lead out of it are not', async t => {
  const { write, jobs, folder, root } = jobsPlace(t)
  write('shared/a.ts', job)
  mkdirSync(join(root, 'jobs'))
  symlinkSync(join(root, 'shared'), join(root, 'jobs/shared'))
  symlinkSync(join(root, 'jobs'), join(root, 'jobs/ring'))
  symlinkSync(join(root, 'none.ts'), join(root, 'jobs/none.ts'))
  writeFileSync(join(folder, 'outside.ts'), job)
  symlinkSync(join(folder, 'outside.ts'), join(root, 'jobs/outside.ts'))
  symlinkSync(folder, join(root, 'elsewhere'))
  const found = await jobs.find(['jobs', 'elsewhere', '..'])
  t.deepEqual(
    found.map(each => [
      each.path,
      'error' in each ? (each.error as GitDocError).code : each.files[0]?.path,
    ]),
    [
      ['..', 'JOB_INVALID'],
      ['elsewhere', 'JOB_INVALID'],
      ['jobs/outside.ts', 'JOB_INVALID'],
      ['jobs/shared/a.ts', 'shared/a.ts'],
    ],
  )
})

test('what was read once is known by its text, and what is kept may be damaged', async t => {
  const { write, open, state } = jobsPlace(t)
  write('jobs/a.ts', `import { a } from '../lib/a.ts'\nexport default a`)
  write('jobs/b.js', `import { a } from '../lib/a.ts'\nexport default a`)
  write('lib/a.ts', 'export const a = 1')
  const first = await open().find(['jobs'])
  const file = join(state, 'jobs', 'imports.json')
  const { modules } = JSON.parse(readFileSync(file, 'utf8'))
  t.is(Object.keys(modules).length, 3)
  t.deepEqual(await open().find(['jobs']), first)
  // What is kept is used: nobody reads the module again.
  for (const imports of Object.values<{ specifier: string }[]>(modules))
    for (const each of imports) each.specifier = '../lib/b.ts'
  writeFileSync(file, JSON.stringify({ format: 1, modules }))
  write('lib/b.ts', '')
  const [other] = await open().find(['jobs'])
  t.true(other && 'files' in other && other.files.some(({ path }) => path === 'lib/b.ts'))
  for (const damage of ['{"format":1', '{"format":2,"modules":{}}', '[]']) {
    writeFileSync(file, damage)
    t.deepEqual(await open().find(['jobs']), first)
  }
})
