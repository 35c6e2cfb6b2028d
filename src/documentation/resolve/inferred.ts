import { rememberedByObject } from '../cache.ts'
import { type Page, pageOf } from '../markdown/clauses.ts'
import { placesOf } from '../offline/edit.ts'
import { order } from '../rank/telling.ts'
import type { RankableDocument, RankableSection, Ranked, Ranking } from '../rank.ts'
import { isHistoric, isHistoricFile } from '../shapes.ts'
import type { ChangeFact } from './change-facts.ts'

/** A section as far as finding targets goes. */
export interface ResolvableSection extends RankableSection {
  readonly slug: string
  readonly depth: number
  readonly id?: string
  /** A marked section's globs of the code it follows. */
  readonly code?: readonly string[]
  /** A person asked that it is left alone. */
  readonly ignored?: boolean
  /** With its subsections. */
  readonly end: number
}

/** A document with its sections as targets are found in them. */
export type ResolvableDocument = RankableDocument<ResolvableSection>

/** A section that a commit may concern, and why. */
export interface Candidate {
  readonly file: string
  readonly section: ResolvableSection
  readonly why: string
}

const leastShared = 2
/** How likely the next ones must be, as a share of the best one's. */
const leastShare = 0.5
const mostRanked = 3

/** A section that was not chosen, since it is unlikely that any is concerned. */
export interface Guess {
  readonly file: string
  readonly section: string
  /** How likely it is that people would have documented the commit, 0 to 1. */
  readonly need: number
}

/**
 * Sections that the commit seems to concern, best first: those that name what it removed, renamed, moved or gave another value,
 * the most facts first; then the best few of the ranking, where what they share with the commit is more than chance and
 * `doubt`, asked of the best one, has none.
 */
export const inferred = (
  documents: readonly ResolvableDocument[],
  facts: readonly ChangeFact[],
  ranking: Ranking<ResolvableSection>,
  doubt: (best: Ranked<ResolvableSection>) => number | undefined,
): { readonly candidates: Candidate[]; readonly guess: Guess | undefined } => {
  const naming = mentioning(documents, facts, ranking)
  const strong = new Set(naming.map(({ section }) => section))
  const open = firstOpen(documents, ranking)
  const [best] = open
  const enough = (best?.share ?? 0) * leastShare
  const alike = open
    .filter(({ section, share, shared }) => {
      return !strong.has(section) && share >= enough && shared.length >= leastShared
    })
    .map(({ file, section, shared }) => ({
      file,
      section,
      why: `shares ${listed(shared.slice(0, 3))} with the commit`,
    }))
  const need = best && alike.length > 0 ? doubt(best) : undefined
  if (best && need !== undefined) {
    const { file, section } = best
    return { candidates: naming, guess: { file, section: section.address, need } }
  }
  const rest = alike.slice(0, Math.max(0, mostRanked - naming.length))
  return { candidates: [...naming, ...rest], guess: undefined }
}

/** The best few of the sections that may be documented. */
const firstOpen = (
  documents: readonly ResolvableDocument[],
  ranking: Ranking<ResolvableSection>,
): readonly Ranked<ResolvableSection>[] => {
  const found: Ranked<ResolvableSection>[] = []
  for (const each of ranking.best()) {
    const text = documents.find(({ file }) => file === each.file)?.text ?? ''
    if (isOpen(each.file, text, each.section)) found.push(each)
    if (found.length === mostRanked) break
  }
  return found
}

/** Histories, licences and the like do not follow code, and a heading without text has nothing to keep true. */
const isOpen = (file: string, text: string, section: ResolvableSection): boolean =>
  isOpenIn(section, { file, text })

/** A document is read once for all the commits that are planned on it. */
const isOpenIn = rememberedByObject(
  (
    section: ResolvableSection,
    { file, text }: { readonly file: string; readonly text: string },
  ) => {
    if (section.ignored || section.kind !== 'heading') return false
    if (isHistoricFile(file) || section.path.some(isHistoric) || aside.test(file)) return false
    return /\n[^\S\n]*\S/.test(text.slice(section.start, section.ownEnd).trim())
  },
)

const aside = /(?:^|\/)(?:licen[sc]es?|code_of_conduct|security|authors|\.github)(?:[/.]|$)/i

const mentioning = (
  documents: readonly ResolvableDocument[],
  facts: readonly ChangeFact[],
  ranking: Ranking<ResolvableSection>,
): Candidate[] =>
  documents
    .flatMap(document => mentioningIn(document, facts))
    .map(each => ({ ...each, score: ranking.scoreOf(each.section) }))
    .sort(
      (a, b) =>
        b.facts.length - a.facts.length ||
        b.score - a.score ||
        order(a.file, b.file) ||
        a.section.start - b.section.start,
    )
    .map(each => ({ file: each.file, section: each.section, why: mentionsOf(each.facts) }))

const mentioningIn = (document: ResolvableDocument, facts: readonly ChangeFact[]) => {
  // Reading the text of every document takes long.
  if (facts.length === 0) return []
  const { file, text, sections } = document
  const possible = facts.filter(({ forms }) => forms.some(form => text.includes(form)))
  if (possible.length === 0) return []
  return sections
    .filter(section => isOpen(file, text, section))
    .map(section => {
      const own = text.slice(section.start, section.ownEnd)
      return { file, section, facts: mentioned(own, section, possible) }
    })
    .filter(found => found.facts.length > 0)
}

/** The facts whose thing a section names: in its heading, or in its text as code or as no English word could be. */
const mentioned = (
  own: string,
  { title }: ResolvableSection,
  facts: readonly ChangeFact[],
): readonly ChangeFact[] => {
  const possible = facts.filter(
    ({ forms, also }) => forms.some(form => own.includes(form)) && (also?.test(own) ?? true),
  )
  if (possible.length === 0) return []
  const page = pageOf(own)
  return possible.filter(
    ({ pattern }) => isIn(pattern, page) || [...title.matchAll(pattern)].length > 0,
  )
}

const isIn = (pattern: RegExp, page: Page): boolean =>
  page.clauses.some(clause =>
    clause.regions.some(
      region =>
        (region.kind !== 'prose' || clause.kind === 'row') &&
        placesOf(pattern, page, region).length > 0,
    ),
  )

const mentionsOf = (facts: readonly ChangeFact[]): string => {
  const [first, second, ...more] = facts.map(({ what }) => what)
  const rest = more.length > 0 ? `, and ${more.length} more` : ''
  return `mentions ${first}${second ? `; and ${second}` : ''}${rest}`
}

/** "a", "a and b", "a, b and c". */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
