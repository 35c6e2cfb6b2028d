import type { Case, Place } from '../../documentation/backtest.ts'
import { classifyChanges } from '../../documentation/classify-changes.ts'
import { editedSections } from '../../documentation/edited-sections.ts'
import { matcher } from '../../documentation/globs.ts'
import { lineSections } from '../../documentation/markdown/headings.ts'
import { decodeDocument } from '../../documentation/markdown.ts'
import type { Recalled } from '../../documentation/rank/history.ts'
import { type RankableCommit, type Signals, signalsOf } from '../../documentation/rank/signals.ts'
import type { RankableDocument } from '../../documentation/rank.ts'
import { isGitDocError } from '../../errors/error.ts'
import type { Diff } from '../../ports/diff.ts'
import type { Repository } from '../../ports/repository.ts'
import type { Past } from './co-change.ts'

export type CaseSection = ReturnType<typeof lineSections>[number]
export type CaseDocument = RankableDocument<CaseSection>

/** A case with all the data that it needs. */
export interface ReadCase {
  readonly commit: string
  readonly subject: string
  /** The documents as of the commit's parent. */
  readonly documents: readonly CaseDocument[]
  readonly change: RankableCommit
  readonly signals: Signals
  /** What was known before the commit. */
  readonly past: Recalled
  readonly gold: readonly Place[]
}

export interface CaseOptions {
  readonly candidates: 'edited' | 'all'
  /** Globs of the documents. */
  readonly docFiles: readonly string[]
}

/**
 * Reads a case: the documents before its commit, the commit itself, and what earlier commits suggest. Undefined if no
 * document exists.
 */
export const readCase = async (
  repository: Repository,
  past: Past,
  { commit, docs, gold }: Case,
  options: CaseOptions,
): Promise<ReadCase | undefined> => {
  const [facts, diff] = await Promise.all([repository.commit(commit), repository.diff(commit)])
  const [parent] = facts.parents
  if (parent === undefined) return undefined
  const files =
    options.candidates === 'edited' ? docs : await allDocuments(repository, parent, options, docs)
  const read = await Promise.all(files.map(file => readDocument(repository, parent, file)))
  const documents = read.filter(document => document !== undefined)
  if (documents.length === 0) return undefined
  const { docFiles } = options
  const classified = classifyChanges(diff, { docFiles, ignore: [], ignored: new Set() })
  const { subject, message } = facts
  const change = { subject, message, changes: 'code' in classified ? classified.code : [] }
  const signals = signalsOf(change)
  return {
    commit,
    subject,
    documents,
    change,
    signals,
    past: await past.recall(commit, signals),
    gold: gold ?? truth(documents, diff),
  }
}

const allDocuments = async (
  repository: Repository,
  commit: string,
  { docFiles }: CaseOptions,
  named: readonly string[],
): Promise<readonly string[]> => {
  const isDocument = matcher(docFiles)
  const entries = await repository.tree(commit)
  const found = entries.filter(({ path, mode }) => mode.startsWith('100') && isDocument(path))
  return [...new Set([...named, ...found.map(({ path }) => path)])]
}

const readDocument = async (
  repository: Repository,
  commit: string,
  file: string,
): Promise<CaseDocument | undefined> => {
  try {
    const found = await repository.file(commit, file)
    if (!found) return undefined
    const { text } = decodeDocument(found.bytes, file)
    return { file, text, sections: lineSections(text), key: `${found.entry.blob} ${file}` }
  } catch (error) {
    if (!isGitDocError(error)) throw error
  }
}

/** The sections that a commit edited. */
const truth = (documents: readonly CaseDocument[], diff: Diff): Place[] =>
  documents.flatMap(({ file, sections }) => {
    const change = diff.find(({ path, from = path }) => from === file)
    return change
      ? editedSections(sections, change).map(({ line }) => ({ doc: file, start: line }))
      : []
  })
