import { isIndex } from '../text/json-pointer.ts'
import type { FindReference, Located } from './documents.ts'
import { isObject, isSchema, type SchemaObject } from './walk.ts'

/**
 * Whether documents of a schema have a place: `yes`, `maybe` (only some have it, or the schema leaves it open), `no`. `places` are
 * the schemas of what is there, `why` says what speaks against it.
 */
export interface Resolution {
  readonly verdict: 'yes' | 'maybe' | 'no'
  readonly places: readonly Located[]
  readonly why?: string | undefined
}

/** Follows names into what a schema describes. */
export const resolveIn = (
  start: readonly Located[],
  path: readonly string[],
  find: FindReference,
): Resolution => {
  let at: Resolution = { verdict: 'yes', places: start }
  for (const name of path) {
    const next = anyOf(at.places.map(place => step(place, name, find)))
    if (next.verdict === 'no') return next
    at = {
      places: next.places,
      verdict: at.verdict === 'maybe' ? 'maybe' : next.verdict,
      why: at.why ?? next.why,
    }
    // What may be anything may have anything below it.
    if (next.places.length === 0) return at
  }
  return at
}

/** The schemas of the elements of an array. */
export const elementsOf = (places: readonly Located[], find: FindReference): Resolution =>
  anyOf(places.map(place => step(place, each, find)))

/** Stands for every index. */
const each = Symbol('each element')

const silent = 'the schema does not have it'

const no = (why: string): Resolution => ({ verdict: 'no', places: [], why })
const open = (why: string): Resolution => ({ verdict: 'maybe', places: [], why })
const at = (...places: readonly Located[]): Resolution => ({ verdict: 'yes', places })

const step = (
  place: Located,
  name: string | typeof each,
  find: FindReference,
  seen: ReadonlySet<unknown> = new Set(),
): Resolution => {
  const { schema } = place
  if (schema === true) return open('the schema allows anything there')
  if (schema === false) return no('the schema allows nothing there')
  if (seen.has(schema)) return no('the schema refers to itself and says nothing else')
  const deeper = new Set([...seen, schema])
  const go = (other: unknown): Resolution =>
    isSchema(other)
      ? step({ ...place, schema: other }, name, find, deeper)
      : no('it is not a schema')
  const parts = [
    ...(typeof schema.$ref === 'string' ? [follow(place, schema.$ref, name, find, deeper)] : []),
    ...(schema.$dynamicRef !== undefined ? [open('$dynamicRef is not followed')] : []),
    ...listOf(schema.allOf).map(go),
    ...branches(schema, go),
    own(place, schema, name),
  ]
  return allOf(parts)
}

const follow = (
  { document }: Located,
  reference: string,
  name: string | typeof each,
  find: FindReference,
  seen: ReadonlySet<unknown>,
): Resolution => {
  const target = find(reference, document)
  return target ? step(target, name, find, seen) : open(`${reference} cannot be followed from here`)
}

/** What each of `anyOf`, `oneOf`, `then`, `else` and `dependentSchemas` says: a place that not all of them have is one that some documents lack. */
const branches = (
  schema: SchemaObject,
  go: (schema: unknown) => Resolution,
): readonly Resolution[] => {
  const choices = [listOf(schema.anyOf), listOf(schema.oneOf)]
    .map(list => list.filter(each => !(isObject(each) && each.type === 'null')))
    .filter(list => list.length > 0)
    .map(list => oneOf(list.map(go)))
  const conditional = [
    schema.then,
    schema.else,
    ...(isObject(schema.dependentSchemas) ? Object.values(schema.dependentSchemas) : []),
  ]
    .filter(isSchema)
    .map(each => sometimes(go(each)))
  return [...choices, ...conditional]
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const sometimes = (resolution: Resolution): Resolution =>
  resolution.verdict === 'yes'
    ? { ...resolution, verdict: 'maybe', why: 'only some documents have it' }
    : resolution

/** All of them hold at once: what one has the whole has. A place left open by one is decided by another that has a list of its own. */
const allOf = (parts: readonly Resolution[]): Resolution => {
  const found = parts.filter(({ verdict }) => verdict === 'yes')
  if (found.length > 0) return at(...found.flatMap(({ places }) => places))
  const possible = parts.filter(({ verdict }) => verdict === 'maybe')
  if (possible.length > 0)
    return {
      verdict: 'maybe',
      places: possible.flatMap(({ places }) => places),
      why: possible[0]?.why,
    }
  return parts.find(({ why }) => why !== silent) ?? no(silent)
}

/** One of them holds, nobody knows which. */
const oneOf = (parts: readonly Resolution[]): Resolution => {
  const [best] = [...parts].sort((one, other) => rank(one) - rank(other))
  if (!best || best.verdict === 'no') return best ?? no('there is no choice')
  if (parts.every(({ verdict }) => verdict === 'yes'))
    return at(...parts.flatMap(({ places }) => places))
  return {
    verdict: 'maybe',
    places: parts.flatMap(({ places }) => places),
    why: best.verdict === 'yes' ? 'only some of the choices (anyOf, oneOf) have it' : best.why,
  }
}

const anyOf = (parts: readonly Resolution[]): Resolution => {
  const [best] = [...parts].sort((one, other) => rank(one) - rank(other))
  return best && best.verdict !== 'no'
    ? { ...best, places: parts.flatMap(({ places }) => places) }
    : (best ?? no('there is nothing'))
}

const rank = ({ verdict }: Resolution): number => ({ yes: 0, maybe: 1, no: 2 })[verdict]

/** What a schema says by its own keywords. */
const own = (place: Located, schema: SchemaObject, name: string | typeof each): Resolution => {
  const mayBe = (type: string): boolean =>
    schema.type === undefined || schema.type === type || listOf(schema.type).includes(type)
  const results = [
    ...(mayBe('array') && (name === each || isIndex(name)) ? [element(place, schema, name)] : []),
    ...(mayBe('object') && name !== each ? [member(place, schema, name)] : []),
  ]
  if (results.length > 0) return oneOfKinds(results)
  return no(name === each ? 'it is not an array' : 'it is neither an object nor an array')
}

// A schema without a type may describe both; what it really says something about counts.
const oneOfKinds = (results: readonly Resolution[]): Resolution =>
  results.find(({ verdict }) => verdict === 'yes') ??
  results.find(({ verdict }) => verdict === 'no') ??
  results[0] ??
  no('there is nothing')

const member = (place: Located, schema: SchemaObject, name: string): Resolution => {
  const { properties, patternProperties, additionalProperties } = schema
  if (isObject(properties) && Object.hasOwn(properties, name)) {
    const found = properties[name]
    if (found === false) return no('the schema forbids it')
    return isSchema(found) ? at({ ...place, schema: found }) : no('it is not a schema')
  }
  const patterns = isObject(patternProperties) ? Object.entries(patternProperties) : []
  const fitting = patterns.filter(([pattern]) => fits(pattern, name)).map(([, each]) => each)
  if (fitting.length > 0)
    return at(...fitting.filter(isSchema).map(each => ({ ...place, schema: each })))
  if (additionalProperties === true) return open('the schema allows any property there')
  if (isObject(additionalProperties)) return at({ ...place, schema: additionalProperties })
  const known = isObject(properties) ? Object.keys(properties) : []
  if (additionalProperties === false || known.length > 0)
    return no(known.length > 0 ? `there are ${names(known)}` : 'it has no properties')
  return saysNothing(schema)
}

/** A schema of only combinators leaves the answer to them; one of nothing at all allows everything. */
const saysNothing = (schema: SchemaObject): Resolution =>
  ['$ref', 'allOf', 'anyOf', 'oneOf', 'then', 'else', 'dependentSchemas', '$dynamicRef'].some(
    keyword => schema[keyword] !== undefined,
  )
    ? no(silent)
    : open('the schema does not say what is there')

const element = (place: Located, schema: SchemaObject, name: string | typeof each): Resolution => {
  const isList = Array.isArray(schema.items)
  const prefix = isList ? listOf(schema.items) : listOf(schema.prefixItems)
  const rest = isList ? schema.additionalItems : schema.items
  if (name === each) {
    const all = [...prefix, rest].filter(isSchema).filter(each => each !== false)
    return all.length > 0
      ? at(...all.map(each => ({ ...place, schema: each })))
      : saysNothing(schema)
  }
  const found = prefix[Number(name)] ?? rest
  if (found === false) return no('the array ends before it')
  if (isSchema(found) && found !== true) return at({ ...place, schema: found })
  return saysNothing(schema)
}

const names = (known: readonly string[]): string =>
  known.length > 8
    ? `${known.slice(0, 8).join(', ')} and ${known.length - 8} more`
    : known.join(', ')

const fits = (pattern: string, name: string): boolean => {
  try {
    return new RegExp(pattern, 'u').test(name)
  } catch {
    return false
  }
}
