import { rememberedByObject } from './cache.ts'
import { type Asked, asked, bestOverlap } from './rank/asked.ts'
import { type FeatureName, features } from './rank/features.ts'
import type { Recalled } from './rank/history.ts'
import {
  type DocumentWords,
  type RankableSection,
  sectionWords,
  writtenIn,
} from './rank/section.ts'
import { type Index, indexOf } from './rank/section-index.ts'
import type { Signals } from './rank/signals.ts'
import { order, telling } from './rank/telling.ts'
import weights from './rank/weights.json' with { type: 'json' }

export type { RankableSection } from './rank/section.ts'

/** A document and its sections. */
export interface RankableDocument<Section extends RankableSection = RankableSection> {
  readonly file: string
  readonly text: string
  readonly sections: readonly Section[]
  /** What the text is known by, such as its blob id: a document with a known key is not read again. */
  readonly key?: string
}

/** A section with what it shares with a commit. */
export interface Ranked<Section extends RankableSection = RankableSection> {
  readonly file: string
  readonly section: Section
  /** The weighted sum of the features; only differences mean something. */
  readonly score: number
  /** How likely the section is the one, if any is: the shares of all sections add up to 1. */
  readonly share: number
  /** The most telling words that commit and section share, as the section writes them. */
  readonly shared: readonly string[]
}

/** An index of sections that answers for commits. */
export interface SectionRanker<Section extends RankableSection = RankableSection> {
  /** All sections, best first; equals in the order of file and place, copies of a text behind all others. */
  rank(signals: Signals, past?: Recalled): Ranked<Section>[]
  /** The same, as far as it is looked at. */
  ranking(signals: Signals, past?: Recalled): Ranking<Section>
  /** The same by plain BM25 over the changed lines: what all else is measured against. */
  rankPlainly(signals: Signals): Ranked<Section>[]
  /** The features of every section, in the order of file and place. */
  features(signals: Signals, past?: Recalled): FeatureTable<Section>
}

/** The sections of an index held against one commit. */
export interface Ranking<Section extends RankableSection = RankableSection> {
  /** The best ones first; each is looked for when it is asked for. */
  best(): Iterable<Ranked<Section>>
  /** 0 for a section that is not ranked. */
  scoreOf(section: Section): number
  /** How much changed lines and the section that has most of them share, in rows of three words (documentation-likelihood.ts). */
  readonly overlap: number
}

/** The sections of a ranker with the value each feature has for each. */
export interface FeatureTable<Section extends RankableSection = RankableSection> {
  readonly places: readonly { readonly file: string; readonly section: Section }[]
  readonly values: Readonly<Record<FeatureName, Float64Array>>
  /** Alike for sections that say the same. */
  readonly texts: readonly string[]
}

/** What was read of documents, by their keys. It holds those of the last index, so it cannot grow without end. */
export interface RankerCache {
  words: ReadonlyMap<string, DocumentWords>
  last: { readonly documents: string; readonly index: Index } | undefined
}

/** A cache that knows nothing yet. */
export const rankerCache = (): RankerCache => ({ words: new Map(), last: undefined })

/**
 * Ranks sections by what they share with a commit: a linear model over the features of rank/features.ts with the weights of
 * rank/weights.json (measured in bench/README.md).
 */
export const sectionRanker = <Section extends RankableSection>(
  documents: readonly RankableDocument<Section>[],
  cache: RankerCache = rankerCache(),
): SectionRanker<Section> => {
  const ordered = [...documents].sort((a, b) => order(a.file, b.file))
  const places = ordered.flatMap(document =>
    document.sections.filter(isRanked).map(section => ({ document, file: document.file, section })),
  )
  const index = readIndex(ordered, cache)
  let placeOf: Map<Section, number> | undefined
  const place = (section: Section): number | undefined => {
    placeOf ??= new Map(places.map((each, place) => [each.section, place]))
    return placeOf.get(section)
  }
  const rankedBy = (each: Asked, score: Float64Array): ((place: number) => Ranked<Section>) => {
    const shares = sharesOf(score)
    return place => {
      const { document, file, section } = places[place] as (typeof places)[number]
      return {
        file,
        section,
        score: score[place] ?? 0,
        share: shares[place] ?? 0,
        // Told of the few that are chosen: worked out when it is looked at.
        get shared() {
          return telling(each, place, writtenBy(section, document))
        },
      }
    }
  }
  return {
    rank(signals, past) {
      const each = asked(index, signals, past)
      const scores = scoresOf(each)
      return copiesLast(inOrder(scores), index.texts()).map(rankedBy(each, scores))
    },
    ranking(signals, past) {
      const each = asked(index, signals, past)
      const scores = scoresOf(each)
      const ranked = rankedBy(each, scores)
      return {
        *best() {
          for (const place of bestOf(scores)) yield ranked(place)
        },
        scoreOf: section => scores[place(section) ?? -1] ?? 0,
        overlap: bestOverlap(each),
      }
    },
    rankPlainly(signals) {
      const each = asked(index, signals, undefined)
      const scores = features.changedText(each) ?? new Float64Array(places.length)
      return inOrder(scores).map(rankedBy(each, scores))
    },
    features(signals, past) {
      const each = asked(index, signals, past)
      const names = Object.keys(features) as FeatureName[]
      const none = new Float64Array(places.length)
      const values = Object.fromEntries(names.map(name => [name, features[name](each) ?? none]))
      return {
        places,
        values: values as Record<FeatureName, Float64Array>,
        texts: index.texts(),
      }
    },
  }
}

/** The sections that share most with a commit are mostly those that did with the one before. */
const writtenBy = rememberedByObject(
  ({ start, ownEnd }: RankableSection, { text }: Pick<RankableDocument, 'text'>) =>
    writtenIn(text.slice(start, ownEnd)),
)

export const inOrder = (scores: Float64Array): number[] =>
  Array.from(scores.keys()).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)

/** Some repositories keep a document in several places; a ranking shows each text once before its copies. */
export const copiesLast = (order: readonly number[], texts: readonly string[]): number[] => {
  const seen = new Set<string>()
  const [first, copies]: [number[], number[]] = [[], []]
  for (const place of order) {
    const text = texts[place] ?? ''
    ;(seen.has(text) ? copies : first).push(place)
    seen.add(text)
  }
  return [...first, ...copies]
}

/** The places of the best scores, one by one: mostly the first few are all that is wanted. */
function* bestOf(scores: Float64Array): Generator<number> {
  const left = scores.slice()
  for (let round = 0; round < left.length; round++) {
    let best = 0
    for (let place = 1; place < left.length; place++)
      if ((left[place] as number) > (left[best] as number)) best = place
    yield best
    left[best] = Number.NEGATIVE_INFINITY
  }
}

/** Marked blocks lie inside sections by heading: their words count there. */
const isRanked = ({ kind }: RankableSection): boolean => kind === 'heading'

const readIndex = (documents: readonly RankableDocument[], cache: RankerCache): Index => {
  const keys = documents.map(({ file, key }) => (key === undefined ? undefined : [file, key]))
  const name = keys.includes(undefined) ? undefined : JSON.stringify(keys)
  if (name !== undefined && cache.last?.documents === name) return cache.last.index
  const read = new Map<string, DocumentWords>()
  const words = documents.map(document => {
    const { file, key } = document
    const known = key === undefined ? undefined : cache.words.get(key)
    const words = known ?? sectionWords(document.text, document.sections.filter(isRanked))
    if (key !== undefined) read.set(key, words)
    return { file, words }
  })
  const index = indexOf(words)
  cache.words = read
  cache.last = name === undefined ? undefined : { documents: name, index }
  return index
}

/** Written by bench/train.ts. */
const known: Readonly<Record<FeatureName, number>> = weights
const weighed = Object.entries(known) as readonly (readonly [FeatureName, number])[]

const scoresOf = (each: Asked): Float64Array => {
  const scores = new Float64Array(each.index.size)
  for (const [name, weight] of weighed) {
    const values = features[name](each)
    if (values)
      for (let place = 0; place < scores.length; place++)
        scores[place] = (scores[place] as number) + weight * (values[place] as number)
  }
  for (let place = 0; place < scores.length; place++)
    scores[place] = rounded(scores[place] as number)
  return scores
}

/** Rounded, so that the order of additions cannot put one of two equal sections first. */
const rounded = (score: number): number => Math.round(score * 1e6) / 1e6

const sharesOf = (scores: Float64Array): Float64Array => {
  const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  const raised = scores.map(score => Math.exp(score - best))
  const all = raised.reduce((sum, each) => sum + each, 0)
  return raised.map(each => rounded(each / all))
}
