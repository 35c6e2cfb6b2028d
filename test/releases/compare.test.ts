import test from 'ava'
import type { ChangeLevel } from '../../src/releases/change.ts'
import { compareTwo, gravest } from './compare-two.ts'

const judged = test.macro((t, before: object | boolean, after: object | boolean, level: string) => {
  const differences = compareTwo(before, after)
  t.is(
    gravest(differences),
    level as ChangeLevel | 'none',
    JSON.stringify(differences.map(({ message }) => message)),
  )
  for (const { message } of differences) t.true(message.endsWith('.'), message)
})

const string = { type: 'string' }
const number = { type: 'number' }
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })
const closed = { additionalProperties: false }
const list = (items: unknown) => ({ type: 'array', items })
const tree = (more: object) => ({
  $ref: '#/$defs/node',
  $defs: { node: object({ children: list({ $ref: '#/$defs/node' }), ...more }) },
})
const kind = (name: string, more: object = {}) =>
  object({ kind: { const: name }, ...more }, { required: ['kind'] })

const whenThen = (when: object, holds: object) =>
  Object.fromEntries([
    ['if', when],
    ['then', holds],
  ])

const cases: readonly (readonly [string, object | boolean, object | boolean, string])[] = [
  ['the same schema has no change', object({ a: string }), object({ a: string }), 'none'],
  ['a title is words', { ...string, title: 'A' }, { ...string, title: 'B' }, 'patch'],
  [
    'a default is more than words',
    { ...string, default: 'a' },
    { ...string, default: 'b' },
    'minor',
  ],
  ['a removed property breaks', object({ a: string, b: number }), object({ a: string }), 'major'],
  ['a renamed property breaks', object({ a: string }), object({ b: string }), 'major'],
  [
    'a new property does not break',
    object({ a: string }),
    object({ a: string, b: number }),
    'minor',
  ],
  [
    'a new property of a closed object does not break',
    object({ a: string }, closed),
    object({ a: string, b: number }, closed),
    'minor',
  ],
  [
    'a new required property breaks',
    object({ a: string }),
    object({ a: string, b: number }, { required: ['b'] }),
    'major',
  ],
  [
    'a property that becomes required breaks',
    object({ a: string }),
    object({ a: string }, { required: ['a'] }),
    'major',
  ],
  [
    'a requirement less does not break',
    object({ a: string }, { required: ['a'] }),
    object({ a: string }),
    'minor',
  ],
  ['another type breaks', string, number, 'major'],
  ['a type more does not break', string, { type: ['string', 'null'] }, 'minor'],
  ['a type less breaks', { type: ['string', 'null'] }, string, 'major'],
  ['whole numbers are numbers', { type: 'integer' }, number, 'minor'],
  ['numbers are not whole numbers', number, { type: 'integer' }, 'major'],
  ['a value more does not break', { enum: ['a'] }, { enum: ['a', 'b'] }, 'minor'],
  ['a value less breaks', { enum: ['a', 'b'] }, { enum: ['a'] }, 'major'],
  ['values in another order are the same', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }, 'none'],
  [
    'a constant that becomes a list with it does not break',
    { const: 1 },
    { enum: [1, 2] },
    'minor',
  ],
  ['a restriction to values breaks', string, { enum: ['a'] }, 'major'],
  [
    'a restriction of truth values to both is none',
    { type: 'boolean' },
    { enum: [true, false] },
    'none',
  ],
  ['values that become any text do not break', { enum: ['a'] }, string, 'minor'],
  [
    'values that become texts of a length which one of them has not break',
    { enum: ['a', 'bbb'] },
    { ...string, maxLength: 2 },
    'major',
  ],
  [
    'values that all fit a new pattern do not break',
    { enum: ['ab', 'ac'] },
    { enum: ['ab', 'ac'], pattern: '^a' },
    'none',
  ],
  ['a higher minimum breaks', { ...number, minimum: 1 }, { ...number, minimum: 2 }, 'major'],
  ['a lower minimum does not break', { ...number, minimum: 2 }, { ...number, minimum: 1 }, 'minor'],
  [
    'a minimum that the exclusive one implied does not break',
    { ...number, exclusiveMinimum: 1 },
    { ...number, minimum: 1 },
    'minor',
  ],
  ['a minimum length of nothing is none', string, { ...string, minLength: 0 }, 'none'],
  ['a bound of texts says nothing about numbers', number, { ...number, maxLength: 3 }, 'none'],
  ['a shorter maximum breaks', { ...string, maxLength: 9 }, { ...string, maxLength: 8 }, 'major'],
  ['a new pattern breaks', string, { ...string, pattern: '^a' }, 'major'],
  ['a pattern less does not break', { ...string, pattern: '^a' }, string, 'minor'],
  [
    'more repetitions in a pattern do not break',
    { ...string, pattern: '^[a-z]{1,32}(\\.[a-z]{2})$' },
    { ...string, pattern: '^[a-z]{1,64}(\\.[a-z]{0,})$' },
    'minor',
  ],
  [
    'fewer repetitions in a pattern cannot be decided',
    { ...string, pattern: '^a{1,7}$' },
    { ...string, pattern: '^a{1,3}$' },
    'unknown',
  ],
  [
    'more repetitions of what must not follow cannot be decided',
    { ...string, pattern: '^(?!a{2}$)a*$' },
    { ...string, pattern: '^(?!a{1,3}$)a*$' },
    'unknown',
  ],
  [
    'a count in a class of characters is none',
    { ...string, pattern: '^[a{1,3}]$' },
    { ...string, pattern: '^[a{1,7}]$' },
    'unknown',
  ],
  [
    'another pattern cannot be decided',
    { ...string, pattern: '^a' },
    { ...string, pattern: '^b' },
    'unknown',
  ],
  ['a new format breaks', string, { ...string, format: 'uuid' }, 'major'],
  [
    'another format cannot be decided',
    { ...string, format: 'uri' },
    { ...string, format: 'uuid' },
    'unknown',
  ],
  [
    'multiples of four are multiples of two',
    { ...number, multipleOf: 4 },
    { ...number, multipleOf: 2 },
    'minor',
  ],
  [
    'multiples of two are not all multiples of four',
    { ...number, multipleOf: 2 },
    { ...number, multipleOf: 4 },
    'major',
  ],
  [
    'whole numbers are multiples of one',
    { type: 'integer' },
    { type: 'integer', multipleOf: 1 },
    'none',
  ],
  [
    'forbidden other properties break',
    object({ a: string }),
    object({ a: string }, closed),
    'major',
  ],
  [
    'allowed other properties do not break',
    object({ a: string }, closed),
    object({ a: string }),
    'minor',
  ],
  [
    'other properties of a kind break where any were allowed',
    object({}),
    object({}, { additionalProperties: string }),
    'major',
  ],
  [
    'a property that was one of the rest may not be of another type',
    object({}, { additionalProperties: string }),
    object({ a: number }, { additionalProperties: string }),
    'major',
  ],
  [
    'a property that was one of the rest may be named',
    object({}, { additionalProperties: string }),
    object({ a: string }, { additionalProperties: string }),
    'minor',
  ],
  [
    'a new pattern of properties breaks where any were allowed',
    object({}),
    object({}, { patternProperties: { '^a': string } }),
    'major',
  ],
  [
    'a pattern of properties that a named one does not fit breaks',
    object({ ab: number }, closed),
    object({ ab: number }, { ...closed, patternProperties: { '^a': string } }),
    'major',
  ],
  ['elements of another type break', list(string), list(number), 'major'],
  [
    'elements of a type more do not break',
    list(string),
    list({ type: ['string', 'number'] }),
    'minor',
  ],
  ['elements that were anything break', { type: 'array' }, list(string), 'major'],
  [
    'a tuple of draft-07 is one of 2020-12',
    { type: 'array', items: [string], additionalItems: false },
    { type: 'array', prefixItems: [string], items: false },
    'none',
  ],
  [
    'a longer tuple does not break',
    { type: 'array', prefixItems: [string], items: false },
    { type: 'array', prefixItems: [string, number], items: false },
    'minor',
  ],
  [
    'fewer elements break',
    { ...list(string), maxItems: 3 },
    { ...list(string), maxItems: 2 },
    'major',
  ],
  [
    'elements that have to differ break',
    list(string),
    { ...list(string), uniqueItems: true },
    'major',
  ],
  [
    'an element that has to be there breaks',
    list(string),
    { ...list(string), contains: { const: 'a' } },
    'major',
  ],
  [
    'elements in front that are as all others were say nothing new beside what some element has to be',
    { ...list({ const: 'x' }), contains: {} },
    { ...list({ const: 'x' }), contains: {}, prefixItems: [{ ...string, const: 'x' }] },
    'none',
  ],
  [
    'what some elements have to be may be said twice, in any order',
    { allOf: [{ contains: string }, { contains: string, minContains: 2 }] },
    { allOf: [{ contains: string, minContains: 2 }, { contains: string }] },
    'none',
  ],
  [
    'an element less in front is one more that nothing describes',
    { type: 'array', prefixItems: [string, number], unevaluatedItems: false },
    { type: 'array', prefixItems: [string], unevaluatedItems: false },
    'unknown',
  ],
  [
    'an element more in front is one less that nothing describes',
    { type: 'array', prefixItems: [true], unevaluatedItems: false },
    { type: 'array', prefixItems: [true, true], unevaluatedItems: false },
    'minor',
  ],
  [
    'items of any kind describe all of them',
    { ...list(true), unevaluatedItems: false },
    { type: 'array', unevaluatedItems: false },
    'unknown',
  ],
  [
    'elements that have to be in it are described by that',
    { type: 'array', contains: string, unevaluatedItems: false },
    { type: 'array', unevaluatedItems: false },
    'unknown',
  ],
  [
    'properties of a pattern that is gone are described by nothing',
    object({}, { patternProperties: { '^a': string }, unevaluatedProperties: false }),
    object({}, { unevaluatedProperties: false }),
    'unknown',
  ],
  [
    'properties that were allowed in a choice are described by nothing',
    { type: 'object', anyOf: [object({ a: string }), object({})], unevaluatedProperties: false },
    { type: 'object', anyOf: [object({}), object({})], unevaluatedProperties: false },
    'major',
  ],
  [
    'properties of a condition that is gone are described by nothing',
    {
      ...object({ a: string }),
      ...whenThen({ required: ['a'] }, object({ b: true })),
      unevaluatedProperties: false,
    },
    { ...object({ a: string }), unevaluatedProperties: false },
    'unknown',
  ],
  [
    'a property more beside choices that stay does not break where the rest is forbidden',
    {
      ...object({ a: string }),
      anyOf: [object({ b: string }), object({ c: string })],
      unevaluatedProperties: false,
    },
    {
      ...object({ a: string, d: string }),
      anyOf: [object({ b: string }), object({ c: string })],
      unevaluatedProperties: false,
    },
    'minor',
  ],
  [
    'a new property that a choice described in another way cannot be decided',
    { type: 'object', anyOf: [object({ b: string })] },
    { ...object({ b: number }), anyOf: [object({ b: string })] },
    'unknown',
  ],
  [
    'nor one that a condition lets be anything',
    {
      ...object({}, { unevaluatedProperties: false }),
      ...whenThen(object({}, { additionalProperties: {} }), {}),
    },
    {
      ...object({ b: { pattern: '^x' } }, { unevaluatedProperties: false }),
      ...whenThen(object({}, { additionalProperties: {} }), {}),
    },
    'unknown',
  ],
  [
    'nor one that was as all that nothing describes',
    object({}, { unevaluatedProperties: string }),
    object({ b: number }, { unevaluatedProperties: string }),
    'unknown',
  ],
  [
    'a property that a choice described like that may be one of all',
    { type: 'object', anyOf: [object({ b: string }), object({ c: string })] },
    { ...object({ b: string }), anyOf: [object({ b: string }), object({ c: string })] },
    'minor',
  ],
  [
    'a property that was in a choice may be one of all',
    {
      ...object({ a: string }),
      anyOf: [object({ b: string }), object({})],
      unevaluatedProperties: false,
    },
    { ...object({ a: string, b: string }), unevaluatedProperties: false },
    'minor',
  ],
  ['everything becomes something', true, string, 'major'],
  ['something becomes everything', string, true, 'minor'],
  ['nothing becomes something', object({ a: false }), object({ a: string }), 'minor'],
  ['something becomes nothing', object({ a: string }), object({ a: false }), 'major'],
  [
    'a reference is what it refers to',
    object({ a: string }),
    { type: 'object', properties: { a: { $ref: '#/$defs/x' } }, $defs: { x: string } },
    'none',
  ],
  [
    'a change behind a reference counts',
    { $ref: '#/$defs/x', $defs: { x: string } },
    { $ref: '#/$defs/x', $defs: { x: number } },
    'major',
  ],
  [
    'a change of a definition that nothing refers to does not count',
    { ...string, $defs: { x: string } },
    { ...string, $defs: { x: number } },
    'none',
  ],
  [
    'a definition may be called otherwise',
    { $ref: '#/definitions/x', definitions: { x: string } },
    { $ref: '#/$defs/y', $defs: { y: string } },
    'none',
  ],
  ['a schema that refers to itself ends', tree({}), tree({ title: string }), 'minor'],
  [
    'a schema that refers to itself breaks as any other',
    tree({ title: string }),
    tree({ title: number }),
    'major',
  ],
  [
    'a reference that leads nowhere and stays is no change',
    { $ref: 'https://other.example/x' },
    { $ref: 'https://other.example/x' },
    'none',
  ],
  [
    'a reference that leads elsewhere cannot be decided',
    { $ref: 'https://other.example/x' },
    { $ref: 'https://other.example/y' },
    'unknown',
  ],
  [
    'allOf is what it says together',
    { allOf: [object({ a: string }), object({ b: number })] },
    object({ a: string, b: number }),
    'none',
  ],
  [
    'a member of allOf more narrows',
    object({ a: string }),
    { ...object({ a: string }), allOf: [{ required: ['a'] }] },
    'major',
  ],
  [
    'a member of allOf less widens',
    { ...object({ a: string }), allOf: [{ required: ['a'] }] },
    object({ a: string }),
    'minor',
  ],
  ['a choice more does not break', { anyOf: [string] }, { anyOf: [string, number] }, 'minor'],
  ['a choice less breaks', { anyOf: [string, number] }, { anyOf: [string] }, 'major'],
  [
    'choices in another order are the same',
    { anyOf: [string, number] },
    { anyOf: [number, string] },
    'none',
  ],
  [
    'a choice that is apart from the others may be new in oneOf',
    { oneOf: [kind('a')] },
    { oneOf: [kind('a'), kind('b')] },
    'minor',
  ],
  [
    'a choice that may overlap with others cannot be decided in oneOf',
    { oneOf: [object({ a: string })] },
    { oneOf: [object({ a: string }), object({ b: string })] },
    'unknown',
  ],
  [
    'a choice of oneOf that changes tells what changed',
    { oneOf: [kind('a', { x: string }), kind('b')] },
    { oneOf: [kind('a', { x: number }), kind('b')] },
    'major',
  ],
  [
    'a choice between types is a list of types',
    { anyOf: [string, { type: 'null' }] },
    { type: ['string', 'null'] },
    'minor',
  ],
  [
    'a list of types is a choice between them',
    { type: ['string', 'null'] },
    { anyOf: [string, { type: 'null' }] },
    'minor',
  ],
  [
    'what may be null as well does not break',
    object({ a: string }),
    object({ a: { oneOf: [string, { type: 'null' }] } }),
    'minor',
  ],
  [
    'a choice that has nothing of it breaks',
    string,
    { anyOf: [number, { type: 'boolean' }] },
    'major',
  ],
  [
    'what becomes one of some choices does not break',
    list(object({ a: string })),
    { oneOf: [{ enum: ['all'] }, list(object({ a: string }))] },
    'minor',
  ],
  [
    'each type becomes a choice of its own, and one of them is narrower',
    { type: ['string', 'array'] },
    { oneOf: [string, list(string)] },
    'major',
  ],
  [
    'what fits two choices of oneOf is refused',
    string,
    { oneOf: [string, { type: ['string', 'null'] }] },
    'unknown',
  ],
  [
    'choices that refer to each other end',
    { $ref: '#/$defs/a', $defs: { a: { anyOf: [string, list({ $ref: '#/$defs/a' })] } } },
    { $ref: '#/$defs/a', $defs: { a: { anyOf: [string, number, list({ $ref: '#/$defs/a' })] } } },
    'minor',
  ],
  [
    'not that forbids less does not break',
    { not: { enum: ['a', 'b'] } },
    { not: { enum: ['a'] } },
    'minor',
  ],
  [
    'not that forbids more cannot be decided',
    { not: { enum: ['a'] } },
    { not: { enum: ['a', 'b'] } },
    'unknown',
  ],
  [
    'a new condition cannot be decided',
    object({ a: string }),
    { ...object({ a: string }), ...whenThen({ required: ['a'] }, { required: ['b'] }) },
    'unknown',
  ],
  [
    'a condition less does not break',
    { ...object({ a: string }), ...whenThen({ required: ['a'] }, { required: ['b'] }) },
    object({ a: string }),
    'minor',
  ],
  [
    'what a property asks for breaks',
    object({ a: string, b: string }),
    object({ a: string, b: string }, { dependentRequired: { a: ['b'] } }),
    'major',
  ],
  [
    'what is not evaluated and forbidden breaks',
    object({ a: string }),
    object({ a: string }, { unevaluatedProperties: false }),
    'major',
  ],
  ['an extension may change', { ...string, 'x-hint': 1 }, { ...string, 'x-hint': 2 }, 'minor'],
  [
    'a keyword that is not understood cannot be decided',
    { ...string, nullable: false },
    { ...string, nullable: true },
    'unknown',
  ],
]

for (const [title, before, after, level] of cases) test(title, judged, before, after, level)
