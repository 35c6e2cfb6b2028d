import { parsePointerText, valueAt } from '../text/json-pointer.ts'
import { isObject, isSchema, type SchemaObject, schemasIn } from './walk.ts'

/** A file that is a schema. */
export interface SchemaDocument {
  /** From the root of the repository. */
  readonly file: string
  readonly root: SchemaObject | boolean
}

/** A schema, and the file that it is in: references in it are looked up from there. */
export interface Located {
  readonly schema: SchemaObject | boolean
  readonly document: SchemaDocument
}

/** Finds what a `$ref` names, in its own file or in the others. */
export type FindReference = (reference: string, from: SchemaDocument) => Located | undefined

/** The draft that a schema says it follows. */
export type Draft = '2020-12' | 'draft-07'

const drafts: Readonly<Record<string, Draft>> = {
  'https://json-schema.org/draft/2020-12/schema': '2020-12',
  'http://json-schema.org/draft-07/schema': 'draft-07',
}

/** The draft that `$schema` names; undefined if it names none that is known. */
export const draftOf = (root: unknown): Draft | undefined =>
  isObject(root) && typeof root.$schema === 'string'
    ? drafts[root.$schema.replace(/#$/, '')]
    : undefined

/** Looks references up among some schemas: by `$id`, anchor, JSON Pointer and relative path, or by another name that one of them has. */
export const findReferenceIn = (
  documents: readonly SchemaDocument[],
  aliases: ReadonlyMap<string, SchemaDocument> = new Map(),
): FindReference => {
  const indexes = new Map<SchemaDocument, Index>()
  const indexOf = (document: SchemaDocument): Index => {
    const known = indexes.get(document) ?? indexOfDocument(document)
    indexes.set(document, known)
    return known
  }
  const withId = (uri: string): Located | undefined => {
    for (const document of documents) {
      const schema = indexOf(document).ids.get(uri)
      if (schema) return { schema, document }
    }
    return undefined
  }
  return (reference, from) => {
    const [uri = '', fragment = ''] = split(reference)
    const own = indexOf(from)
    const target = uri === '' ? { schema: from.root, document: from } : fileOrId(uri, from, own)
    return target && inside(target, decoded(fragment), indexOf(target.document))
  }

  function fileOrId(uri: string, from: SchemaDocument, { base }: Index): Located | undefined {
    const alias = aliases.get(uri)
    if (alias) return { schema: alias.root, document: alias }
    const byId = withId(absolute(uri, base) ?? uri) ?? withId(uri)
    if (byId) return byId
    const file = absolute(uri, `file:///${encodeURI(from.file)}`)?.slice('file:///'.length)
    const document = documents.find(each => each.file === (file && decoded(file)))
    return document && { schema: document.root, document }
  }
}

/** The URI that a schema is known by: its `$id`, or that of its file. */
export const idOf = ({ file, root }: SchemaDocument): string => {
  const path = absolute(encodeURI(file), 'file:///') ?? file
  const id = isObject(root) && typeof root.$id === 'string' ? absolute(root.$id, path) : path
  return (id ?? path).replace(/#$/, '')
}

interface Index {
  /** What relative references are relative to. */
  readonly base: string
  readonly ids: ReadonlyMap<string, SchemaObject>
  readonly anchors: ReadonlyMap<string, SchemaObject>
}

const indexOfDocument = (document: SchemaDocument): Index => {
  const base = idOf(document)
  const ids = new Map<string, SchemaObject>()
  const anchors = new Map<string, SchemaObject>()
  for (const { schema } of schemasIn(document.root)) {
    const { $id, $anchor, $dynamicAnchor } = schema
    for (const anchor of [$anchor, $dynamicAnchor])
      if (typeof anchor === 'string') anchors.set(anchor, schema)
    if (typeof $id !== 'string') continue
    if ($id.startsWith('#')) anchors.set($id.slice(1), schema)
    else ids.set((absolute($id, base) ?? $id).replace(/#$/, ''), schema)
  }
  return { base, ids, anchors }
}

const inside = (
  { schema, document }: Located,
  fragment: string,
  { anchors }: Index,
): Located | undefined => {
  const path = parsePointerText(fragment)
  const found = path ? valueAt(schema, path) : anchors.get(fragment)
  return isSchema(found) ? { schema: found, document } : undefined
}

const split = (reference: string): readonly string[] => {
  const at = reference.indexOf('#')
  return at === -1 ? [reference] : [reference.slice(0, at), reference.slice(at + 1)]
}

const absolute = (uri: string, base: string): string | undefined => {
  try {
    return new URL(uri, base).href
  } catch {
    return undefined
  }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
