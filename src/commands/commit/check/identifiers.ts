import { isMarkdown } from '../../../documentation/classify-changes.ts'
import { provenFacts } from '../../../documentation/diff-facts.ts'
import type { Finding } from '../../../documentation/drift/finding.ts'
import { type Removal, removals } from '../../../documentation/drift/gone.ts'
import { goneNames } from '../../../documentation/drift/identifiers.ts'
import {
  exampleForms,
  formOf,
  formsIn,
  type Name,
  namesIn,
  skimWords,
} from '../../../documentation/drift/names.ts'
import { ignoredIn } from '../../../documentation/drift/page.ts'
import { markdownPatterns, withoutProduct } from '../../../documentation/drift/scope.ts'
import { isIn } from '../../../documentation/markdown/parse.ts'
import type { CodeHistory, Repository } from '../../../ports/repository.ts'
import type { Snapshot } from './snapshot.ts'

/** Words that documents write as code and that no other file contains in any spelling, with those documents. */
export type Absent = ReadonlyMap<string, ReadonlySet<string>>

/** Searches all other files for the words in some documents. */
export const absentWords = async (
  snapshot: Snapshot,
  documents: readonly string[],
): Promise<Absent> => {
  const byForm = new Map<string, Map<string, Set<string>>>()
  for (const file of documents) {
    for (const word of skimWords((await snapshot.text(file)) ?? '')) {
      const words = entry(byForm, formOf(word), () => new Map<string, Set<string>>())
      entry(words, word, () => new Set<string>()).add(file)
    }
  }
  for (const path of snapshot.files.paths) {
    if (isMarkdown(path) || isPicture.test(path)) continue
    for (const form of formsIn((await snapshot.code(path)) ?? '')) byForm.delete(form)
  }
  return new Map([...byForm.values()].flatMap(words => [...words]))
}

const isPicture = /\.(?:png|jpe?g|gif|webp|avif|ico|pdf|woff2?|ttf|otf|eot|mp4|mov|zip|gz|wasm)$/i

const entry = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}

/** The commits that removed the words from product code, for words that it once declared. */
export const removedWords = async (
  absent: Absent,
  history: CodeHistory,
  head: string,
): Promise<ReadonlyMap<string, Removal>> => {
  if (absent.size === 0) return new Map()
  const search = removals(new Set(absent.keys()))
  await history.lines(head, withoutProduct, search.look)
  return search.found()
}

/** The findings in documents that write a removed word as code, and did so when it was removed. */
export const identifierFindings = async (
  snapshot: Snapshot,
  repository: Repository,
  history: CodeHistory,
  absent: Absent,
  removed: ReadonlyMap<string, Removal>,
): Promise<readonly Finding[]> => {
  const files = new Set([...removed.keys()].flatMap(word => [...(absent.get(word) ?? [])]))
  const named: { file: string; names: readonly Name[] }[] = []
  for (const file of [...files].sort()) {
    const text = (await snapshot.text(file)) ?? ''
    const examples = exampleForms(text)
    const ignored = ignoredIn(text)
    const names = namesIn(text).filter(
      name =>
        removed.has(name.word) &&
        !name.past &&
        !examples.has(formOf(name.word)) &&
        !ignored.some(span => isIn(name, span)),
    )
    named.push({ file, names })
  }
  const gone = new Map<string, Removal>()
  for (const word of new Set(named.flatMap(({ names }) => names.map(name => name.word)))) {
    const removal = removed.get(word)
    if (removal && (await history.mentions(removal.commit, word, markdownPatterns)))
      gone.set(word, removal)
  }
  const renames = await renamesOf(repository, gone, snapshot)
  return named.flatMap(({ file, names }) =>
    goneNames(file, names, gone, ({ word }) => renames.get(word)),
  )
}

/** The new names that the removing diffs prove, if the code still has them. */
const renamesOf = async (
  repository: Repository,
  gone: ReadonlyMap<string, Removal>,
  snapshot: Snapshot,
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  for (const commit of new Set([...gone.values()].map(removal => removal.commit))) {
    for (const fact of provenFacts(await repository.diff(commit))) {
      if (fact.kind !== 'rename' && fact.kind !== 'flag') continue
      const from = fact.from.replace(/^--(?:no-)?/, '')
      if (gone.get(from)?.commit === commit) found.set(from, fact.to)
    }
  }
  const still = await presentForms(snapshot, new Set([...found.values()].map(formOf)))
  return new Map([...found].filter(([, to]) => still.has(formOf(to))))
}

const presentForms = async (
  { files, code }: Snapshot,
  wanted: ReadonlySet<string>,
): Promise<ReadonlySet<string>> => {
  const found = new Set<string>()
  if (wanted.size === 0) return found
  for (const path of files.paths) {
    if (isMarkdown(path) || isPicture.test(path)) continue
    for (const form of formsIn((await code(path)) ?? '')) if (wanted.has(form)) found.add(form)
  }
  return found
}
