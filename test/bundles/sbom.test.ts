import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import test from 'ava'
import { digests } from '../../src/app/read-bundle.ts'
import { type Materials, materialsOf, sbomText } from '../../src/bundles/sbom.ts'
import { packageFolder } from '../support/run-command.ts'

const schema = (name: string) =>
  JSON.parse(readFileSync(join(packageFolder, 'fixtures/cyclonedx', `${name}.schema.json`), 'utf8'))

/** As the schema of a bill names the others. */
const address = (name: string) => `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`

const validate = new Ajv({ strict: false, validateFormats: false })
  .addSchema(schema('spdx'), address('spdx'))
  .addSchema(schema('jsf-0.82'), address('jsf-0.82'))
  .compile(schema('bom-1.6'))

const own = { name: 'git-doc', version: '1.2.3', license: 'MIT' }
const zod = { name: 'zod', version: '4.0.0', license: 'MIT' }
const scoped = { name: '@noble/hashes', version: '2.0.0', license: '(MIT OR Apache-2.0)' }
const odd = { name: 'odd', version: '1.0.0+build.1', license: 'SEE LICENSE IN license.md' }

const materials: Materials = {
  own,
  packages: [
    { ...own, needs: [zod] },
    { ...zod, needs: [] },
  ],
  inside: [scoped, odd, zod],
  node: { version: '22.0.0', sha256: 'a'.repeat(64) },
  created: '2026-01-31T12:30:10Z',
}

const bill = (of: Materials) => JSON.parse(sbomText(of, digests.sha256))

test('a bill of materials is what the official schema of CycloneDX 1.6 says', t => {
  const { node: _, ...withoutNode } = materials
  for (const each of [
    materials,
    withoutNode,
    { ...materials, node: { sha256: 'b'.repeat(64) } },
    { ...materials, inside: [], packages: [] },
  ])
    t.true(validate(bill(each)), JSON.stringify(validate.errors))
  t.false(validate({ ...bill(materials), specVersion: 1 }))
})

test('it names every package once, what is inside as well as what lies beside, and who needs whom', t => {
  const { components, dependencies, metadata } = bill(materials)
  t.deepEqual(
    components.map(({ 'bom-ref': ref }: { 'bom-ref': string }) => ref),
    [
      'pkg:npm/%40noble/hashes@2.0.0',
      'pkg:npm/odd@1.0.0%2Bbuild.1',
      'pkg:npm/zod@4.0.0',
      'pkg:generic/node@22.0.0',
    ],
  )
  t.is(metadata.component['bom-ref'], 'pkg:npm/git-doc@1.2.3')
  t.deepEqual(
    dependencies.find(({ ref }: { ref: string }) => ref === 'pkg:npm/git-doc@1.2.3').dependsOn,
    ['pkg:npm/%40noble/hashes@2.0.0', 'pkg:npm/odd@1.0.0%2Bbuild.1', 'pkg:npm/zod@4.0.0'],
  )
})

test('the same materials give the same text, and others another serial number', t => {
  t.is(sbomText(materials, digests.sha256), sbomText(structuredClone(materials), digests.sha256))
  t.not(bill(materials).serialNumber, bill({ ...materials, inside: [] }).serialNumber)
})

test('packages are read from the list of their licenses', t => {
  const notices = [
    'git-doc contains code of these packages.',
    '',
    'zod 4.0.0 (MIT)',
    '@noble/hashes 2.0.0 ((MIT OR Apache-2.0))',
    '',
    'Copyright (c) 2020 Somebody 1.0.0 (of somewhere)',
    'Version 2.0, January 2004',
  ].join('\n')
  t.deepEqual(materialsOf(notices), [zod, scoped])
})
