import test from 'ava'
import { sectionRanker } from '../../src/documentation/rank.ts'
import { type ResolveInput, resolution, resolveTargets } from '../../src/documentation/resolve.ts'
import { change, edited } from '../support/diff.ts'
import { documentOf, findSection } from '../support/sections.ts'

const readme = documentOf(
  'README.md',
  `# Tool

It does things, with \`unrelatedThing\`.

## Usage

Run \`tool --dry-run\` first.

### Options

| option | default |
| --- | --- |
| \`timeout\` | 30 |

## Internals

\`parseWords\` cuts a text.

<!-- git-doc: section=words code="src/words/**" -->
How words are made.
<!-- git-doc: end -->

## Legal

Nothing of this is legal advice.

## Empty
`,
)
const changelog = documentOf(
  'CHANGELOG.md',
  '# Changelog\n\n## 1.0\n\n- `--dry-run`, `parseWords`\n',
)

const input = (given: Partial<ResolveInput>): ResolveInput => {
  const documents = given.documents ?? [readme, changelog]
  return {
    subject: 'Change it',
    message: 'Change it\n',
    changes: [],
    documents,
    mappings: [],
    ranker: sectionRanker(documents),
    find: findSection,
    ...given,
  }
}

const resolve = (given: Partial<ResolveInput>) => resolveTargets(input(given))

const code = edited('src/cli.ts', ['unknown(1)'], ['unknown(2)'])
const mapping = { code: ['src/**/*.ts'], file: 'README.md', section: 'Usage' }

test('a mapping names the whole section, and says which path matches', t => {
  t.deepEqual(resolve({ changes: [code], mappings: [mapping] }), [
    {
      id: 'README.md#Usage',
      file: 'README.md',
      section: 'Usage',
      strategy: 'mapping',
      scope: 'whole',
      why: 'src/cli.ts matches src/**/*.ts',
    },
  ])
})

test('a mapping matches the old path of a moved file as well', t => {
  const moved = change('lib/cli.ts', { from: 'src/cli.ts', status: 'renamed' })
  const more = [moved, code, edited('src/b.ts', [], ['x'])]
  t.is(resolve({ changes: [moved], mappings: [mapping] })[0]?.why, 'src/cli.ts matches src/**/*.ts')
  t.regex(resolve({ changes: more, mappings: [mapping] })[0]?.why ?? '', /\(1 more path does\)$/)
  t.deepEqual(resolve({ changes: [change('a.py')], mappings: [mapping] }), [])
})

test('a mapping to what is not there stays a target, by the name it was given', t => {
  const changes = [code]
  for (const wrong of [
    { ...mapping, section: 'Missing' },
    { ...mapping, file: 'missing.md' },
  ]) {
    const [target] = resolve({ changes, mappings: [wrong] })
    t.like(target, { file: wrong.file, section: wrong.section, strategy: 'mapping' })
  }
})

test('a marked section follows the code that its marker names', t => {
  const [target] = resolve({ changes: [edited('src/words/a.ts', [], ['x'])] })
  t.like(target, {
    id: 'README.md#words',
    strategy: 'comment',
    scope: 'whole',
    why: 'src/words/a.ts matches src/words/**',
  })
})

test('of two that overlap the larger stays, of the same section the first', t => {
  const options = { ...mapping, section: 'Options' }
  const names = (mappings: (typeof mapping)[]) =>
    resolve({ changes: [code], mappings }).map(({ section }) => section)
  t.deepEqual(names([options, mapping]), ['Usage'])
  t.deepEqual(names([mapping, mapping, { ...mapping, section: 'Legal' }]), ['Usage', 'Legal'])
  const marked = [edited('src/words/a.ts', [], ['x'])]
  const internals = [{ ...mapping, section: 'Internals' }]
  t.deepEqual(
    resolve({ changes: marked, mappings: internals }).map(({ section }) => section),
    ['Internals'],
  )
})

test('every mapping counts, also beyond the limit', t => {
  const mappings = ['Usage', 'Internals', 'Legal'].map(section => ({ ...mapping, section }))
  t.is(resolve({ changes: [code], mappings, limit: 2 }).length, 3)
})

const flag = edited('src/cli.ts', ["  .option('--dry-run', 'print')"], [])

test('a section that names what the commit removes is inferred, for its own text', t => {
  t.deepEqual(resolve({ changes: [flag] }), [
    {
      id: 'README.md#Usage',
      file: 'README.md',
      section: 'Usage',
      strategy: 'inferred',
      scope: 'own',
      why: 'mentions `--dry-run`, which this commit removes',
    },
  ])
})

test('what is inferred gives way to what was asked for', t => {
  t.deepEqual(
    resolve({ changes: [flag], mappings: [mapping] }).map(({ strategy }) => strategy),
    ['mapping'],
  )
})

const told = test.macro<[section: string, why: RegExp, removed: string[], added: string[]]>({
  exec(t, section, why, removed, added) {
    const [target] = resolve({ changes: [edited('src/a.ts', removed, added)] })
    t.is(target?.section, section)
    t.regex(target?.why ?? '', why)
  },
  title: (_, __, why) => `why: ${why.source}`,
})
test(
  told,
  'Internals',
  /^mentions `parseWords`, which this commit removes$/,
  ['export function parseWords(text) {'],
  [],
)
test(
  told,
  'Internals',
  /^mentions `parseWords`, which this commit renames to `cutWords`$/,
  ['export function parseWords(text) {', 'x(parseWords(a))'],
  ['export function cutWords(text) {', 'x(cutWords(a))'],
)
test(
  told,
  'Options',
  /^mentions `timeout`, whose value this commit changes from 30 to 60$/,
  ['  timeout: 30,'],
  ['  timeout: 60,'],
)

test('a name that is only moved is still there', t => {
  const line = 'export function parseWords(text) {'
  const moved = [edited('src/a.ts', [line], []), edited('src/b.ts', [], [line])]
  t.false(resolve({ changes: moved }).some(({ why }) => why.startsWith('mentions')))
})

test('below the threshold nothing is inferred but what is mentioned, and the best guess is named', t => {
  const subject = 'fix: cut words again'
  const changes = [edited('src/a.ts', ['  cuts(text)'], ['  cuts(text, parseWords)'])]
  const { targets, guess } = resolution({ ...input({ subject, changes }), threshold: 0.99 })
  t.deepEqual(targets, [])
  t.like(guess, { file: 'README.md', section: 'Internals' })
  t.true(guess !== undefined && guess.need > 0 && guess.need < 0.99)
  t.is(resolution(input({ subject, changes })).targets[0]?.section, 'Internals')
  t.is(resolution({ ...input({ changes: [flag] }), threshold: 1 }).targets[0]?.section, 'Usage')
})

test('code that names a section in a comment comes behind mappings and before what is inferred', t => {
  const markers = [
    { path: 'src/cli.ts', file: 'README.md', section: 'Internals' },
    { path: 'src/cli.ts', file: 'README.md', section: 'Nowhere' },
  ]
  const found = resolve({ changes: [code], mappings: [mapping], markers })
  t.deepEqual(
    found.map(({ section, strategy, why }) => [section, strategy, why]).slice(1),
    ['Internals', 'Nowhere'].map(name => [name, 'comment', 'src/cli.ts names it in a comment']),
  )
  t.is(found[0]?.strategy, 'mapping')
})

test('code that names a document which is not there asks for nothing', t => {
  const markers = [{ path: 'src/cli.ts', file: 'docs/nowhere.md', section: 'Usage' }]
  const found = resolve({ changes: [code], mappings: [mapping], markers })
  t.deepEqual(
    found.filter(({ file }) => file === 'docs/nowhere.md'),
    [],
  )
  t.true(found.length > 0)
})

test('tests and CI alone concern no section, and neither does chance', t => {
  t.deepEqual(resolve({ changes: [edited('.github/ci.yml', ["  .option('--dry-run')"], [])] }), [])
  t.deepEqual(resolve({ changes: [edited('test/a.ts', ["  .option('--dry-run')"], [])] }), [])
  t.deepEqual(resolve({ changes: [edited('src/a.ts', ['things'], ['advice'])] }), [])
})

test('sections that share much with the commit are inferred, and the words are named', t => {
  const documents = [
    documentOf(
      'docs/retry.md',
      '# Requests\n\n## Retries\n\nThe backoff grows by its factor up to backoffLimit.\n\n## Proxies\n\nA proxy.\n\n## Cookies\n\nA cookie jar.\n',
    ),
  ]
  const lines = ['const backoffLimit = limit', 'delay = backoff * factor ** attempt']
  const [target] = resolve({
    documents,
    subject: 'Let the backoff grow by a factor',
    changes: [edited('src/retry.ts', [], lines)],
  })
  t.is(target?.section, 'Retries')
  t.is(target?.why, 'shares backoffLimit, factor and grows with the commit')
})

test('ignored sections, histories and headings without text are out', t => {
  const ignored = documentOf(
    'README.md',
    '# Tool\n\n## Usage\n\n<!-- git-doc: ignore -->\n`--dry-run`\n',
  )
  t.deepEqual(resolve({ documents: [ignored], changes: [flag] }), [])
  t.deepEqual(resolve({ documents: [ignored], changes: [flag], mappings: [mapping] }), [])
  t.deepEqual(resolve({ documents: [changelog], changes: [flag] }), [])
  const empty = edited('src/empty.ts', ['empty'], ['Empty'])
  t.deepEqual(resolve({ subject: 'Empty Empty', changes: [empty] }), [])
})

test('the same input gives the same targets, whatever the order of the documents', t => {
  const input = {
    changes: [flag, edited('src/words/a.ts', ['const parseWords = 1'], [])],
    mappings: [mapping],
  }
  const targets = resolve(input)
  t.true(targets.length > 1)
  t.deepEqual(resolve(input), targets)
  t.deepEqual(resolve({ ...input, documents: [changelog, readme] }), targets)
})
