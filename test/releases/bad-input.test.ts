import test from 'ava'
import { checkReleases } from '../../src/releases/check.ts'
import { parseData } from '../../src/releases/text/parse.ts'
import { inputOf } from './fixture.ts'

const folder = 'document_types/guide/releases/1.0.0'
const manifest = (text: string) => ({ files: { [`${folder}/package.yaml`]: text } })

const rules = test.macro(
  async (t, files: Readonly<Record<string, string>>, expected: readonly string[]) => {
    const findings = await checkReleases(await inputOf({ files }))
    t.deepEqual(
      [...new Set(findings.filter(({ level }) => level === 'error').map(({ rule }) => rule))],
      [...expected],
    )
  },
)

const m = `${folder}/package.yaml`
const s = `${folder}/schemas/output.schema.json`
const draft = '"$schema": "https://json-schema.org/draft/2020-12/schema"'

test('a manifest of nothing', rules, { [m]: '' }, ['manifest.invalid'])
test('a manifest that is a list', rules, { [m]: '- a\n' }, ['manifest.invalid'])
test('a manifest of two documents', rules, { [m]: 'id: guide\n---\nid: guide\n' }, [
  'manifest.unparsable',
])
test(
  'a manifest in which a key stands twice',
  rules,
  { [m]: 'id: guide\nid: other\nversion: 1.0.0\n' },
  ['manifest.unparsable'],
)
test('a manifest that names itself', rules, { [m]: 'id: guide\nversion: 1.0.0\nx: &x [*x]\n' }, [
  'manifest.unparsable',
])
test(
  'a manifest that doubles itself',
  rules,
  {
    [m]: `a: &a [1, 1]\n${[...'bcdefghijk'].map((each, at) => `${each}: &${each} [${`*${'abcdefghij'[at]}, `.repeat(9)}]`).join('\n')}\n`,
  },
  ['manifest.unparsable'],
)
test('a file that is not text', rules, { [`${folder}/logo.png`]: 'a\0b' }, [])
test('a schema of nothing', rules, { [s]: '' }, ['schema.unparsable', 'ref.pointer-unresolved'])
test('a schema that is a number', rules, { [s]: '1' }, [
  'schema.unparsable',
  'ref.pointer-unresolved',
])
test(
  'a schema nested a thousand levels',
  rules,
  { [s]: `${'['.repeat(1000)}${']'.repeat(1000)}` },
  ['schema.unparsable', 'ref.pointer-unresolved'],
)
test(
  'a schema that refers to itself through others',
  rules,
  {
    [s]: `{ ${draft}, "$ref": "#/$defs/a", "$defs": { "a": { "properties": { "summary": { "$ref": "#/$defs/b" }, "steps": { "items": { "properties": { "title": { "$ref": "#" } } } }, "audience": {} } }, "b": { "allOf": [{ "$ref": "#/$defs/a" }] } } }`,
  },
  [],
)
test(
  'a schema that is only a circle',
  rules,
  {
    [s]: `{ ${draft}, "title": "Guide", "allOf": [{ "$ref": "#/$defs/a" }], "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } } }`,
  },
  ['prompt.unknown-field', 'schema.meta-invalid', 'ref.pointer-unresolved'],
)

test('a package and a version that are not there are said to be missing', async t => {
  for (const name of ['guide@9.9.9', 'nobody@1.0.0']) {
    const [finding] = await checkReleases(await inputOf({ check: [name] }))
    t.is(finding?.rule, 'manifest.missing')
  }
})

test('a mistake in YAML has its line, and so has one in JSON', async t => {
  const lines = async (path: string, text: string) => (await parseData(path, text)).problem?.line
  t.is(await lines('a.yaml', 'a: 1\nb: [1,\nc: }\n'), 3)
  t.is(await lines('a.yaml', 'a: 1\n\tb: 2\n'), 2)
  t.is(await lines('a.json', '{\n  "a": 1,\n  "b": 2,\n}'), 4)
  t.is(await lines('a.json', '{\n  "a": "x\n"}'), 2)
  t.is(await lines('a.json', '{\n"a": 01 }'), 2)
  t.is(await lines('a.json', "{\n'a': 1 }"), 2)
  t.is(await lines('a.json', '[1]\n]'), 2)
})

test('checking twice finds the same, in the same order', async t => {
  const input = await inputOf(
    manifest(
      'id: x\nversion: 2.0.0\nrequired_inputs: [a, b]\nartifacts: { schema: ../x, other: y }\n',
    ),
  )
  const found = await checkReleases(input)
  t.true(found.length > 4)
  t.deepEqual(await checkReleases(input), found)
})
