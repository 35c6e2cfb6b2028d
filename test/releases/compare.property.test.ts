import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import * as fc from 'fast-check'
import { isCompatible } from '../../src/releases/compare/difference.ts'
import { runs } from '../support/runs.ts'
import { compareTwo, gravest } from './compare-two.ts'
import { instances } from './instances.ts'

const names = fc.constantFrom('a', 'b', 'c')
const values = fc.constantFrom<unknown>('x', 'yy', 1, 2.5, true, null)
const types = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null')

/** Schemas of the size that people write by hand, with what they write. */
const { schema: schemas } = fc.letrec<{
  schema: object | boolean
  leaf: object
  object: object
  list: object
  plain: object
  parts: object
  choice: object
}>(tie => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { arbitrary: tie('leaf'), weight: 4 },
    { arbitrary: tie('object'), weight: 4 },
    { arbitrary: tie('list'), weight: 2 },
    { arbitrary: tie('choice'), weight: 2 },
    { arbitrary: tie('parts'), weight: 1 },
    { arbitrary: fc.boolean(), weight: 1 },
  ),
  leaf: fc
    .record(
      {
        type: fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 3 })),
        enum: fc.uniqueArray(values, { minLength: 1, maxLength: 3 }),
        const: values,
        minimum: fc.integer({ min: 0, max: 2 }),
        exclusiveMinimum: fc.integer({ min: 0, max: 2 }),
        maximum: fc.integer({ min: 1, max: 3 }),
        multipleOf: fc.constantFrom(1, 2, 0.5),
        minLength: fc.integer({ min: 0, max: 2 }),
        maxLength: fc.integer({ min: 1, max: 3 }),
        pattern: fc.constantFrom('^x', 'y'),
        title: fc.constantFrom('A', 'B'),
      },
      { requiredKeys: [] },
    )
    .map(thinned),
  object: fc.record(
    {
      type: fc.constant('object'),
      properties: fc.dictionary(names, tie('schema'), { maxKeys: 3 }),
      required: fc.uniqueArray(names, { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), tie('leaf')),
      patternProperties: fc.record({ '^a': tie('leaf') }),
      minProperties: fc.integer({ min: 0, max: 2 }),
      maxProperties: fc.integer({ min: 1, max: 3 }),
      propertyNames: fc.record({ enum: fc.uniqueArray(names, { minLength: 1 }) }),
      dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), {
        maxKeys: 2,
      }),
      dependentSchemas: fc.dictionary(names, tie('plain'), { maxKeys: 1 }),
      unevaluatedProperties: fc.oneof(fc.boolean(), tie('leaf')),
    },
    { requiredKeys: ['type'] },
  ),
  list: fc.record(
    {
      type: fc.constant('array'),
      items: tie('schema'),
      prefixItems: fc.array(tie('leaf'), { minLength: 1, maxLength: 2 }),
      contains: tie('leaf'),
      minContains: fc.constantFrom(0, 1, 2),
      maxContains: fc.constantFrom(1, 2),
      minItems: fc.integer({ min: 0, max: 2 }),
      maxItems: fc.integer({ min: 0, max: 2 }),
      uniqueItems: fc.boolean(),
      unevaluatedItems: fc.oneof(fc.boolean(), tie('leaf')),
    },
    { requiredKeys: ['type'] },
  ),
  plain: fc.record(
    {
      type: fc.constant('object'),
      properties: fc.dictionary(names, tie('leaf'), { maxKeys: 2 }),
      required: fc.uniqueArray(names, { maxLength: 1 }),
      additionalProperties: tie('leaf'),
      patternProperties: fc.record({ '^a': tie('leaf') }),
    },
    { requiredKeys: ['properties'] },
  ),
  parts: fc
    .record(
      {
        properties: fc.dictionary(names, tie('leaf'), { maxKeys: 2 }),
        anyOf: fc.array(tie('plain'), { minLength: 1, maxLength: 2 }),
        oneOf: fc.array(tie('plain'), { minLength: 1, maxLength: 2 }),
        allOf: fc.array(tie('plain'), { minLength: 1, maxLength: 2 }),
        decided: fc.tuple(tie('plain'), tie('plain'), tie('plain')),
        unevaluatedProperties: fc.oneof(fc.boolean(), tie('leaf')),
      },
      { requiredKeys: ['unevaluatedProperties'] },
    )
    .map(({ decided, ...rest }) => ({
      type: 'object',
      ...rest,
      ...(decided && condition(...decided)),
    })),
  choice: fc.oneof(
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('leaf') }),
    fc
      .tuple(tie('schema'), tie('schema'), fc.option(tie('schema')))
      .map(([when, holds, fails]) => condition(when, holds, fails ?? undefined)),
  ),
}))

function condition(when: unknown, holds: unknown, fails: unknown): object {
  return Object.fromEntries([
    ['if', when],
    ['then', holds],
    ...(fails === undefined ? [] : [['else', fails]]),
  ])
}

/** A leaf with at most three keywords: with more, hardly any value is left. */
function thinned(leaf: object): object {
  return Object.fromEntries(Object.entries(leaf).slice(0, 3))
}

/** A schema and a version of it that somebody changed in one place, which is what versions are. */
const pairs = fc
  .oneof(
    fc.tuple(schemas, schemas),
    fc
      .tuple(schemas, schemas, fc.nat())
      .map(([before, other, where]) => [before, changed(before, other, where)] as const),
  )
  .filter(pair => !isReadWrong(pair))

/** Ajv takes all elements for evaluated where there is `contains`, and not only those that fit it. */
const isReadWrong = (pair: unknown): boolean => {
  const text = JSON.stringify(pair)
  return text.includes('"contains"') && text.includes('"unevaluatedItems"')
}

const changed = (schema: unknown, other: unknown, where: number): object | boolean => {
  if (typeof schema !== 'object' || schema === null || Object.keys(schema).length === 0)
    return other as object
  const keys = Object.keys(schema)
  const key = keys[where % keys.length] ?? ''
  const rest = Math.floor(where / keys.length)
  if (rest % 3 === 0)
    return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key))
  if (rest % 3 === 1 && typeof other === 'object') return { ...schema, ...other }
  const child = (schema as Record<string, unknown>)[key]
  if (Array.isArray(child))
    return { ...schema, [key]: child.slice(1).length > 0 ? child.slice(1) : child }
  if (typeof child !== 'object' || child === null) return { ...schema, ...(other as object) }
  return { ...schema, [key]: namesMore[key]?.(child, other) ?? changed(child, other, rest) }
}

/** What is by names gets one name more, or something else for one that it has. */
const namesMore: Readonly<Record<string, (named: object, other: unknown) => object>> = {
  properties: (named, other) => ({ ...named, b: other }),
  dependentSchemas: (named, other) => ({ ...named, b: other }),
  patternProperties: (_, other) => ({ '^a': other }),
  dependentRequired: named => ({ ...named, b: ['a'] }),
}

/**
 * With `allErrors`, for without it Ajv goes on after `prefixItems` only where the array has the first of them that says something: an
 * empty array is valid whatever `contains` and `uniqueItems` say.
 */
const validatorOf = (schema: object | boolean): ((instance: unknown) => boolean | undefined) => {
  const validate = new Ajv2020({
    strict: false,
    logger: false,
    validateSchema: false,
    meta: false,
    code: { optimize: false },
    allErrors: true,
  }).compile(schema)
  return instance => {
    try {
      return validate(instance)
    } catch {
      // What Ajv compiles for patternProperties beside a choice with unevaluatedProperties may throw: it knows no answer.
      return undefined
    }
  }
}

test('a document of the earlier schema is valid by the later one wherever the change is said to be compatible', t => {
  let compatible = 0
  let tried = 0
  fc.assert(
    fc.property(pairs, fc.nat(), ([before, after], seed) => {
      const differences = compareTwo(before, after)
      if (!isCompatible(differences)) return
      compatible += 1
      const [isOld, isNew] = [validatorOf(before), validatorOf(after)]
      for (const instance of instances(before, after, seed)) {
        if (!isOld(instance)) continue
        tried += 1
        if (isNew(instance) === false)
          throw new Error(
            `${JSON.stringify(instance)} is not valid any more after ${JSON.stringify(before)} became ${JSON.stringify(after)}; said was ${gravest(differences)}.`,
          )
      }
    }),
    runs(1500),
  )
  t.log(`${compatible} compatible pairs, ${tried} documents of them`)
  t.true(compatible > 100 && tried > 400, `${compatible} ${tried}`)
})

test('where only words are said to have changed, both schemas have the same documents', t => {
  let same = 0
  fc.assert(
    fc.property(pairs, fc.nat(), ([before, after], seed) => {
      if (compareTwo(before, after).some(({ level }) => level !== 'patch')) return
      same += 1
      const [isOld, isNew] = [validatorOf(before), validatorOf(after)]
      for (const instance of [...instances(before, after, seed), ...instances(after, before, seed)])
        if (new Set([isOld(instance), isNew(instance), undefined]).size > 2)
          throw new Error(
            `${JSON.stringify(instance)} is not valid by both of ${JSON.stringify(before)} and ${JSON.stringify(after)}.`,
          )
    }),
    runs(1500),
  )
  t.true(same > 20, `${same}`)
})

test('a schema has no change to itself, and none to itself with its keys in another order', t => {
  fc.assert(
    fc.property(schemas, schema => {
      t.deepEqual(compareTwo(schema, structuredClone(schema)), [])
      t.deepEqual(compareTwo(schema, reversed(schema) as object), [])
    }),
    runs(200),
  )
  t.pass()
})

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  )
}
