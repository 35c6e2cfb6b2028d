import test from 'ava'
import { classifyChanges, isTest } from '../../src/documentation/classify-changes.ts'
import { matcher } from '../../src/documentation/globs.ts'
import type { FileChange } from '../../src/ports/diff.ts'
import { change, edited } from '../support/diff.ts'

const settings = {
  docFiles: ['docs/**/*.rst'],
  ignore: ['scripts/', '*.log'],
  ignored: new Set<string>(),
}

const of = (...changes: (string | FileChange)[]) =>
  classifyChanges(
    changes.map(each => (typeof each === 'string' ? edited(each, ['a'], ['b']) : each)),
    settings,
  )

test('code is what is neither document nor ignored', t => {
  const concern = of('src/a.ts', 'README.md', 'package-lock.json', 'Dockerfile', '.github/ci.yml')
  t.deepEqual('code' in concern && concern.code.map(({ path }) => path), [
    'src/a.ts',
    'Dockerfile',
    '.github/ci.yml',
  ])
})

const skipped = test.macro<[reason: string, detail: string, ...changes: (string | FileChange)[]]>({
  exec(t, reason, detail, ...changes) {
    t.deepEqual(of(...changes), { skip: { reason, detail } } as never)
  },
  title: (_, __, detail) => detail,
})
test(skipped, 'no-changes', 'The commit changes no files.')
test(
  skipped,
  'docs-only',
  'Only documents changed: README.md, docs/a.rst, x/y.MDX.',
  'README.md',
  'docs/a.rst',
  'x/y.MDX',
)
test(
  skipped,
  'docs-only',
  'Only documents changed: README.md; yarn.lock (lock file) is ignored.',
  'README.md',
  'yarn.lock',
)
test(
  skipped,
  'ignored-paths',
  'Only ignored paths changed: web/dist/a.js (generated), node_modules/a/b.ts (vendored), scripts/x.ts (ignore in the configuration), .git-doc/config.toml (git-doc’s own).',
  'web/dist/a.js',
  'node_modules/a/b.ts',
  'scripts/x.ts',
  '.git-doc/config.toml',
)
test(
  skipped,
  'no-changes',
  'It changes only file modes: run.sh.',
  change('run.sh', { status: 'mode', newMode: '100755' }),
)
test(
  skipped,
  'docs-only',
  'Only documents changed: 1.md, 2.md, 3.md, 4.md, 5.md and 2 more.',
  ...['1.md', '2.md', '3.md', '4.md', '5.md', '6.md', '7.md'],
)

test('paths that an ignore file names are ignored', t => {
  const ignored = new Set(['src/secret.ts'])
  const concern = classifyChanges([edited('src/secret.ts', [], ['a'])], { ...settings, ignored })
  t.like(concern, { skip: { reason: 'ignored-paths' } })
  t.regex(JSON.stringify(concern), /named by an ignore file/)
})

test('a glob with ! takes a path back, also one that is ignored by default', t => {
  const ignore = ['!dist/**', 'gen/**', '!gen/kept.ts']
  const concern = classifyChanges(
    ['dist/a.js', 'gen/a.ts', 'gen/kept.ts'].map(path => edited(path, [], ['a'])),
    { ...settings, ignore },
  )
  t.deepEqual('code' in concern && concern.code.map(({ path }) => path), [
    'dist/a.js',
    'gen/kept.ts',
  ])
})

test('a file that moves between code and documents, or out of an ignored folder, is code', t => {
  const moved = (from: string, path: string) => change(path, { from, status: 'renamed' })
  t.true('code' in of(moved('src/a.ts', 'README.md')))
  t.true('code' in of(moved('README.md', 'src/a.ts')))
  t.true('code' in of(moved('vendor/a.ts', 'src/a.ts')))
  t.true('skip' in of(moved('README.md', 'docs/README.md')))
  t.true('skip' in of(moved('vendor/a.ts', 'vendor/b.ts')))
})

test('deleted files, binaries, submodules and moves without edits are changes', t => {
  t.true('code' in of(change('a.ts', { status: 'deleted' })))
  t.true('code' in of(change('a.bin', { binary: true })))
  t.true('code' in of(change('sub', { newMode: '160000' })))
  t.true('code' in of(change('b.ts', { from: 'a.ts', status: 'renamed' })))
})

test('globs match names with dots, and a folder with all below it', t => {
  t.true(matcher(['src/**'])('src/.hidden/a.ts'))
  t.true(matcher(['src/'])('src/a/b.ts'))
  t.true(matcher(['./src/*.{ts,js}'])('src/a.js'))
  t.false(matcher([])('a'))
  t.false(matcher(['!a'])('b'), 'nothing is wanted')
  t.false(matcher(['src/**', '!src/**/*.test.ts'])('src/a.test.ts'))
})

test('tests are known by their folders and names', t => {
  for (const path of [
    'test/a.ts',
    'src/a.test.ts',
    'a_test.go',
    'tests/x.py',
    'test_a.py',
    'test.js',
    'pkg/__tests__/a.js',
    'examples/a.js',
  ]) {
    t.true(isTest(path), path)
  }
  for (const path of [
    'src/testing.ts',
    'latest/a.ts',
    'src/contest.ts',
    'src/test-runner/a.ts',
    'spec.ts',
  ]) {
    t.false(isTest(path), path)
  }
})
