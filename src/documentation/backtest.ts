import type { Ranked } from './rank.ts'

/** A commit in which people changed code and documents together: a question to the ranking, with its answer where it is known. */
export interface Case {
  readonly commit: string
  /** `owner/name`, where the cases of several repositories stand in one file. */
  readonly repo?: string | undefined
  /** The documents whose sections are ranked. */
  readonly docs: readonly string[]
  /** The sections that were edited, by document and the line of their heading, from 1; undefined where nobody says. */
  readonly gold?: readonly Place[] | undefined
}

/** A section by its document and the line of its heading. */
export interface Place {
  readonly doc: string
  readonly start: number
}

/** How well rankings found what people edited. Shares are between 0 and 1. */
export interface Figures {
  readonly cases: number
  readonly hitAt1: number
  readonly hitAt3: number
  readonly hitAt5: number
  /** The mean of 1 / the rank of the first right section. */
  readonly mrr: number
}

/** How many of the chosen sections were edited, and how many of the edited ones were chosen. */
export interface Quality {
  readonly chosen: number
  readonly right: number
  readonly precision: number
}

/** The rank of the first right section, from 1; infinite where none is right. */
export const rankOf = (
  ranking: readonly Pick<Ranked, 'file' | 'section'>[],
  gold: readonly Place[],
  lineOf: (section: Ranked['section']) => number,
): number => {
  const right = new Set(gold.map(({ doc, start }) => `${start} ${doc}`))
  const place = ranking.findIndex(({ file, section }) => right.has(`${lineOf(section)} ${file}`))
  return place < 0 ? Number.POSITIVE_INFINITY : place + 1
}

/** Sums up ranks. */
export const figuresOf = (ranks: readonly number[]): Figures => {
  const share = (matches: (rank: number) => boolean) =>
    mean(ranks.map(rank => Number(matches(rank))))
  return {
    cases: ranks.length,
    hitAt1: share(rank => rank <= 1),
    hitAt3: share(rank => rank <= 3),
    hitAt5: share(rank => rank <= 5),
    mrr: rounded(mean(ranks.map(rank => 1 / rank))),
  }
}

/** Sums up what was chosen. */
export const qualityOf = (chosen: number, right: number): Quality => ({
  chosen,
  right,
  precision: chosen === 0 ? 0 : rounded(right / chosen),
})

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : rounded(numbers.reduce((sum, each) => sum + each, 0) / numbers.length)

export const rounded = (share: number): number => Math.round(share * 1000) / 1000
