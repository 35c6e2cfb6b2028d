import { matcher } from '../documentation/concern.ts'
import type { Document, DocumentSet } from '../documentation/documents.ts'
import { decodeDocument } from '../documentation/markdown.ts'
import { rankerCache, sectionRanker } from '../documentation/rank.ts'
import { sections } from '../documentation/sections.ts'
import { documentOutside, isGitDocError } from '../errors.ts'
import type { Repository, TreeEntry } from '../ports/repository.ts'
import { keepLast } from './keep-last.ts'

/** Documents of the commits that were asked for last; a run of many commits looks at few different trees. */
const treesKept = 4
const documentsKept = 500

/**
 * Reads documents with their sections, each blob once: parsing Markdown is the dearest part of a plan.
 * A document that cannot be read (not UTF-8, a broken marker) is left out of the set, and fails when it is named itself.
 */
export const documentReader = (repository: Repository, docFiles: readonly string[]) => {
  const isDocument = matcher(docFiles)
  const parsed = keepLast<Document>(documentsKept)
  const sets = keepLast<DocumentSet>(treesKept)
  const terms = rankerCache()

  const decoded = (path: string, { blob, mode }: TreeEntry, bytes: Uint8Array): Document => {
    if (mode === '120000') throw documentOutside(path)
    const { text } = decodeDocument(bytes, path)
    return { file: path, blob, bytes, text, sections: sections(text, path) }
  }

  const read = async (commit: string, path: string): Promise<Document | undefined> => {
    const found = await repository.file(commit, path)
    return found && decoded(path, found.entry, found.bytes)
  }

  const readEntry = (entry: TreeEntry): Promise<Document | undefined> =>
    parsed(`${entry.blob} ${entry.path}`, async () => {
      const bytes = await repository.blob(entry.blob)
      return bytes && decoded(entry.path, entry, bytes)
    })

  const readSet = async (commit: string): Promise<DocumentSet> => {
    const entries = (await repository.tree(commit)).filter(
      ({ path, mode }) => mode.startsWith('100') && isDocument(path),
    )
    const documents: Document[] = []
    // All are asked for before the first is waited for: Git answers meanwhile.
    const all = entries.map(entry => readEntry(entry).catch(unlessUnreadable))
    for (const document of await Promise.all(all)) if (document) documents.push(document)
    return { documents, ranker: sectionRanker(documents.map(keyed), terms) }
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
const keyed = (document: Document) => ({ ...document, key: `${document.blob} ${document.file}` })

const unlessUnreadable = (error: unknown): undefined => {
  if (!isGitDocError(error)) throw error
}
