import { idOf, type SchemaDocument } from './documents.ts'
import { isObject, type Place, schemasIn } from './walk.ts'

/** Something that is ignored or most likely a mistake; `path` leads to it. */
export interface Doubt {
  readonly message: string
  readonly path: readonly string[]
}

/**
 * What Ajv's strict mode said while it compiled a document, as far as it is about this one: what it says of those that are referred to
 * is said where they are checked themselves.
 */
export const doubtsOf = (said: readonly string[], document: SchemaDocument): readonly Doubt[] =>
  [...new Set(said)].filter(isOfUse).flatMap(message => {
    const path = placeOf(message, document)
    if (!path || (/missing type/.test(message) && isInBranch(path))) return []
    return [{ path, message: plain(message) }]
  })

/** Words of an extension are meant for another reader. */
const isOfUse = (message: string): boolean => !/unknown keyword: "x-/.test(message)

/** Keywords whose schemas say more of a value that is described beside them; their type is most often said there. */
const branches = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'])
const named = new Set(['properties', 'patternProperties', '$defs', 'definitions'])

const isInBranch = ([keyword, ...rest]: readonly string[]): boolean => {
  if (keyword === undefined) return false
  return branches.has(keyword) || isInBranch(named.has(keyword) ? rest.slice(1) : rest)
}

const plain = (message: string): string =>
  `Ajv says: ${message
    .replace(/^strict mode: /, '')
    .replace(/ at (?:path )?"[^"]*"/, '')
    .replace(/ \(strict\w+\)$/, '')}.`

/**
 * Where in the document it is; undefined if that is in another one. Ajv counts from the definition that it compiles, and does not say
 * which one that is, so the first schema is meant that such a path leads from to the keyword.
 */
const placeOf = (message: string, document: SchemaDocument): readonly string[] | undefined => {
  const places = schemasIn(document.root)
  const at = / at (?:path )?"([^"]*)"/.exec(message)?.[1]
  if (at === undefined) {
    const keyword = /(?:unknown keyword: |^strict mode: )"([^"]*)"/.exec(message)?.[1]
    if (keyword === undefined) return []
    const owner = places.find(({ schema }) => keyword in schema)
    return owner && [...owner.path, keyword]
  }
  const [uri = '', fragment = ''] = at.split('#')
  if (uri !== '' && !isOf(uri, document, places)) return undefined
  const path = decodeURIComponent(fragment).split('/').slice(1).map(unescaped)
  const keyword = /for keyword "([^"]*)"/.exec(message)?.[1]
  if (keyword === undefined) return path
  const ends = new Map(places.map(({ path: of, schema }) => [JSON.stringify(of), schema]))
  const start = places.find(({ path: of }) => {
    const end = ends.get(JSON.stringify([...of, ...path]))
    return end !== undefined && keyword in end
  })
  return [...(start?.path ?? []), ...path]
}

/** Whether an address is that of a document, or of a schema in it. */
const isOf = (uri: string, document: SchemaDocument, places: readonly Place[]): boolean => {
  const own = idOf(document)
  return (
    uri === own ||
    places.some(
      ({ schema }) =>
        isObject(schema) &&
        typeof schema.$id === 'string' &&
        URL.canParse(schema.$id, own) &&
        new URL(schema.$id, own).href.replace(/#$/, '') === uri,
    )
  )
}

/** A name of a JSON Pointer as it is meant. */
export const unescaped = (name: string): string => name.replaceAll('~1', '/').replaceAll('~0', '~')
