import type { Document, DocumentSet } from '../../documentation/documents.ts'
import { matcher } from '../../documentation/globs.ts'
import { decodeDocument } from '../../documentation/markdown.ts'
import type { DocumentWords } from '../../documentation/rank/section.ts'
import { type RankableDocument, rankerCache, sectionRanker } from '../../documentation/rank.ts'
import { type Section, sections } from '../../documentation/sections.ts'
import { documentOutside } from '../../errors/documents.ts'
import { isGitDocError } from '../../errors/error.ts'
import type { Derived } from '../../ports/derived.ts'
import type { Repository, TreeEntry } from '../../ports/repository.ts'
import { keepLast } from './keep-last.ts'
import { keptDocuments, keyOf } from './kept-documents.ts'

/** How many commits' documents to keep in memory; even a run over many commits uses few different trees. */
const treesKept = 4

/**
 * Reads documents with their sections, each blob once even across runs, because parsing Markdown is the slowest part of
 * a plan. A document that cannot be read (not UTF-8, a broken marker) is left out of the set, and throws when it is
 * requested by name.
 */
export const documentReader = (
  repository: Repository,
  docFiles: readonly string[],
  derived?: Derived,
) => {
  const isDocument = matcher(docFiles)
  const sets = keepLast<DocumentSet>(treesKept)
  const terms = rankerCache()
  const kept = keptDocuments(derived)
  let last: ReadonlyMap<string, Document> = new Map()

  const decoded = (
    path: string,
    { blob, mode }: TreeEntry,
    bytes: Uint8Array,
    known?: readonly Section[],
  ): Document => {
    if (mode === '120000') throw documentOutside(path)
    if (known) return laterDecoded({ file: path, blob, bytes, sections: known })
    const { text } = decodeDocument(bytes, path)
    return { file: path, blob, bytes, text, sections: sections(text, path) }
  }

  const read = async (commit: string, path: string): Promise<Document | undefined> => {
    const found = await repository.file(commit, path)
    return found && decoded(path, found.entry, found.bytes)
  }

  const readEntry = async (
    entry: TreeEntry,
    words: Map<string, DocumentWords>,
  ): Promise<Document | undefined> => {
    const key = keyOf(entry.blob, entry.path)
    const known = last.get(key)
    if (known) return known
    const [found, bytes] = await Promise.all([kept.find(entry), repository.blob(entry.blob)])
    if (found) words.set(key, found.words)
    return bytes && decoded(entry.path, entry, bytes, found?.sections)
  }

  const readSet = async (commit: string): Promise<DocumentSet> => {
    const entries = (await repository.tree(commit)).filter(
      ({ path, mode }) => mode.startsWith('100') && isDocument(path),
    )
    const documents: Document[] = []
    const words = new Map(terms.words)
    // Requests all files before it awaits the first, so that Git answers in the meantime.
    const all = entries.map(entry => readEntry(entry, words).catch(unlessUnreadable))
    for (const document of await Promise.all(all)) if (document) documents.push(document)
    terms.words = words
    const ranker = sectionRanker(documents.map(keyed), terms)
    last = new Map(documents.map(document => [keyOf(document.blob, document.file), document]))
    kept.keep(documents, terms.words)
    return { documents, ranker }
  }

  return {
    documents: (commit: string) => sets(commit, () => readSet(commit)) as Promise<DocumentSet>,
    async document(commit: string, file: string) {
      const set = await sets(commit, () => readSet(commit))
      return set?.documents.find(document => document.file === file) ?? read(commit, file)
    },
  }
}

/** Equal blobs with equal names have equal words, so the index keeps them. */
const keyed = (document: Document): RankableDocument<Section> => ({
  file: document.file,
  sections: document.sections,
  key: keyOf(document.blob, document.file),
  get text() {
    return document.text
  },
})

/** A document that was decoded in an earlier run: few commits need the text of every document. */
const laterDecoded = (document: Omit<Document, 'text'>): Document => {
  let text: string | undefined
  return {
    ...document,
    get text() {
      text ??= decodeDocument(document.bytes, document.file).text
      return text
    },
  }
}

const unlessUnreadable = (error: unknown): undefined => {
  if (!isGitDocError(error)) throw error
}
