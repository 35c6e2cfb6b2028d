import test from 'ava'
import { openCompiler, type SchemaProblem } from '../../src/releases/schema/compiler.ts'
import { findReferenceIn, type SchemaDocument } from '../../src/releases/schema/documents.ts'

const base = 'https://example.org/schemas'

/** What is wrong with each of some schemas that may refer to one another, by their names. */
const problemsOf = async (schemas: Readonly<Record<string, object>>) => {
  const documents: SchemaDocument[] = Object.entries(schemas).map(([name, schema]) => ({
    file: `a/${name}.json`,
    root: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `${base}/${name}.json`,
      ...schema,
    },
  }))
  const find = findReferenceIn(documents)
  const compiler = await openCompiler()
  const told = (problems: readonly SchemaProblem[]) =>
    problems.map(({ rule, path }) => `${rule} /${path.join('/')}`)
  return Object.fromEntries(
    documents.map(document => [
      document.file.slice(2, -5),
      told(compiler.problemsOf(document, 'draft-07', find)),
    ]),
  )
}

const refers = (to: string) => ({ type: 'object', properties: { a: { $ref: to } } })

test('files that refer to one another in a circle are fine, whole or by a place', async t => {
  const found = await problemsOf({
    one: refers(`${base}/two.json`),
    two: refers('three.json#/properties/a'),
    three: refers('one.json#'),
  })
  t.deepEqual(found, { one: [], two: [], three: [] })
})

test('a doubt is said of the file that it is about, and of no file that refers to it', async t => {
  const found = await problemsOf({
    doubtful: { type: 'object', properties: { a: { minlength: 3 } } },
    near: refers('doubtful.json'),
    part: refers('doubtful.json#/properties/a'),
    far: refers('near.json'),
  })
  t.deepEqual(found, {
    doubtful: ['schema.strict /properties/a/minlength'],
    near: [],
    part: [],
    far: [],
  })
})

test('the place in another file that a reference names is described without a type there', async t => {
  const found = await problemsOf({
    whole: refers('part.json'),
    part: refers('other.json#/properties/a'),
    other: { type: 'object', properties: { a: { type: 'string' } } },
    all: { type: 'object', properties: { a: { $ref: 'other.json' }, b: { $ref: 'whole.json' } } },
  })
  t.deepEqual(Object.values(found).flat(), [])
})

test('a place that another file does not have is said where the reference is, and where that leads to it', async t => {
  const found = await problemsOf({
    far: refers('near.json'),
    near: refers('other.json#/properties/b'),
    other: { type: 'object', properties: { a: { type: 'string' } } },
  })
  t.true(found.near?.includes('schema.ref-unresolved /properties/a/$ref'))
  t.true(found.far?.some(each => each.startsWith('schema.ref-unresolved')))
  t.deepEqual(found.other, [])
})

test('a file that is not known is said once, and nothing else is wrong by it', async t => {
  const found = await problemsOf({
    far: refers('near.json'),
    near: refers('nowhere.json'),
  })
  t.deepEqual(found, { far: [], near: ['schema.ref-unresolved /properties/a/$ref'] })
})
