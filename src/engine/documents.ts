import { matcher } from '../documentation/concern.ts'
import { decodeDocument } from '../documentation/markdown.ts'
import { rankerCache, sectionRanker } from '../documentation/rank.ts'
import { sections } from '../documentation/sections.ts'
import { documentOutside, isGitDocError } from '../errors.ts'
import type { Document, DocumentSet, Repository, TreeEntry } from '../ports.ts'
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

  const read = (
    commit: string,
    path: string,
    entry: TreeEntry | undefined,
  ): Promise<Document | undefined> => {
    const load = async (): Promise<Document | undefined> => {
      const found = await repository.file(commit, path)
      if (!found) return undefined
      if (found.entry.mode === '120000') throw documentOutside(path)
      const { text } = decodeDocument(found.bytes, path)
      const { blob } = found.entry
      return { file: path, blob, bytes: found.bytes, text, sections: sections(text, path) }
    }
    return entry ? parsed(`${entry.blob} ${path}`, load) : load()
  }

  const readSet = async (commit: string): Promise<DocumentSet> => {
    const entries = (await repository.tree(commit)).filter(
      ({ path, mode }) => mode.startsWith('100') && isDocument(path),
    )
    const documents: Document[] = []
    for (const entry of entries) {
      const document = await read(commit, entry.path, entry).catch(unlessUnreadable)
      if (document) documents.push(document)
    }
    return { documents, ranker: sectionRanker(documents.map(keyed), terms) }
  }

  return {
    documents: (commit: string) => sets(commit, () => readSet(commit)) as Promise<DocumentSet>,
    async document(commit: string, file: string) {
      const set = await sets(commit, () => readSet(commit))
      return (
        set?.documents.find(document => document.file === file) ?? read(commit, file, undefined)
      )
    },
  }
}

/** Equal blobs under equal names have equal words: the index keeps them. */
const keyed = (document: Document) => ({ ...document, key: `${document.blob} ${document.file}` })

const unlessUnreadable = (error: unknown): undefined => {
  if (!isGitDocError(error)) throw error
}
