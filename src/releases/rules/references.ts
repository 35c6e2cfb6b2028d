import type { Finding } from '../finding.ts'
import type { ReferenceKey } from '../layout.ts'
import { type DataFile, type LoadedRelease, mainSchemaOf } from '../loaded.ts'
import type { FindReference, Located } from '../schema/documents.ts'
import { referencesOf } from '../schema/references.ts'
import { elementsOf, type Resolution, resolveIn } from '../schema/resolve.ts'
import { parsePointerText, valueAt } from '../text/json-pointer.ts'
import { findingAt, type RuleCheck } from './group.ts'

/** Whether every place of the schema that an artifact names is there. */
export const checkPointers: RuleCheck = async (loaded, staging) => {
  const { layout } = staging
  const mentions = [loaded.manifestFile, ...loaded.others].flatMap(file =>
    file && !file.problem ? mentionsIn(file, layout.references) : [],
  )
  if (mentions.length === 0) return []
  const find = await referencesOf(loaded, staging)
  const start = startOf(loaded)
  return mentions.flatMap(mention => findingsOf(mention, start, find))
}

/** A place that an artifact names. */
interface Mention {
  readonly file: DataFile
  readonly path: readonly string[]
  readonly text: string
  readonly as: ReferenceKey['as']
  /** The array that it is looked for in. */
  readonly repeat?: string | undefined
}

const mentionsIn = (file: DataFile, keys: readonly ReferenceKey[]): readonly Mention[] => {
  const mentions: Mention[] = []
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, child] of Object.entries(value)) {
      const key = keys.find(each => each.key === name)
      if (key) mentions.push(...mentionsUnder(file, key, child, [...path, name], value))
      visit(child, [...path, name])
    }
  }
  visit(file.value, [])
  return mentions
}

const mentionsUnder = (
  file: DataFile,
  { as, repeat }: ReferenceKey,
  value: unknown,
  path: readonly string[],
  owner: object,
): readonly Mention[] => {
  const around = repeat === undefined ? undefined : valueAt(owner, [repeat])
  const shared = { file, as, repeat: typeof around === 'string' ? around : undefined }
  if (typeof value === 'string') return [{ ...shared, path, text: value }]
  if (!Array.isArray(value)) return []
  return value.flatMap((text: unknown, index) =>
    typeof text === 'string' ? [{ ...shared, path: [...path, `${index}`], text }] : [],
  )
}

const startOf = (loaded: LoadedRelease): Located | undefined => {
  const document = mainSchemaOf(loaded)
  return document && { schema: document.root, document }
}

const findingsOf = (
  mention: Mention,
  start: Located | undefined,
  find: FindReference,
): readonly Finding[] => {
  const { file, path, text, repeat, as } = mention
  const malformed = [text, ...(repeat === undefined ? [] : [repeat])].find(
    each => namesOf(each, as) === undefined,
  )
  if (malformed !== undefined)
    return [
      findingAt('ref.pointer-malformed', file, path, {
        message: `${JSON.stringify(malformed)} is no ${as === 'pointer' ? 'JSON Pointer' : 'path of names'}.`,
        hint:
          as === 'pointer'
            ? 'Begin each name with "/", and write ~1 for "/" and ~0 for "~" in a name (RFC 6901).'
            : 'Join names with dots.',
      }),
    ]
  if (!start)
    return [
      findingAt('ref.pointer-unresolved', file, path, {
        message: `${JSON.stringify(text)} names a place in a schema, and the package has no schema that can be read.`,
        hint: 'Name the schema in the manifest, as "schema" below "artifacts".',
      }),
    ]
  const { verdict, why } = resolutionOf(mention, start, find)
  if (verdict === 'yes') return []
  const within = repeat === undefined ? '' : ` in the elements of ${JSON.stringify(repeat)}`
  return [
    findingAt(verdict === 'no' ? 'ref.pointer-unresolved' : 'ref.pointer-uncertain', file, path, {
      message: `${JSON.stringify(text)}${within} is ${verdict === 'no' ? 'nowhere in' : 'not certain by'} the schema: ${why}.`,
      hint:
        verdict === 'no'
          ? 'Correct the pointer, or add the property to the schema.'
          : 'Describe the place in the schema, or see to documents that do not have it.',
    }),
  ]
}

const resolutionOf = (
  { text, repeat, as }: Mention,
  start: Located,
  find: FindReference,
): Resolution => {
  const list = resolveAs([start], repeat ?? '', as, find)
  if (repeat === undefined) return resolveAs([start], text, as, find)
  if (list.verdict === 'no') return list
  const elements = list.places.length > 0 ? elementsOf(list.places, find) : list
  if (elements.verdict === 'no')
    return { ...elements, why: `${JSON.stringify(repeat)} is not an array` }
  return resolveAs(elements.places, text, as, find)
}

/** A single slash means the whole, as people write it, unless the schema has a property without a name. */
const resolveAs = (
  places: readonly Located[],
  text: string,
  as: ReferenceKey['as'],
  find: FindReference,
): Resolution => {
  const exact = resolveIn(places, namesOf(text, as) ?? [], find)
  return text === '/' && exact.verdict !== 'yes' ? { verdict: 'yes', places } : exact
}

const namesOf = (text: string, as: ReferenceKey['as']): readonly string[] | undefined => {
  if (as === 'pointer') return parsePointerText(text)
  const names = text === '' ? [] : text.replaceAll('[]', '.0').split('.')
  return names.includes('') ? undefined : names
}
