import { type LoadedRelease, mainSchemaOf } from '../loaded.ts'
import { placeIn } from '../read.ts'
import type { Staging } from '../staging.ts'
import { parseData } from '../text/parse.ts'
import { readUrn } from '../urns.ts'
import { type FindReference, findReferenceIn, type SchemaDocument } from './documents.ts'
import { isSchema, schemasIn } from './walk.ts'

/** What is read of other releases. */
export type Readers = Pick<Staging, 'layout' | 'tree' | 'load'>

/** Releases refer to few others; a circle of them ends here too. */
const mostDocuments = 100

/**
 * Finds references in a release's schemas, also those into other releases: by a path to their files or by a URN. A file that is in
 * no release is not looked at, because nothing keeps it as it is, unless a form of the layout's URNs names it.
 */
export const referencesOf = async (
  loaded: LoadedRelease,
  staging: Readers,
): Promise<FindReference> => {
  const documents = [...loaded.schemas]
  const aliases = new Map<string, SchemaDocument>()
  const find = findReferenceIn(documents, aliases)
  for (let at = 0; at < documents.length && at < mostDocuments; at += 1) {
    const document = documents[at] as SchemaDocument
    for (const uri of unknownIn(document, find)) {
      const found = await outside(uri, document, staging)
      if (!found) continue
      // A relative path is found by itself from now on.
      if (readUrn(uri, staging.layout.urns)) aliases.set(uri, found)
      if (!documents.some(({ file }) => file === found.file)) documents.push(found)
    }
  }
  return find
}

/** What references in a document lead to, where that is not known yet, without fragments. */
const unknownIn = (document: SchemaDocument, find: FindReference): readonly string[] => {
  const unknown = schemasIn(document.root).flatMap(({ schema: { $ref } }) =>
    typeof $ref === 'string' && !find($ref, document) ? [$ref.replace(/#.*$/s, '')] : [],
  )
  return [...new Set(unknown)]
}

const outside = async (
  uri: string,
  from: SchemaDocument,
  staging: Readers,
): Promise<SchemaDocument | undefined> => {
  const urn = readUrn(uri, staging.layout.urns)
  if (urn?.target.startsWith('artifact:')) {
    const { id = '', version = '' } = urn.names
    const other = await staging.load({ package: id, version })
    return other && mainSchemaOf(other)
  }
  if (urn) return read(urn.target, staging)
  const file = pathFrom(from.file, uri)
  if (file === undefined || !placeIn(staging.layout)(file)) return undefined
  return read(file, staging)
}

const read = async (file: string, { tree }: Readers): Promise<SchemaDocument | undefined> => {
  const text = await tree.read(file)
  if (text === undefined) return undefined
  const { value } = await parseData(file, text)
  return isSchema(value) ? { file, root: value } : undefined
}

const pathFrom = (file: string, reference: string): string | undefined => {
  if (reference === '' || /^[a-z][a-z0-9+.-]*:/i.test(reference)) return undefined
  try {
    return decodeURIComponent(new URL(reference, `file:///${encodeURI(file)}`).pathname.slice(1))
  } catch {
    return undefined
  }
}
