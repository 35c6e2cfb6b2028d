import * as fc from 'fast-check'
import type * as z from 'zod'
import type { DomainEvent } from '../../src/events/recorded.ts'

/** Few words and few ids, so that what one event names another names too. */
const fewWords = ['a', 'b']
const ids = ['a', 'b', 'c'].map(digit => digit.repeat(40))
const times = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z']

interface Definition {
  readonly type: string
  readonly shape: Readonly<Record<string, z.ZodType>>
  readonly element: z.ZodType
  readonly innerType: z.ZodType
  readonly options: readonly z.ZodType[]
  readonly entries: Readonly<Record<string, unknown>>
  readonly values: readonly unknown[]
  readonly valueType: z.ZodType
}

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition

/** The schemas of a kind's events, one for each type. */
export const eventSchemas = (schema: z.ZodType<DomainEvent>): readonly z.ZodType<DomainEvent>[] =>
  definitionOf(schema).options as readonly z.ZodType<DomainEvent>[]

/** Anything a schema allows: whatever kinds, types and fields are added is covered without a word here. */
export const anyOf = <Value>(
  schema: z.ZodType<Value>,
  words: readonly string[] = fewWords,
): fc.Arbitrary<Value> => {
  const make: Make = part => {
    const definition = definitionOf(part)
    const maker = makers[definition.type]
    if (!maker) throw new Error(`No value is known for a schema of type "${definition.type}".`)
    return maker(definition, make, part, words)
  }
  return make(schema).filter(value => schema.safeParse(value).success) as fc.Arbitrary<Value>
}

type Make = (schema: z.ZodType) => fc.Arbitrary<unknown>
type Maker = (
  definition: Definition,
  make: Make,
  schema: z.ZodType,
  words: readonly string[],
) => fc.Arbitrary<unknown>

const makers: Readonly<Record<string, Maker>> = {
  string: (_, __, schema, words) =>
    fc.constantFrom(
      ...([words, ids, times].find(([one]) => schema.safeParse(one).success) ?? words),
    ),
  number: () => fc.nat({ max: 2 }),
  boolean: () => fc.boolean(),
  unknown: () => fc.constantFrom('a', 1),
  literal: ({ values }) => fc.constantFrom(...values),
  enum: ({ entries }) => fc.constantFrom(...Object.values(entries)),
  optional: ({ innerType }, make) => fc.option(make(innerType), { nil: undefined }),
  nullable: ({ innerType }, make) => fc.option(make(innerType)),
  union: ({ options }, make) => fc.oneof(...options.map(make)),
  record: ({ valueType }, make, _, words) =>
    fc.dictionary(fc.constantFrom(...words), make(valueType), { maxKeys: 2 }),
  // A list of named things names each once.
  array: ({ element }, make) => fc.uniqueArray(make(element), { maxLength: 2, selector: nameOf }),
  object: ({ shape }, make) =>
    fc
      .record(Object.fromEntries(Object.entries(shape).map(([key, part]) => [key, make(part)])))
      .map(present),
}

const nameOf = (value: unknown): unknown =>
  (value as { id?: unknown } | null)?.id ?? JSON.stringify(value)

/** An optional fact that is not there has no key, as in a log. */
const present = (value: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined))
