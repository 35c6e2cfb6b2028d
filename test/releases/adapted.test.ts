import test from 'ava'
import { checkReleases } from '../../src/releases/check.ts'
import { compareReleases } from '../../src/releases/compare.ts'
import { type Layout, layoutOf } from '../../src/releases/layout.ts'
import { readRelease } from '../../src/releases/read.ts'
import { memoryTree } from './memory-tree.ts'

/** Repositories that keep schemas in folders of versions, without manifests. */
const layoutWith = (settings: Partial<Layout> = {}): Layout =>
  layoutOf({
    root: '',
    folder: '{package}/{version}',
    manifest: undefined,
    schemas: ['**/*.json'],
    ...settings,
  })

const schema = (more: object): string =>
  JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...more }, undefined, 1)

/** What the rules say of `a@1.0.0`: rule, file, pointer. */
const findingsOf = async (files: Readonly<Record<string, string>>, layout = layoutWith()) =>
  (
    await checkReleases({
      layout,
      tree: memoryTree(files),
      releases: [{ package: 'a', version: '1.0.0' }],
      active: {},
      released: new Map(),
    })
  ).map(({ rule, file, pointer }) => [rule, file, pointer])

const ofServer = 'https://schemas.example.org'
const refersTo = (file: string) => ({ properties: { tag: { $ref: `${ofServer}/${file}` } } })

test('a reference by its address leads to the file that the layout names for it', async t => {
  const urns = { [`${ofServer}/{folder}/{version}/{file}`]: 'common/{folder}/{version}/{file}' }
  const files = {
    'a/1.0.0/list.json': schema({ type: 'object', ...refersTo('tags/2.0.0/tag.json') }),
    'a/1.0.0/gone.json': schema({ type: 'object', ...refersTo('tags/2.0.0/gone.json') }),
    'common/tags/2.0.0/tag.json': schema({
      $id: `${ofServer}/tags/2.0.0/tag.json`,
      anyOf: [{ $ref: 'word.json' }, { $ref: `${ofServer}/tags/2.0.0/word.json#/definitions/x` }],
    }),
    'common/tags/2.0.0/word.json': schema({ type: 'string', definitions: { x: { const: 'x' } } }),
  }
  const gone = ['schema.ref-unresolved', 'a/1.0.0/gone.json', '/properties/tag/$ref']
  t.deepEqual(await findingsOf(files, layoutWith({ urns })), [gone])
  t.deepEqual(await findingsOf(files), [
    gone,
    ['schema.ref-unresolved', 'a/1.0.0/list.json', '/properties/tag/$ref'],
  ])
})

test('a file that has the version in its name is the same file in the next version', async t => {
  const files = {
    'a/1.0.0/item.1.0.0.json': schema({ type: 'object', properties: { a: { type: 'string' } } }),
    'a/1.1.0/item.1.1.0.json': schema({ type: 'object', properties: { a: { type: 'number' } } }),
    'a/1.0.0/prompts/1.0.0.md': 'Say it.',
    'a/1.1.0/prompts/1.1.0.md': 'Say it.',
    'a/1.0.0/kept.json': schema({ type: 'string' }),
    'a/1.1.0/kept.json': schema({ type: 'string' }),
  }
  const tree = memoryTree(files)
  const read = (version: string) => readRelease(layoutWith(), tree, { package: 'a', version })
  const [before, after] = [await read('1.0.0'), await read('1.1.0')]
  if (!before || !after) return t.fail()
  t.deepEqual(
    (await compareReleases(before, after, layoutWith(), tree)).map(({ level, file, pointer }) => [
      level,
      file,
      pointer,
    ]),
    [['major', 'item.1.1.0.json', '/properties/a/type']],
  )
})

test('a format that the drafts define is known, also where nothing here checks it', async t => {
  const formats = ['iri', 'iri-reference', 'idn-email', 'idn-hostname', 'uri', 'sentence']
  const properties = Object.fromEntries(formats.map(format => [format, { type: 'string', format }]))
  const found = await findingsOf({ 'a/1.0.0/x.json': schema({ type: 'object', properties }) })
  t.deepEqual(found, [['schema.strict', 'a/1.0.0/x.json', '/properties/sentence/format']])
})

test('what is doubtful is said of the file that has it, and not of those that refer to it', async t => {
  const files = {
    'a/1.0.0/first.json': schema({ allOf: [{ $ref: 'second.json' }] }),
    'a/1.0.0/second.json': schema({
      type: 'object',
      properties: {
        text: { type: 'string', format: 'sentence' },
        list: { type: 'object', additionalItems: true },
        note: { type: 'string', example: 'Note' },
      },
    }),
  }
  const found = await findingsOf(files)
  t.deepEqual(
    found.filter(([, file]) => file !== 'a/1.0.0/second.json'),
    [],
  )
  const pointers = found.map(([, , pointer]) => pointer)
  for (const each of ['text/format', 'list/additionalItems', 'note/example'])
    t.true(pointers.includes(`/properties/${each}`), `${pointers}`)
})

test('what is doubtful in a definition is found where it is, and not where it is referred to', async t => {
  const again = { $ref: '#/definitions/link' }
  const link = { type: 'object', properties: { again, a: { contains: { type: 'string' } } } }
  const found = await findingsOf({
    'a/1.0.0/x.json': schema({ allOf: [again], definitions: { link } }),
  })
  t.deepEqual(found, [['schema.strict', 'a/1.0.0/x.json', '/definitions/link/properties/a']])
})

test('what moved into a schema of another release is compared where it lies now', async t => {
  const common = '../../common/1.0.0/word.json'
  const files = {
    'a/1.0.0/x.json': schema({ type: 'object', properties: { word: { type: 'string' } } }),
    'a/1.1.0/x.json': schema({ type: 'object', properties: { word: { $ref: common } } }),
    'a/1.2.0/x.json': schema({ type: 'object', allOf: [{ $ref: `${common}#/definitions/all` }] }),
    'a/1.3.0/x.json': schema({ type: 'object', properties: { word: { $ref: 'gone.json' } } }),
    'common/1.0.0/word.json': schema({
      type: 'string',
      definitions: { all: { properties: { word: { type: 'number' } } } },
    }),
  }
  const tree = memoryTree(files)
  const read = (version: string) => readRelease(layoutWith(), tree, { package: 'a', version })
  const levels = async (from: string, to: string) => {
    const [before, after] = [await read(from), await read(to)]
    const changes =
      before && after ? await compareReleases(before, after, layoutWith(), tree) : undefined
    return changes?.map(({ level, file, pointer }) => [level, file, pointer])
  }
  t.deepEqual(await levels('1.0.0', '1.1.0'), [['patch', 'x.json', undefined]])
  t.deepEqual(await levels('1.1.0', '1.2.0'), [['major', 'x.json', undefined]])
  t.deepEqual((await levels('1.2.0', '1.3.0'))?.[0], ['unknown', 'x.json', '/properties/word'])
})
