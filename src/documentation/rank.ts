import { joined, type Token, tokens } from './tokens.ts'

/** A section as far as ranking goes: the text from its heading to the next heading of any level. */
export interface RankableSection {
  readonly address: string
  readonly title: string
  readonly path: readonly string[]
  readonly kind: 'heading' | 'marked'
  readonly start: number
  readonly ownEnd: number
}

/** A document and its sections. */
export interface RankableDocument<Section extends RankableSection = RankableSection> {
  readonly file: string
  readonly text: string
  readonly sections: readonly Section[]
  /** What the text is known by, such as its blob id: a document with a known key is not read again. */
  readonly key?: string
}

/** What a commit is about: texts with how much each of their words counts. */
export type Query = readonly { readonly text: string; readonly weight: number }[]

/** A section with what it shares with a query. */
export interface Ranked<Section extends RankableSection = RankableSection> {
  readonly file: string
  readonly section: Section
  /** 1 is worth about a word on a changed line that no other section knows. */
  readonly score: number
  /** The most telling words that query and section share, as the section writes them. */
  readonly shared: readonly string[]
}

/** An index of sections that answers queries. */
export interface SectionRanker<Section extends RankableSection = RankableSection> {
  /** Sections that share anything with the query, best first; equals in the order of file and place. */
  rank(query: Query): Ranked<Section>[]
}

/** What was read of documents, by their keys. It holds those of the last index, so it cannot grow without end. */
export interface RankerCache {
  terms: ReadonlyMap<string, readonly SectionTerms[]>
  last: { readonly documents: string; readonly index: Index } | undefined
}

/** A cache that knows nothing yet. */
export const rankerCache = (): RankerCache => ({ terms: new Map(), last: undefined })

interface Term {
  count: number
  readonly written: string
}

interface SectionTerms {
  readonly terms: ReadonlyMap<string, Term>
  readonly length: number
  readonly title: ReadonlySet<string>
}

interface Posting {
  readonly place: number
  readonly term: Term
}

interface Index {
  readonly sections: readonly SectionTerms[]
  readonly postings: ReadonlyMap<string, readonly Posting[]>
  readonly averageLength: number
}

/**
 * Ranks sections by what they share with a commit: BM25 over a section's own text, its title counted extra
 * (measured in bench/ranking.ts; facts/ranking.md says what more would help).
 */
export const sectionRanker = <Section extends RankableSection>(
  documents: readonly RankableDocument<Section>[],
  cache: RankerCache = rankerCache(),
): SectionRanker<Section> => {
  const ordered = [...documents].sort((a, b) => order(a.file, b.file))
  const places = ordered.flatMap(({ file, sections }) =>
    sections.filter(ranked).map(section => ({ file, section })),
  )
  const index = indexOf(ordered, cache)
  return {
    rank: query =>
      scores(index, query).map(({ place, score, parts }) => {
        const { file, section } = places[place] as (typeof places)[number]
        return {
          file,
          section,
          score,
          // Told of the few that are chosen: worked out when it is looked at.
          get shared() {
            return telling(parts)
          },
        }
      }),
  }
}

/** Marked blocks lie inside sections by heading: their words count there. */
const ranked = ({ kind }: RankableSection): boolean => kind === 'heading'

/** The order of texts by code units, alike in every locale. */
export const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

// Reading

const indexOf = (documents: readonly RankableDocument[], cache: RankerCache): Index => {
  const keys = documents.map(({ file, key }) => (key === undefined ? undefined : [file, key]))
  const name = keys.includes(undefined) ? undefined : JSON.stringify(keys)
  if (name !== undefined && cache.last?.documents === name) return cache.last.index
  const read = new Map<string, readonly SectionTerms[]>()
  const sections = documents.flatMap(document => {
    const { key } = document
    const terms = (key !== undefined && cache.terms.get(key)) || termsOf(document)
    if (key !== undefined) read.set(key, terms)
    return terms
  })
  const index = build(sections)
  cache.terms = read
  cache.last = name === undefined ? undefined : { documents: name, index }
  return index
}

const termsOf = ({ text, sections }: RankableDocument): readonly SectionTerms[] =>
  sections.filter(ranked).map(section => {
    const terms = new Map<string, Term>()
    const title = new Set<string>()
    let length = 0
    const add = ({ term, written }: Token, times: number) => {
      length += times
      const known = terms.get(term)
      if (known) known.count += times
      else terms.set(term, { count: times, written })
    }
    for (const token of tokens(text.slice(section.start, section.ownEnd))) add(token, 1)
    for (const token of tokens(section.title)) {
      title.add(token.term)
      add(token, titleTimes)
    }
    return { terms, length, title }
  })

const build = (sections: readonly SectionTerms[]): Index => {
  const postings = new Map<string, Posting[]>()
  sections.forEach(({ terms }, place) => {
    for (const [name, term] of terms) {
      const list = postings.get(name)
      if (list) list.push({ place, term })
      else postings.set(name, [{ place, term }])
    }
  })
  const total = sections.reduce((sum, { length }) => sum + length, 0)
  return { sections, postings, averageLength: total / Math.max(1, sections.length) }
}

// Scoring

/** How often more a title's words count than those below it. */
const titleTimes = 5
const saturation = 1.2
const lengthNorm = 0.75
const mostShared = 5
/** A term tells sections apart when no more than this share of them has it. */
const tellingShare = 0.2

interface Scored {
  readonly place: number
  score: number
  /** Of the terms that few sections know, and that a reader would name. */
  readonly parts: { readonly written: string; readonly gain: number }[]
}

const scores = ({ sections, postings, averageLength }: Index, query: Query) => {
  const found = new Map<number, Scored>()
  const few = Math.ceil(sections.length * tellingShare)
  for (const [term, weight] of weights(query)) {
    const list = postings.get(term)
    if (!list) continue
    const rarity = rarityOf(list.length, sections.length) / rarityOf(1, sections.length)
    for (const { place, term: own } of list) {
      const length = sections[place]?.length ?? 0
      const norm = saturation * (1 - lengthNorm + (lengthNorm * length) / averageLength)
      const gain = (weight * rarity * own.count * (saturation + 1)) / (own.count + norm)
      const scored = found.get(place) ?? { place, score: 0, parts: [] }
      scored.score += gain
      if (list.length <= few) scored.parts.push({ written: own.written, gain })
      found.set(place, scored)
    }
  }
  return [...found.values()]
    .map(({ place, score, parts }) => ({ place, score: rounded(score), parts }))
    .sort((a, b) => b.score - a.score || a.place - b.place)
}

const rarityOf = (having: number, of: number): number =>
  Math.log(1 + (of - having + 0.5) / (having + 0.5))

/** So that the order of additions cannot tell two equal sections apart. */
const rounded = (score: number): number => Math.round(score * 1e6) / 1e6

/** How much each term of a query counts: seeing it again adds little. */
const weights = (query: Query): Map<string, number> => {
  const sums = new Map<string, number>()
  for (const { text, weight } of query) {
    for (const { term } of tokens(text)) sums.set(term, (sums.get(term) ?? 0) + weight)
  }
  for (const [term, sum] of sums) sums.set(term, sum > 1 ? 1 + Math.log(sum) : sum)
  return sums
}

/** The terms that gained most, each idea once: `maxRetries` says `max` and `retries` as well. */
const telling = (parts: Scored['parts']): string[] => {
  let words: string[] = []
  const best = [...parts].sort((a, b) => b.gain - a.gain || order(a.written, b.written))
  for (const { written } of best) {
    const name = joined(written)
    if (words.some(word => joined(word).includes(name))) continue
    const place = words.findIndex(word => name.includes(joined(word)))
    if (place >= 0) words[place] = written
    else if (words.length < mostShared) words.push(written)
    words = words.filter(word => word === written || !name.includes(joined(word)))
  }
  return words
}
