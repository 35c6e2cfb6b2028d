import type { FindReference, Located, SchemaDocument } from '../schema/documents.ts'
import { elementsOf, type Resolution, resolveIn } from '../schema/resolve.ts'
import { isObject, type SchemaObject, schemasIn } from '../schema/walk.ts'
import type { AskedField } from './asked-fields.ts'
import { wordsOf } from './words.ts'

/**
 * Whether a schema has a field that a prompt asks for. In an example its place counts; elsewhere it may be anything that the schema
 * has a name for.
 */
export const hasField = (
  { name, path, by }: AskedField,
  start: Located,
  find: FindReference,
  names: ReadonlySet<string>,
): boolean => {
  if (by !== 'example') return names.has(name) || names.has(wordsOf(name))
  let places: readonly Located[] = [start]
  for (const each of path) {
    const next = memberOf(places, each, find)
    // What is around it is missing too and said to be, or allows anything.
    if (next.verdict === 'no' || next.places.length === 0) return true
    places = next.places
  }
  return memberOf(places, name, find).verdict !== 'no'
}

/** A property of an object, or of the elements of an array. */
const memberOf = (places: readonly Located[], name: string, find: FindReference): Resolution => {
  const direct = resolveIn(places, [name], find)
  if (direct.verdict !== 'no') return direct
  const elements = elementsOf(places, find)
  return elements.verdict === 'no' ? direct : resolveIn(elements.places, [name], find)
}

/** Every name that schemas give to something: properties, definitions, values, and what they are called themselves. */
export const namesIn = (documents: readonly SchemaDocument[]): ReadonlySet<string> => {
  const names = documents.flatMap(({ root }) =>
    schemasIn(root).flatMap(({ schema }) => namesOf(schema)),
  )
  return new Set([...names, ...names.map(wordsOf)])
}

const namesOf = (schema: SchemaObject): readonly string[] => [
  ...[schema.properties, schema.$defs, schema.definitions].flatMap(each =>
    isObject(each) ? Object.keys(each) : [],
  ),
  ...[schema.required, schema.enum, schema.const, schema.type, schema.title, schema.$id]
    .flat()
    .filter(each => typeof each === 'string'),
]
