import { isObject, schemasIn } from '../../src/releases/schema/walk.ts'

/**
 * Documents that two schemas say something about, many of them valid: values of all types near the bounds and names that the schemas
 * have, put together by their form. Only properties that the earlier schema describes are used, for what it leaves open without a
 * word about it is not promised.
 */
export const instances = (
  before: object | boolean,
  after: object | boolean,
  seed: number,
): readonly unknown[] => {
  const random = randomFrom(seed)
  const values = [...scalars, ...valuesIn(before), ...valuesIn(after)]
  return Array.from({ length: 40 }, () => instanceOf(before, values, random, 0))
}

const scalars: readonly unknown[] = [
  '',
  'x',
  'xy',
  'yy',
  'xxx',
  0,
  1,
  2,
  3,
  0.5,
  2.5,
  true,
  false,
  null,
]

const valuesIn = (schema: object | boolean): readonly unknown[] =>
  schemasIn(schema).flatMap(({ schema: { enum: list, const: value } }) => [
    ...(Array.isArray(list) ? list : []),
    ...(value === undefined ? [] : [value]),
  ])

type Random = (below: number) => number

const instanceOf = (
  schema: unknown,
  values: readonly unknown[],
  random: Random,
  depth: number,
): unknown => {
  const any = () => values[random(values.length)]
  const go = (child: unknown) => instanceOf(child, values, random, depth + 1)
  if (!isObject(schema) || depth > 5) return any()
  for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
    const list = schema[keyword]
    if (!Array.isArray(list) || list.length === 0) continue
    const { [keyword]: _, ...rest } = schema
    return together(go(list[random(list.length)]), rest.type === 'object' ? go(rest) : undefined)
  }
  if (schema.if !== undefined) return decidedOf(schema, go, random)
  if (schema.type === 'object') return objectOf(schema, go, random)
  if (schema.type === 'array') return arrayOf(schema, go, random)
  if (Array.isArray(schema.enum) && random(4) > 0) return schema.enum[random(schema.enum.length)]
  return any()
}

const decidedOf = (
  { if: when, then: holds, else: fails, ...rest }: Readonly<Record<string, unknown>>,
  go: (schema: unknown) => unknown,
  random: Random,
): unknown => {
  const part =
    random(3) === 0 ? go(fails) : random(2) === 0 ? go(when) : together(go(when), go(holds))
  return rest.type === 'object' ? together(part, go(rest)) : part
}

const together = (one: unknown, other: unknown): unknown =>
  isObject(one) && isObject(other) ? { ...one, ...other } : (other ?? one)

const objectOf = (
  schema: Readonly<Record<string, unknown>>,
  go: (schema: unknown) => unknown,
  random: Random,
): unknown => {
  const { properties, additionalProperties, patternProperties, required } = schema
  const named = isObject(properties) ? properties : {}
  const other = isObject(additionalProperties) ? additionalProperties : undefined
  const patterned = isObject(patternProperties) ? patternProperties['^a'] : undefined
  const names = [
    ...Object.keys(named),
    ...(other ? ['a', 'b', 'c'] : []),
    ...(patterned ? ['a'] : []),
  ]
  const wanted = names.filter(
    name => random(3) > 0 || (Array.isArray(required) && required.includes(name)),
  )
  return Object.fromEntries(
    wanted.map(name => [name, go(named[name] ?? (name === 'a' ? patterned : undefined) ?? other)]),
  )
}

const arrayOf = (
  schema: Readonly<Record<string, unknown>>,
  go: (schema: unknown) => unknown,
  random: Random,
): unknown => {
  const { prefixItems, items, contains } = schema
  const prefix = Array.isArray(prefixItems) ? prefixItems : []
  return Array.from({ length: random(4) }, (_, index) =>
    go(prefix[index] ?? (contains !== undefined && random(2) === 0 ? contains : items)),
  )
}

const randomFrom = (seed: number): Random => {
  let state = seed | 0
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
