import { isBuiltInIgnored, isMarkdown, isProduct } from '../../documentation/classify-changes.ts'
import { createdTitles, editedSections } from '../../documentation/edited-sections.ts'
import { matcher } from '../../documentation/globs.ts'
import type { LearnableChange } from '../../documentation/learn.ts'
import { headingsOf, type LineHeading, preamble } from '../../documentation/markdown/headings.ts'
import { decodeDocument } from '../../documentation/markdown.ts'
import {
  type Known,
  mostRecalled,
  openMemory,
  type PastChange,
  pastWords,
  type Recalled,
} from '../../documentation/rank/history.ts'
import { sectionKey } from '../../documentation/rank/section.ts'
import { type Signals, signalsOf } from '../../documentation/rank/signals.ts'
import { isGitDocError } from '../../errors/error.ts'
import type { Derived } from '../../ports/derived.ts'
import type { History, PastCommit, Repository } from '../../ports/repository.ts'

/** What the earlier commits of a repository suggest for later ones. */
export interface Past {
  /** The commits that changed code and existing documents together, oldest first. */
  coChanges(): Promise<readonly PastCommit[]>
  /** What was known before a commit: nothing from its descendants or from parallel branches. */
  recall(commit: string, signals: Signals): Promise<Recalled>
  /** What those commits changed, oldest first: their code, and the sections they edited, by sectionKey. */
  edits(): Promise<readonly LearnableChange[]>
  /** The paths that the commits touched. */
  paths(): Promise<readonly string[]>
}

export interface PastOptions {
  /** Globs of the documents. */
  readonly docFiles: readonly string[]
  /** The newest commits, and how many commits up to them to examine. */
  readonly upTo: readonly string[]
  readonly most: number
  /** Keeps data about commits between runs. */
  readonly derived?: Derived | undefined
}

/** A past commit with missing objects (a partial clone, a lost picture) suggests nothing; the others still do. */
const unlessMissing = <Change>(read: Promise<Change>): Promise<Change | undefined> =>
  read.catch(error => {
    if (isGitDocError(error) && /^(GIT_FAILED|REMOTE_UNREACHABLE)$/.test(error.code))
      return undefined
    throw error
  })

/** The name under which data about past commits is kept, by commit. Change it if the shape of the data changes. */
const keptAs = 'past-1'
interface Kept {
  readonly docFiles: string
  readonly changes: ReadonlyMap<string, PastChange>
}

/** Opens the past of a repository; it is read on first use. */
export const openPast = (repository: Repository, history: History, options: PastOptions): Past => {
  const isDocument = matcher(options.docFiles)
  const listed = once(() => history.before(options.upTo, options.most))
  const readChanges = async (chosen: readonly PastCommit[]): Promise<readonly PastChange[]> => {
    const known = await keptChanges(options)
    const changes: PastChange[] = []
    for (let at = 0; at < chosen.length; at += readAhead) {
      const some = chosen
        .slice(at, at + readAhead)
        .map(
          each => known.get(each.commit) ?? unlessMissing(readChange(repository, each, isDocument)),
        )
      changes.push(...(await Promise.all(some)).filter(change => change !== undefined))
    }
    options.derived?.atEnd(keptAs, () => newlyKept(options, changes, known))
    return changes
  }
  const opened = once(async () => {
    const commits = await listed()
    const touching = commits.filter(({ touched }) => touchesDocument(touched, isDocument))
    const memory = openMemory()
    const changes = await readChanges(touching)
    const wasRead = new Set(changes.map(({ commit }) => commit))
    const chosen = touching.filter(({ commit }) => wasRead.has(commit))
    for (const change of changes) memory.add(change)
    const edited = changes.map(change => change.edited)
    return { chosen, edited, memory, ancestry: ancestryOf(commits, chosen) }
  })
  return {
    coChanges: async () =>
      (await opened()).chosen.filter(({ touched }) => isCoChange(touched, isDocument)),
    async edits() {
      const { chosen, edited } = await opened()
      return chosen
        .map(({ touched }, place) => ({
          code: touched.map(({ path }) => path).filter(path => isCode(path, isDocument)),
          edited: edited[place] ?? [],
        }))
        .filter(({ code }) => code.length > 0)
    },
    async recall(commit, signals) {
      const { memory, ancestry } = await opened()
      return memory.recall(signals, ancestry(commit))
    },
    paths: async () => [
      ...new Set((await listed()).flatMap(({ touched }) => touched.map(({ path }) => path))),
    ],
  }
}

const keptChanges = async ({ derived, docFiles }: PastOptions): Promise<Kept['changes']> => {
  const found = (await derived?.read(keptAs)) as Kept | undefined
  return found?.docFiles === docFiles.join('\n') ? found.changes : new Map()
}

/** What to keep of some changes; undefined if all of them are kept already. */
const newlyKept = (
  { docFiles }: PastOptions,
  changes: readonly PastChange[],
  before: Kept['changes'],
): Kept | undefined =>
  changes.every(({ commit }) => before.has(commit))
    ? undefined
    : {
        docFiles: docFiles.join('\n'),
        changes: new Map(changes.map(change => [change.commit, change])),
      }

const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** How many commits to request at a time, so that Git reads while earlier ones are processed. */
const readAhead = 16

const touchesDocument = (
  touched: PastCommit['touched'],
  isDocument: (path: string) => boolean,
): boolean => touched.some(({ path, status }) => status === 'M' && isDocument(path))

/** Whether people changed code and an existing document in one commit. */
const isCoChange = (
  touched: PastCommit['touched'],
  isDocument: (path: string) => boolean,
): boolean =>
  touchesDocument(touched, isDocument) && touched.some(({ path }) => isCode(path, isDocument))

const isCode = (path: string, isDocument: (path: string) => boolean): boolean =>
  !isMarkdown(path) && !isDocument(path) && isProduct(path) && !isBuiltInIgnored(path)

/** Reads one commit as past data to compare later ones with. */
const readChange = async (
  repository: Repository,
  { commit }: PastCommit,
  isDocument: (path: string) => boolean,
): Promise<PastChange> => {
  const [facts, diff] = await Promise.all([repository.commit(commit), repository.diff(commit)])
  const code = diff.filter(({ path }) => isCode(path, isDocument))
  const edited: string[] = []
  const created: string[] = []
  for (const change of diff.filter(({ path, status }) => isDocument(path) && status !== 'added')) {
    const { path, oldBlob } = change
    const text = await textOf(repository, oldBlob, path)
    if (text === undefined) continue
    const headings = headingsOf(text)
    const all = [...(isBelowTop(headings[0], text) ? [top] : []), ...headings]
    for (const { title } of editedSections(all, change)) edited.push(sectionKey(path, title))
    for (const title of createdTitles(change)) created.push(sectionKey(path, title))
  }
  const { subject, message } = facts
  const words = code.length > 0 ? pastWords(signalsOf({ subject, message, changes: code })) : []
  return { commit, words: [...words], edited: [...new Set([...edited, ...created])], created }
}

const top = { title: preamble, line: 1 }

const isBelowTop = (first: LineHeading | undefined, text: string): boolean =>
  text.slice(0, first?.start ?? text.length).trim() !== ''

const textOf = async (
  repository: Repository,
  blob: string,
  file: string,
): Promise<string | undefined> => {
  const bytes = await repository.blob(blob)
  try {
    return bytes && decodeDocument(bytes, file).text
  } catch (error) {
    // Not UTF-8, so it teaches nothing.
    if (!isGitDocError(error)) throw error
  }
}

/**
 * The indexes of the chosen commits among a commit's ancestors, nearest first. On a linear history the list stays the
 * same up to the next chosen commit, so it is computed once.
 */
const ancestryOf = (commits: readonly PastCommit[], chosen: readonly PastCommit[]) => {
  const places = new Map(commits.map(({ commit }, place) => [commit, place]))
  const parents = commits.map(each => each.parents.flatMap(parent => places.get(parent) ?? []))
  const choices = new Map(chosen.map(({ commit }, choice) => [places.get(commit), choice]))
  /** Walks back from a commit, including the commit itself. */
  const walkFrom = (start: number): Known => {
    const reached = new Uint8Array(start + 1)
    reached[start] = 1
    const known: number[] = []
    let walked = 0
    for (let place = start; place >= 0 && known.length < mostRecalled; place--) {
      if (!reached[place]) continue
      walked += 1
      const choice = choices.get(place)
      if (choice !== undefined) known.push(choice)
      for (const parent of parents[place] ?? []) reached[parent] = 1
    }
    return { places: known, walked }
  }
  let last: ({ readonly from: number } & Known) | undefined
  return (commit: string): Known => {
    let place = places.get(commit)
    let walked = 0
    let above = place === undefined ? [] : (parents[place] ?? [])
    while (above.length === 1) {
      walked += 1
      place = above[0] as number
      if (choices.has(place)) break
      above = parents[place] ?? []
    }
    if (place === undefined || above.length === 0) return { places: [], walked }
    if (last?.from !== place) last = { from: place, ...walkFrom(place) }
    return { places: last.places, walked: walked + last.walked }
  }
}
