import { execFileSync } from 'node:child_process'
import test from 'ava'
import { pathspecsOf } from '../../src/jobs/pathspecs.ts'
import { partsOf } from '../../src/jobs/route.ts'
import { storyRepository } from '../support/scenario.ts'

const patterns = [
  '**',
  '*',
  '**/*',
  '*.md',
  '**/*.md',
  '**/*.test.ts',
  'src/**',
  'src/*',
  'src/*.ts',
  'src/**/*.ts',
  'src/**/index.ts',
  'src/:package/**',
  'src/:package/:file.ts',
  'packages/lib-:name/package.json',
  'docs/**/guide.md',
  '.github/**',
  '.github/workflows/*.yml',
  'file?.txt',
  'with space/**',
  'README.md',
  '**/package.json',
  'a,b=c@1+2~/*',
]

const paths = [
  'README.md',
  '.env',
  'docs/guide.md',
  'docs/en/deep/guide.md',
  'docs/.hidden/guide.md',
  'file1.txt',
  'file12.txt',
  'src/index.ts',
  'src/.dot.ts',
  'src/core/index.ts',
  'src/core/deep/index.ts',
  'src/core/deep/a.test.ts',
  'lib/src',
  'package.json',
  'packages/lib-one/package.json',
  'packages/lib-one/src/package.json',
  '.github/workflows/ci.yml',
  '.github/CODEOWNERS',
  'with space/a.txt',
  'a,b=c@1+2~/x',
]

test('Git’s pathspecs name at least what a pattern matches, and nothing where the pattern is a plain one', t => {
  const { path, commit } = storyRepository(t)
  commit('Files', Object.fromEntries(paths.map(name => [name, 'x\n'])))
  for (const pattern of patterns) {
    const specs = pathspecsOf([pattern])
    if (!specs) return t.fail(pattern)
    const found = execFileSync('git', ['ls-files', '-z', '--', ...specs], { cwd: path })
      .toString()
      .split('\0')
      .filter(Boolean)
    const wanted = partsOf([pattern], paths).flatMap(({ files }) => files)
    t.deepEqual(
      wanted.filter(name => !found.includes(name)),
      [],
      `${pattern} is about files that Git does not find`,
    )
    if (!pattern.includes('*'))
      t.deepEqual(found.sort(), [...wanted].sort(), `${pattern} finds no more than it should`)
  }
})

test('a link or a submodule that is the folder of a pattern is found', t => {
  t.deepEqual(pathspecsOf(['src/**']), [':(top,glob)src/**', ':(top,glob)src'])
})

for (const pattern of [
  '!src/**',
  '{a,b}/**',
  'src/[ab].ts',
  '+(a|b).ts',
  'src/',
  '/src/**',
  './src/**',
  'src/../x',
  'a//b',
  'src**',
  'a\\*',
  'a\nb',
  'half:',
])
  test(`Git is not asked for ${JSON.stringify(pattern)}, which it may take for something else`, t => {
    t.is(pathspecsOf(['README.md', pattern]), undefined)
  })

test('without patterns every file counts, and Git is not asked', t => {
  t.is(pathspecsOf([]), undefined)
})
