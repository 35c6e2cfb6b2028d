import type { Ajv } from 'ajv'
import { parsePointerText } from '../text/json-pointer.ts'
import { type FindReference, idOf, type SchemaDocument } from './documents.ts'
import { isObject, type SchemaObject, schemasIn } from './walk.ts'

type Root = SchemaDocument['root']

/** An Ajv that keeps what it says besides errors in `said`, and what must be done to it before a schema is added. */
export interface Speaking {
  readonly ajv: Ajv
  readonly said: string[]
  prepare(root: Root): void
}

/** What Ajv says while it compiles a schema, with what is behind its references; undefined if that takes the whole of it. */
export type SaidOf = (
  speaking: Speaking,
  document: SchemaDocument,
  find: FindReference,
) => readonly string[] | undefined

/**
 * Compiles each schema once and by itself, with empty ones in the place of others: compiled together, schemas that refer to one another are
 * compiled as often as there are schemas. If any of them cannot be compiled so, nothing is said.
 */
export const openAlone = (): SaidOf => {
  const known = new WeakMap<FindReference, Map<Root, readonly string[] | undefined>>()
  return (speaking, document, find) => {
    const ofFind = known.get(find) ?? new Map<Root, readonly string[] | undefined>()
    known.set(find, ofFind)
    const said: string[] = []
    for (const [uri, root] of [
      [idOf(document), document.root] as const,
      ...behind(document, find),
    ]) {
      if (!ofFind.has(root))
        ofFind.set(root, compiledAlone({ root, uri, document, find }, speaking))
      const own = ofFind.get(root)
      if (!own) return undefined
      said.push(...own)
    }
    return said
  }
}

/** A schema, what it is known by, and from where references are looked up. */
interface Part {
  readonly root: Root
  readonly uri: string
  readonly document: SchemaDocument
  readonly find: FindReference
}

const compiledAlone = (
  part: Part,
  { ajv, said, prepare }: Speaking,
): readonly string[] | undefined => {
  const { root, uri } = part
  if (!isObject(root)) return []
  const others = placesOf(root, part, uri => uri in ajv.schemas || uri in ajv.refs)
  if (!others) return undefined
  const added: string[] = []
  const add = (schema: object, key: string): void => {
    added.push(key)
    ajv.addSchema(schema, key, undefined, false)
  }
  said.length = 0
  try {
    prepare(root)
    add(root, uri)
    for (const [other, paths] of others) add(emptyWith(paths), other)
    ajv.getSchema(uri)
    // What it says of an empty one is nobody's.
    const empty = [...others.keys()].map(other => `"${other}#`)
    return said.filter(message => !empty.some(each => message.includes(each)))
  } catch {
    return undefined
  } finally {
    for (const key of added) ajv.removeSchema(key)
  }
}

/** The places in other files that references lead to, by the addresses of those; undefined if one of them is not plain, or leads nowhere. */
const placesOf = (
  root: SchemaObject,
  part: Part,
  isAjvs: (uri: string) => boolean,
): ReadonlyMap<string, readonly (readonly string[])[]> | undefined => {
  const base = baseOf(root, part.uri)
  const places = new Map<string, (readonly string[])[]>()
  for (const { schema, path } of schemasIn(root)) {
    // References in a schema with an address of its own are relative to that.
    if (path.length > 0 && typeof schema.$id === 'string') return undefined
    const target = typeof schema.$ref === 'string' ? addressOf(schema.$ref, base) : undefined
    if (target === undefined || target === part.uri || target === base || isAjvs(target)) continue
    const names = namesOf(String(schema.$ref))
    if (!names || (names.length > 0 && leadsNowhere(target, String(schema.$ref), part)))
      return undefined
    places.set(target, [...(places.get(target) ?? []), names])
  }
  return places
}

/** The names of a reference's path in its file; undefined for another kind of name. */
const namesOf = (reference: string): readonly string[] | undefined => {
  const [, fragment = ''] = /#(.*)$/s.exec(reference) ?? []
  return fragment.includes('%') ? undefined : parsePointerText(fragment)
}

/** Whether there is no such place in a file, or no such file. */
const leadsNowhere = (file: string, reference: string, { document, find }: Part): boolean =>
  !find(file + reference.slice(reference.indexOf('#')), document)

/** A schema that allows everything and has a schema at each of these places. */
const emptyWith = (paths: readonly (readonly string[])[]): object => {
  const root: Record<string, unknown> = {}
  for (const path of paths) {
    let at = root
    for (const name of path) {
      const next = Object.hasOwn(at, name) ? (at[name] as Record<string, unknown>) : {}
      Object.defineProperty(at, name, { value: next, enumerable: true, configurable: true })
      at = next
    }
  }
  return root
}

/** The schemas that references lead to, and the references in those, by the addresses that Ajv asks for. */
export const behind = (
  document: SchemaDocument,
  find: FindReference,
): ReadonlyMap<string, Root> => {
  const own = idOf(document)
  const found = new Map<string, Root>()
  const waiting: (readonly [root: Root, base: string])[] = [[document.root, own]]
  for (let next = waiting.pop(); next; next = waiting.pop())
    for (const uri of addressesIn(...next)) {
      const target = uri === own || found.has(uri) ? undefined : find(uri, document)?.schema
      if (target === undefined) continue
      found.set(uri, target)
      waiting.push([target, baseOf(target, uri)])
    }
  return found
}

const addressesIn = (root: Root, base: string): readonly string[] =>
  schemasIn(root).flatMap(({ schema: { $ref } }) =>
    typeof $ref === 'string' ? (addressOf($ref, base) ?? []) : [],
  )

const baseOf = (root: Root, uri: string): string => {
  const { $id } = isObject(root) ? root : {}
  return (typeof $id === 'string' && addressOf($id, uri)) || uri
}

/** The address of a file that a reference leads to, without its fragment. */
const addressOf = (reference: string, base: string): string | undefined =>
  URL.canParse(reference, base) ? new URL(reference, base).href.replace(/#.*$/s, '') : undefined
