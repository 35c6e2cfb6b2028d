import type { Proof, Strategy } from '../events/commit-parts.ts'
import type { Diff } from '../ports/diff.ts'
import type { Fact, Move, Removal } from './diff-facts/fact.ts'
import { removedOptions } from './diff-facts/removed.ts'
import { provenFacts } from './diff-facts.ts'
import type { Vocabulary } from './guards/vocabulary.ts'
import { type Page, pageOf } from './markdown/clauses.ts'
import { applied, type Edit } from './offline/edit.ts'
import { flagEdits, renameEdits } from './offline/edits-names.ts'
import { pathEdits } from './offline/edits-paths.ts'
import { strikes } from './offline/edits-removed.ts'
import { defaultEdits } from './offline/edits-values.ts'
import { versionEdits } from './offline/edits-versions.ts'
import { entryProof, isRecentChanges, withEntry } from './offline/entry.ts'
import { isHistoric, isHistoricFile } from './shapes.ts'

/** One section to bring up to a commit; a DraftRequest (kinds/commit/drafter.ts) has all of it. */
export interface OfflineRequest {
  readonly commit: {
    readonly commit: string
    readonly subject: string
    readonly message: string
  }
  readonly diff: Diff
  readonly target: { readonly file: string; readonly section: string; readonly strategy: Strategy }
  /** The section with its heading, with LF line endings. */
  readonly text: string
  readonly tree?: TreeFacts
}

/** What is known of a commit's tree. */
export interface TreeFacts {
  /** Its files; without them no folder is known to have moved as a whole. */
  readonly paths?: readonly string[] | undefined
  /** The words of all its code; without them no option is known to be gone. */
  readonly words?: Vocabulary | undefined
}

/** What of a commit's tree could prove more edits of a section; reading it takes time. */
export const wantedOfTree = ({
  diff,
  text,
}: Pick<OfflineRequest, 'diff' | 'text'>): {
  readonly paths: boolean
  readonly words: boolean
} => ({
  paths: diff.some(({ status }) => status === 'renamed'),
  words: removedOptions(diff).some(fact => isIn(fact, text)),
})

/** The section after the edits, and what proves each of them. */
export interface OfflineDraft {
  readonly text: string
  readonly proofs: Proof[]
}

/**
 * The section with the edits that the diff proves and no other, or as it was (SPEC D1). A section that is named "Recent
 * changes" by a mapping or marker gets the commit on top of its list instead: what it lists is how things were.
 */
export const offlineDraft = (request: OfflineRequest): OfflineDraft => {
  const { text, target, diff, tree } = request
  if (target.strategy !== 'inferred' && isAboutRecentChanges(pageOf(text), target.section)) {
    return withCommit(request)
  }
  const gone = goneOptions(diff, tree).filter(fact => isIn(fact, text))
  const facts = provenFacts(diff, tree?.paths).filter(fact => isIn(fact, text))
  const isPast = isHistoricFile(target.file) || isHistory(target.section)
  // Most sections say nothing of any fact: they are not even parsed.
  if (isPast || gone.length + facts.length === 0) return { text, proofs: [] }
  const page = pageOf(text)
  const struck = strikes(gone, page)
  const edits = editsOf(facts, page, target.file)
  // What is struck is not edited as well.
  const left = edits.filter(
    edit => !struck.some(({ start, end }) => start <= edit.start && edit.start < end),
  )
  return applied(text, [...struck, ...left])
}

/** Whether a text could be about anything that a diff proves, by its letters alone; cheap. */
export const mayConcern = ({ diff, text }: Pick<OfflineRequest, 'diff' | 'text'>): boolean =>
  [...provenFacts(diff), ...removedOptions(diff)].some(fact => isIn(fact, text)) ||
  diff.some(({ status }) => status === 'renamed')

/** Whether a text could be about a fact, by its letters alone. */
const isIn = (fact: Fact | Removal, text: string): boolean => {
  if (fact.kind === 'removed') return fact.forms.some(form => text.includes(form))
  // Numbers may be grouped otherwise.
  if (fact.kind === 'default' && /^\d/.test(fact.from)) return /\d/.test(text)
  if (fact.kind !== 'path') return text.includes(fact.from)
  const name = fact.from.split('/').at(-1) ?? ''
  return text.includes(name) || text.includes('%')
}

const goneOptions = (diff: Diff, tree: TreeFacts | undefined): readonly Removal[] => {
  const words = tree?.words
  if (!words) return []
  return removedOptions(diff).filter(({ terms }) => !terms.some(term => words.has(term)))
}

const isAboutRecentChanges = ({ titles }: Page, section: string): boolean =>
  [titles[0] ?? '', lastOf(section)].some(isRecentChanges)

const lastOf = (address: string): string => address.split(' > ').at(-1) ?? ''

const isHistory = (section: string): boolean => section.split(' > ').some(isHistoric)

const withCommit = ({ text, commit, diff, target }: OfflineRequest): OfflineDraft => {
  const made = withEntry(text, commit)
  if (!made) return { text, proofs: [] }
  return { text: made.text, proofs: [entryProof(made.entry, diff[0]?.path ?? target.file)] }
}

const editsOf = (facts: readonly Fact[], page: Page, document: string): Edit[] => {
  const moves = facts.filter((fact): fact is Move => fact.kind === 'path')
  return [...facts.flatMap(fact => factEdits(fact, page)), ...pathEdits(moves, page, document)]
}

const factEdits = (fact: Fact, page: Page): Edit[] => {
  switch (fact.kind) {
    case 'rename':
      return renameEdits(fact, page)
    case 'flag':
      return flagEdits(fact, page)
    case 'default':
      return defaultEdits(fact, page)
    case 'version':
      return versionEdits(fact, page)
    case 'path':
      return []
  }
}
