import type { FindReference, Located } from './documents.ts'
import { resolveIn } from './resolve.ts'
import { isObject, isSchema } from './walk.ts'

/** The properties that every document has to have, down to some depth, each as the names that lead to it. */
export const requiredIn = (
  start: Located,
  find: FindReference,
  depth: number,
): readonly (readonly string[])[] => {
  if (depth < 1) return []
  return [...new Set(requiredHere(start, find, new Set()))].flatMap(name => [
    [name],
    ...resolveIn([start], [name], find).places.flatMap(place =>
      requiredIn(place, find, depth - 1).map(path => [name, ...path]),
    ),
  ])
}

const requiredHere = (
  place: Located,
  find: FindReference,
  seen: ReadonlySet<unknown>,
): readonly string[] => {
  const { schema, document } = place
  if (!isObject(schema) || seen.has(schema)) return []
  const deeper = new Set([...seen, schema])
  const target = typeof schema.$ref === 'string' ? find(schema.$ref, document) : undefined
  const all = Array.isArray(schema.allOf) ? schema.allOf.filter(isSchema) : []
  return [
    ...(Array.isArray(schema.required)
      ? schema.required.filter(each => typeof each === 'string')
      : []),
    ...(target ? requiredHere(target, find, deeper) : []),
    ...all.flatMap(each => requiredHere({ schema: each, document }, find, deeper)),
  ]
}
