import test from 'ava'
import { checkReleases } from '../../src/releases/check.ts'
import { layoutOf } from '../../src/releases/layout.ts'
import { folderOf, placeIn, releasesIn } from '../../src/releases/read.ts'
import { memoryTree } from './memory-tree.ts'

test('packages lie below the root, and what begins with an underline is none', async t => {
  const layout = layoutOf()
  const tree = memoryTree({
    'document_types/a/releases/1.0.0/package.yaml': '',
    'document_types/a/releases/1.1.0/x/y.txt': '',
    'document_types/_archive/releases/1.0.0/package.yaml': '',
    'document_types/_active/active_releases.json': '{}',
    'document_types/a/releases/README.md': '',
    'other/a/releases/1.0.0/package.yaml': '',
  })
  t.deepEqual(
    (await releasesIn(layout, tree)).map(({ package: name, version }) => `${name} ${version}`),
    ['a 1.0.0', 'a 1.1.0'],
  )
  t.is(layout.pointer, 'document_types/_active/active_releases.json')
})

test('the pointer goes with the root unless it is set', t => {
  t.is(layoutOf({ root: './config/' }).pointer, 'config/_active/active_releases.json')
  t.is(layoutOf({ root: '.' }).pointer, '_active/active_releases.json')
  t.is(layoutOf({ root: 'x', pointer: 'live.json' }).pointer, 'live.json')
})

test('a repository of schemas in folders of versions needs no manifests and no names', async t => {
  const layout = layoutOf({
    root: 'definitions',
    folder: '{version}',
    manifest: undefined,
    schemas: ['*.json'],
  })
  const schema = (more: object) =>
    JSON.stringify({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: more,
    })
  const files = {
    'definitions/1.0.0/info.json': schema({ title: { type: 'string' } }),
    'definitions/1.1.0/info.json': schema({
      title: { type: 'number' },
      tags: { $ref: 'tag.json' },
    }),
    'definitions/1.1.0/tag.json': schema({}),
  }
  t.is(folderOf(layout, { package: 'definitions', version: '1.1.0' }), 'definitions/1.1.0')
  t.deepEqual(placeIn(layout)('definitions/1.1.0/tag.json'), {
    package: 'definitions',
    version: '1.1.0',
    folder: 'definitions/1.1.0',
  })
  const tree = memoryTree(files)
  const findings = await checkReleases({
    layout,
    tree,
    releases: [{ package: 'definitions', version: '1.1.0' }],
    active: {},
    released: new Map([['definitions@1.0.0', (await tree.treeOf('definitions/1.0.0')) ?? '']]),
  })
  t.deepEqual(
    findings.map(({ rule, file, pointer }) => [rule, file, pointer]),
    [['version.too-low', 'definitions/1.1.0/info.json', '/properties/title/type']],
  )
})

test('fields, keys of references and URNs have the names of the layout', async t => {
  const layout = layoutOf({
    root: '',
    folder: 'packages/{package}/v{version}',
    manifest: 'meta.yml',
    fields: { ...layoutOf().fields, id: 'meta.doc_type_id', version: 'meta.version' },
    references: [{ key: 'binds', as: 'path' }],
    urns: { 'fragment:{id}:{version}': 'fragments/{id}/{version}.md' },
    schemas: ['schema.json'],
  })
  const findings = await checkReleases({
    layout,
    tree: memoryTree({
      'packages/a/v1.0.0/meta.yml':
        'meta: { doc_type_id: b, version: 1.0.0 }\nfragment: fragment:x:1.0.0\nother: fragment:y:1.0.0\nsections:\n  - binds: [title, author.name, author.age]\n',
      'packages/a/v1.0.0/schema.json': JSON.stringify({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: {
          title: { type: 'string' },
          author: { type: 'object', properties: { name: { type: 'string' } } },
        },
      }),
      'fragments/x/1.0.0.md': 'x',
    }),
    releases: [{ package: 'a', version: '1.0.0' }],
    active: {},
    released: new Map(),
  })
  t.deepEqual(
    findings.map(({ rule, line, pointer }) => [rule, line, pointer]),
    [
      ['manifest.id-mismatch', 1, '/meta/doc_type_id'],
      ['ref.urn-missing', 3, '/other'],
      ['ref.pointer-unresolved', 5, '/sections/0/binds/2'],
    ],
  )
})
