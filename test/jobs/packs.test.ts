import test from 'ava'
import { integrityOf } from '../../src/jobs/packs/integrity.ts'
import { lockedIn, lockText, stillNeeded } from '../../src/jobs/packs/lock.ts'
import { manifestIn, manifestOf } from '../../src/jobs/packs/manifest.ts'
import { packSource, sourceText } from '../../src/jobs/packs/source.ts'

for (const [text, expected, folder] of [
  ['changelog', 'builtin:changelog'],
  ['./packs/a', 'folder:packs/a'],
  ['../a', 'folder:tools/a', 'tools/b'],
  ['../a', 'folder:../a'],
  ['/opt/a', 'folder:/opt/a'],
  ['./a-1.0.0.tgz', 'tarball:a-1.0.0.tgz'],
  ['npm:@acme/pack@^1.2.0', 'npm:@acme/pack@^1.2.0'],
  ['npm:pack', 'npm:pack'],
  ['github:acme/packs#v1.0.0', 'git:https://github.com/acme/packs.git#v1.0.0'],
  ['https://example.org/a.git', 'git:https://example.org/a.git#HEAD'],
  ['git@example.org:a/b.git#v1:packs/c', 'git:git@example.org:a/b.git#v1:packs/c'],
  ['../packs.git#v1', 'git:../packs.git#v1'],
  ['git:../packs.git#v1', 'git:../packs.git#v1'],
] as const)
  test(`a source: ${text} in ${folder ?? 'the root'}`, t => {
    const source = packSource(text, folder)
    t.is(sourceText(source), expected)
    t.deepEqual(packSource(expected), source, 'the lock file says the same')
  })

for (const text of [
  '',
  'A B',
  'npm:../x',
  'npm:a@../x',
  'npm:a@https://example.org',
  'npm:--x',
  'http://example.org/a.git',
  'git://example.org/a.git',
  'https://ann:secret@example.org/a.git',
  'https://token@example.org/a.git#v1',
  'ext::sh -c x#v1',
  './a#--upload-pack=x',
  './a#../x',
  'ftp://example.org/a.git',
  'a\nb',
])
  test(`no source: ${JSON.stringify(text)}`, t => {
    t.throws(() => packSource(text), { code: 'PACK_SOURCE_INVALID' })
  })

const manifest = (own: object = {}) =>
  JSON.stringify({ name: 'a', version: '1.0.0', engine: '>=0.1.0', ...own })
const file = (path: string, text = '') => ({ path, bytes: new TextEncoder().encode(text) })

for (const [title, text, says] of [
  ['no JSON', '{', /not JSON/],
  ['no name', '{}', /name/],
  ['a name that is none', manifest({ name: '../a' }), /name must be/],
  ['a version that is none', manifest({ version: '1' }), /version must be/],
  ['a range that is none', manifest({ engine: 'new' }), /engine must be/],
  ['a key that is not known', manifest({ postInstall: 'x' }), /has no postInstall/],
  ['a path outside', manifest({ jobs: [{ name: 'x', file: '../x.ts' }] }), /leads out/],
  ['a folder outside', manifest({ templates: ['/etc'] }), /leads out/],
  [
    'two jobs of one name',
    manifest({
      jobs: [
        { name: 'x', file: 'x.ts' },
        { name: 'x', file: 'y.ts' },
      ],
    }),
    /two jobs are called x/,
  ],
] as const)
  test(`a manifest with ${title}`, t => {
    const error = t.throws(() => manifestIn(text, 'a'), { code: 'PACK_INVALID' })
    t.regex(error?.message ?? '', says)
  })

test('a pack has what its manifest names, and is for this version', t => {
  const jobs = manifest({ jobs: [{ name: 'x', file: './jobs/x.ts' }], templates: ['views/'] })
  const whole = [file('pack.json', jobs), file('jobs/x.ts'), file('views/a.njk')]
  t.like(manifestOf(whole, 'a', '0.1.0'), { jobs: [{ file: 'jobs/x.ts' }], templates: ['views'] })
  t.throws(() => manifestOf([], 'a', '1.0.0'), { code: 'PACK_INVALID' })
  t.throws(() => manifestOf(whole.slice(0, 2), 'a', '1.0.0'), { code: 'PACK_INVALID' })
  t.throws(() => manifestOf([whole[0] ?? file('')], 'a', '1.0.0'), { code: 'PACK_INVALID' })
  const sh = manifest({ jobs: [{ name: 'x', file: 'x.sh' }] })
  t.throws(() => manifestOf([file('pack.json', sh), file('x.sh')], 'a', '1.0.0'), {
    code: 'PACK_INVALID',
  })
  const later = [file('pack.json', manifest({ engine: '^9.0.0' }))]
  t.throws(() => manifestOf(later, 'a', '1.0.0'), { code: 'PACK_ENGINE' })
})

test('the integrity is that of the content, in whatever order it comes', t => {
  const [a, b] = [file('a', 'x'), file('b', 'y')]
  t.is(integrityOf([a, b]), integrityOf([b, a]))
  t.regex(integrityOf([a]), /^sha512-[A-Za-z0-9+/]{86}==$/)
  const others = [[a], [file('a', 'y'), b], [file('ab', 'x'), b], [file('a', 'xb'), file('', 'y')]]
  for (const other of others) t.not(integrityOf(other), integrityOf([a, b]))
})

const locked = (direct: boolean, requires: readonly string[] = []) => ({
  version: '1.0.0',
  source: 'builtin:a',
  resolved: 'builtin:a',
  integrity: `sha512-${'A'.repeat(86)}==`,
  requires: [...requires],
  direct,
})

test('a lock file is the same text for the same packs, and refuses what it is not', t => {
  const packs = { b: locked(false), a: locked(true, ['b']) }
  t.deepEqual(lockedIn(lockText(packs)), packs)
  t.is(lockText(packs), lockText({ a: packs.a, b: packs.b }))
  t.deepEqual(lockedIn(undefined), {})
  for (const text of [
    '',
    '{}',
    '<<<<<<< ours\n',
    '{"lockVersion":2,"packs":{}}',
    '{"lockVersion":1,"packs":{"../a":1}}',
  ])
    t.throws(() => lockedIn(text), { code: 'PACK_LOCK_INVALID' }, text)
})

test('what nobody asks for any more is not kept', t => {
  const packs = {
    a: locked(true, ['b']),
    b: locked(false, ['c']),
    c: locked(false),
    d: locked(false),
  }
  t.deepEqual(Object.keys(stillNeeded(packs)), ['a', 'b', 'c'])
})
