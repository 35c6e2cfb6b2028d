import test from 'ava'
import { parametersIn, partsOf, stepOf } from '../../src/jobs/route.ts'

test('without patterns there is one part with every file, also with none', t => {
  t.deepEqual(partsOf([], ['a', 'b/c']), [{ params: {}, files: ['a', 'b/c'] }])
  t.deepEqual(partsOf([], []), [{ params: {}, files: [] }])
})

test('there is one part for each set of parameters', t => {
  t.deepEqual(
    partsOf(['packages/:package/**'], ['packages/a/x.ts', 'packages/b/y.ts', 'packages/a/z/w.ts']),
    [
      { params: { package: 'a' }, files: ['packages/a/x.ts', 'packages/a/z/w.ts'] },
      { params: { package: 'b' }, files: ['packages/b/y.ts'] },
    ],
  )
})

test('a file belongs to the first pattern that matches it', t => {
  t.deepEqual(partsOf(['src/:part/index.ts', 'src/**'], ['src/a/index.ts', 'src/a/b.ts']), [
    { params: { part: 'a' }, files: ['src/a/index.ts'] },
    { params: {}, files: ['src/a/b.ts'] },
  ])
})

test('where no file matches there is no part', t => {
  t.deepEqual(partsOf(['docs/**'], ['src/a.ts']), [])
  t.deepEqual(partsOf(['docs/**'], []), [])
})

test('a parameter stands for one whole name or a part of one, never for a slash', t => {
  t.deepEqual(partsOf(['src/:name.ts'], ['src/a.ts', 'src/b/c.ts']), [
    { params: { name: 'a' }, files: ['src/a.ts'] },
  ])
  t.deepEqual(partsOf([':scope/:name/*.md'], ['x/y/z.md', 'x/y/z/w.md']), [
    { params: { scope: 'x', name: 'y' }, files: ['x/y/z.md'] },
  ])
})

const globs = test.macro((t, pattern: string, file: string, matches: boolean) => {
  t.is(partsOf([pattern], [file]).length, matches ? 1 : 0)
})

for (const [pattern, file, matches] of [
  ['**/*.ts', 'a.ts', true],
  ['*.ts', 'a/b.ts', false],
  ['.github/**', '.github/workflows/ci.yml', true],
  ['**', '.env', true],
  ['src/{a,b}/*.js', 'src/b/c.js', true],
  ['src/[ab].js', 'src/c.js', false],
  ['src/a+b/**', 'src/a+b/c', true],
  ['docs/*.md', 'docs/über uns.md', true],
  ['a b/:c', 'a b/d e', true],
] as const)
  test(
    `${pattern} ${matches ? 'matches' : 'does not match'} ${file}`,
    globs,
    pattern,
    file,
    matches,
  )

test('names of parameters are found in their order', t => {
  t.deepEqual(parametersIn('src/:package/:file.ts'), ['package', 'file'])
  t.deepEqual(parametersIn('src/**'), [])
})

test('a step is named after its parameters', t => {
  t.is(stepOf({ params: { package: 'a', file: 'b' }, files: [] }), 'package=a,file=b')
  t.is(stepOf({ params: {}, files: ['x'] }), 'all')
})
