import { isBuiltInIgnored, isMarkdown, isProduct, matcher } from '../documentation/concern.ts'
import { createdTitles, editedSections } from '../documentation/edited.ts'
import { lineSections } from '../documentation/headings.ts'
import { decodeDocument } from '../documentation/markdown.ts'
import {
  type Known,
  mostRecalled,
  openMemory,
  type PastChange,
  pastWords,
  type Recalled,
} from '../documentation/rank-history.ts'
import { sectionKey } from '../documentation/rank-section.ts'
import { type Signals, signalsOf } from '../documentation/rank-signals.ts'
import { isGitDocError } from '../errors.ts'
import type { History, PastCommit, Repository } from '../ports.ts'

/** What earlier commits of a repository teach of later ones. */
export interface Past {
  /** The commits that changed code and existing documents together, oldest first. */
  coChanges(): Promise<readonly PastCommit[]>
  /** What was known before a commit: nothing of its descendants, nor of what stood beside it. */
  recall(commit: string, signals: Signals): Promise<Recalled>
}

export interface PastOptions {
  /** Globs of the documents. */
  readonly docFiles: readonly string[]
  /** The newest commits, and how many up to them are looked at. */
  readonly upTo: readonly string[]
  readonly most: number
  /** A change that was read before, and a place to put one; commits never change. */
  readonly kept?: {
    get(commit: string): PastChange | undefined
    put(change: PastChange): void
  }
}

/** Reads the past of a repository when it is first asked for. */
export const openPast = (repository: Repository, history: History, options: PastOptions): Past => {
  const isDocument = matcher(options.docFiles)
  let reading: ReturnType<typeof read> | undefined
  const read = async () => {
    const commits = await history.before(options.upTo, options.most)
    const chosen = commits.filter(({ touched }) => touchesDocument(touched, isDocument))
    const memory = openMemory()
    for (const each of chosen) {
      const change =
        options.kept?.get(each.commit) ?? (await readChange(repository, each, isDocument))
      options.kept?.put(change)
      memory.add(change)
    }
    return { chosen, memory, ancestry: ancestryOf(commits, chosen) }
  }
  const opened = () => {
    reading ??= read()
    return reading
  }
  return {
    coChanges: async () =>
      (await opened()).chosen.filter(({ touched }) => isCoChange(touched, isDocument)),
    async recall(commit, signals) {
      const { memory, ancestry } = await opened()
      return memory.recall(signals, ancestry(commit))
    },
  }
}

const touchesDocument = (
  touched: PastCommit['touched'],
  isDocument: (path: string) => boolean,
): boolean => touched.some(({ path, status }) => status === 'M' && isDocument(path))

/** Whether people changed code and a document that was there, in one commit. */
const isCoChange = (
  touched: PastCommit['touched'],
  isDocument: (path: string) => boolean,
): boolean =>
  touchesDocument(touched, isDocument) && touched.some(({ path }) => isCode(path, isDocument))

const isCode = (path: string, isDocument: (path: string) => boolean): boolean =>
  !isMarkdown(path) && !isDocument(path) && isProduct(path) && !isBuiltInIgnored(path)

/** Reads one commit as the past that later ones are held against. */
const readChange = async (
  repository: Repository,
  { commit, parents: [parent = ''] }: PastCommit,
  isDocument: (path: string) => boolean,
): Promise<PastChange> => {
  const [facts, diff] = await Promise.all([repository.commit(commit), repository.diff(commit)])
  const code = diff.filter(({ path }) => isCode(path, isDocument))
  const signals = signalsOf({ subject: facts.subject, message: facts.message, changes: code })
  const edited: string[] = []
  for (const change of diff.filter(({ path, status }) => isDocument(path) && status !== 'added')) {
    const { path, from = path } = change
    const text = await textOf(repository, parent, from)
    if (text === undefined) continue
    for (const { title } of editedSections(lineSections(text), change))
      edited.push(sectionKey(path, title))
    for (const title of createdTitles(change)) edited.push(sectionKey(path, title))
  }
  return {
    commit,
    words: code.length > 0 ? [...pastWords(signals)] : [],
    edited: [...new Set(edited)],
  }
}

const textOf = async (
  repository: Repository,
  commit: string,
  file: string,
): Promise<string | undefined> => {
  try {
    const found = await repository.file(commit, file)
    return found && decodeDocument(found.bytes, file).text
  } catch (error) {
    // No UTF-8: nothing to learn from it.
    if (!isGitDocError(error)) throw error
  }
}

/** The places of the chosen commits that a commit stands on, the nearest first. */
const ancestryOf = (commits: readonly PastCommit[], chosen: readonly PastCommit[]) => {
  const places = new Map(commits.map(({ commit }, place) => [commit, place]))
  const parents = commits.map(each => each.parents.flatMap(parent => places.get(parent) ?? []))
  const choices = new Map(chosen.map(({ commit }, choice) => [places.get(commit), choice]))
  return (commit: string): Known => {
    const start = places.get(commit) ?? 0
    const reached = new Uint8Array(start + 1)
    reached[start] = 1
    const known: number[] = []
    let walked = 0
    for (let place = start; place >= 0 && known.length < mostRecalled; place--) {
      if (!reached[place]) continue
      walked += 1
      const choice = choices.get(place)
      if (choice !== undefined && place < start) known.push(choice)
      for (const parent of parents[place] ?? []) reached[parent] = 1
    }
    return { places: known, walked }
  }
}
