import { matcher } from '../documentation/concern.ts'
import type { Document, DocumentSet } from '../documentation/documents.ts'
import { decodeDocument } from '../documentation/markdown.ts'
import type { SectionWords } from '../documentation/rank/section.ts'
import { rankerCache, sectionRanker } from '../documentation/rank.ts'
import { type Section, sections } from '../documentation/sections.ts'
import { documentOutside, isGitDocError } from '../errors.ts'
import type { Derived } from '../ports/derived.ts'
import type { Repository, TreeEntry } from '../ports/repository.ts'
import { keepLast } from './keep-last.ts'

/** Documents of the commits that were asked for last; a run of many commits looks at few different trees. */
const treesKept = 4
const documentsKept = 500

/** What of documents is kept between runs, by their keys; a change of what is in it is another name. */
const keptAs = 'documents-1'
type Kept = ReadonlyMap<string, KeptDocument>

interface KeptDocument {
  readonly sections: readonly Section[]
  readonly words: readonly SectionWords[]
}

/**
 * Reads documents with their sections, each blob once, also over runs: parsing Markdown is the dearest part of a plan.
 * A document that cannot be read (not UTF-8, a broken marker) is left out of the set, and fails when it is named itself.
 */
export const documentReader = (
  repository: Repository,
  docFiles: readonly string[],
  derived?: Derived,
) => {
  const isDocument = matcher(docFiles)
  const parsed = keepLast<Document>(documentsKept)
  const sets = keepLast<DocumentSet>(treesKept)
  const terms = rankerCache()
  let kept: Promise<Kept> | undefined
  let last: DocumentSet | undefined

  const openKept = async (): Promise<Kept> => {
    const found = ((await derived?.read(keptAs)) ?? new Map()) as Kept
    terms.words = new Map([...found].map(([key, { words }]) => [key, words]))
    derived?.atEnd(keptAs, () => last && newlyKept(last, terms.words, found))
    return found
  }

  const decoded = (
    path: string,
    { blob, mode }: TreeEntry,
    bytes: Uint8Array,
    known?: readonly Section[],
  ): Document => {
    if (mode === '120000') throw documentOutside(path)
    const { text } = decodeDocument(bytes, path)
    return { file: path, blob, bytes, text, sections: known ?? sections(text, path) }
  }

  const read = async (commit: string, path: string): Promise<Document | undefined> => {
    const found = await repository.file(commit, path)
    return found && decoded(path, found.entry, found.bytes)
  }

  const readEntry = (entry: TreeEntry): Promise<Document | undefined> => {
    const key = keyOf(entry.blob, entry.path)
    return parsed(key, async () => {
      kept ??= openKept()
      const [known, bytes] = await Promise.all([kept, repository.blob(entry.blob)])
      return bytes && decoded(entry.path, entry, bytes, known.get(key)?.sections)
    })
  }

  const readSet = async (commit: string): Promise<DocumentSet> => {
    const entries = (await repository.tree(commit)).filter(
      ({ path, mode }) => mode.startsWith('100') && isDocument(path),
    )
    const documents: Document[] = []
    // All are asked for before the first is waited for: Git answers meanwhile.
    const all = entries.map(entry => readEntry(entry).catch(unlessUnreadable))
    for (const document of await Promise.all(all)) if (document) documents.push(document)
    last = { documents, ranker: sectionRanker(documents.map(keyed), terms) }
    return last
  }

  return {
    documents: (commit: string) => sets(commit, () => readSet(commit)) as Promise<DocumentSet>,
    async document(commit: string, file: string) {
      const set = await sets(commit, () => readSet(commit))
      return set?.documents.find(document => document.file === file) ?? read(commit, file)
    },
  }
}

/** Equal blobs under equal names have equal words: the index keeps them. */
const keyed = (document: Document) => ({ ...document, key: keyOf(document.blob, document.file) })

const keyOf = (blob: string, file: string): string => `${blob} ${file}`

/** What is to be kept of a set; undefined if all of it is kept already. */
const newlyKept = (
  { documents }: DocumentSet,
  words: ReadonlyMap<string, readonly SectionWords[]>,
  before: Kept,
): Kept | undefined => {
  const keys = documents.map(({ blob, file }) => keyOf(blob, file))
  if (keys.every(key => before.has(key))) return undefined
  return new Map(
    documents.flatMap(({ sections }, place) => {
      const key = keys[place] as string
      const its = words.get(key)
      return its ? [[key, { sections, words: its }] as const] : []
    }),
  )
}

const unlessUnreadable = (error: unknown): undefined => {
  if (!isGitDocError(error)) throw error
}
