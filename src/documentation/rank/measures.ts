import type { Recalled } from './history.ts'
import { type Bag, runHash, type SectionWords } from './section.ts'
import { type Field, type Index, matched, type Places } from './section-index.ts'
import type { Signals } from './signals.ts'

/** A commit asked of an index. */
export interface Asked {
  readonly index: Index
  readonly signals: Signals
  readonly past: Recalled | undefined
  /** Words of changed lines, hunk headings and file names in one bag. */
  readonly changed: Bag
  /** How much of what the commit defines no section knows, 0 to 1. */
  readonly newness: number
  /** How well the lines around the changed ones match each section. */
  readonly context: Values
  readonly shared: SharedRuns
}

export const asked = (index: Index, signals: Signals, past?: Recalled): Asked => {
  const changed: Bag = new Map()
  const add = (bag: Bag, weight: number) => {
    for (const [term, count] of bag) changed.set(term, (changed.get(term) ?? 0) + weight * count)
  }
  add(signals.added, 1)
  add(signals.removed, 1)
  add(signals.headings, 0.5)
  add(signals.stems, 1)
  const unknown = [...signals.newNames].filter(
    name => !index.full.postings.has(name) && !index.full.postings.has(`=${name}`),
  )
  const newness = Math.min(1, unknown.length / 3)
  const context = matchOf(index.full, signals.context, root, index)
  const shared = sharedRuns(index, signals)
  return { index, signals, past, changed, newness, context, shared }
}

/** A number for each section; undefined where all have 0. */
export type Values = Float64Array | undefined

/** A number for each section of the index. */
export type Feature = (asked: Asked) => Values

const root = (count: number): number => Math.sqrt(Math.min(count, 3))
export const logarithm = (count: number): number => (count > 1 ? 1 + Math.log(count) : count)

const matchOf = (
  field: Field,
  bag: Bag,
  weightOf: (count: number) => number,
  { sections }: Index,
): Values => (bag.size === 0 ? undefined : ofBest(matched(field, bag, weightOf, sections.length)))

/** BM25 of a part of the commit against a field, as a share of the best section's. */
export const match =
  (
    bagOf: (asked: Asked) => Bag,
    fieldOf: (index: Index) => Field,
    weightOf: (count: number) => number = root,
  ): Feature =>
  each =>
    matchOf(fieldOf(each.index), bagOf(each), weightOf, each.index)

/** Makes the scores shares of the best one. */
export const ofBest = (scores: Float64Array): Values => {
  let best = 0
  for (const score of scores) best = Math.max(best, score)
  if (best === 0) return undefined
  for (let place = 0; place < scores.length; place++)
    scores[place] = (scores[place] as number) / best
  return scores
}

/** What depends on the section alone: worked out once for an index. */
export const still = (numberOf: (section: SectionWords, place: number, of: number) => number) => {
  const known = new WeakMap<Index, Float64Array>()
  return ({ index }: Asked): Float64Array => {
    const { sections } = index
    const values =
      known.get(index) ??
      Float64Array.from(sections, (section, place) => numberOf(section, place, sections.length))
    known.set(index, values)
    return values
  }
}

/** A still feature that counts as much as the commit says. */
export const scaled =
  (feature: Feature, factorOf: (asked: Asked) => number): Feature =>
  each => {
    const factor = factorOf(each)
    return factor === 0 ? undefined : feature(each)?.map(value => factor * value)
  }

const addTo = (sums: Float64Array, places: readonly number[], amount: number): void => {
  for (const place of places) sums[place] = (sums[place] as number) + amount
}

/** How much of a title's words the commit says, by their rarity. */
export const titleCover =
  (bagsOf: (asked: Asked) => readonly Bag[]): Feature =>
  each => {
    const { index } = each
    const said = saidInTitles(index, bagsOf(each))
    if (said.size === 0) return undefined
    const found = new Float64Array(index.sections.length)
    for (const term of said) {
      const { places, rarity } = index.title.postings.get(term) ?? nowhere
      addTo(found, places, rarity)
    }
    return found.map((sum, place) => sum / ((index.title.rarities[place] as number) + 0.5))
  }

const saidInTitles = ({ title }: Index, bags: readonly Bag[]): ReadonlySet<string> => {
  const said = new Set<string>()
  for (const bag of bags)
    for (const term of bag.keys()) if (title.postings.has(term)) said.add(term)
  return said
}

const nowhere = { places: [], gains: [], rarity: 0 }

/** How much of a text of the commit a section says, its path included, by the words' rarity. */
export const cover =
  (bagOf: (asked: Asked) => Bag): Feature =>
  each => {
    const { index } = each
    const found = new Float64Array(index.sections.length)
    let all = 0
    for (const term of bagOf(each).keys()) {
      const path = index.path.postings.get(term)
      const { rarity, places } = index.full.postings.get(term) ?? path ?? nowhere
      all += rarity
      addTo(found, places, rarity)
      if (places === path?.places) continue
      const only = path?.places.filter(place => !index.sections[place]?.full.has(term))
      addTo(found, only ?? [], rarity)
    }
    return all === 0 ? undefined : found.map(sum => sum / (all + 0.5))
  }

/** How many rows of three words commit and section share, each the less the more sections have it. */
interface SharedRuns {
  /** Of changed lines, and of those around them as well. */
  readonly changed: Float64Array
  readonly all: Float64Array
}

const sharedRuns = (index: Index, { sequences }: Signals): SharedRuns => {
  const known = new Set<number>()
  const scores = new Float64Array(index.sections.length)
  let one = 0
  let two = 0
  const read = (sequence: readonly number[]) => {
    for (const three of sequence) {
      const run = runHash(one, two, three)
      const places = one === 0 || known.has(run) ? undefined : index.runs.get(run)
      if (places) {
        known.add(run)
        for (const place of places) scores[place] = (scores[place] as number) + 1 / places.length
      }
      one = two
      two = three
    }
  }
  read(sequences.added)
  read(sequences.removed)
  const changed = scores.slice()
  read(sequences.context)
  return { changed, all: scores }
}

/** The most that changed lines and any section share, as `changedSequences` counts it. */
export const bestOverlap = ({ shared }: Asked): number =>
  shared.changed.reduce((most, each) => Math.max(most, each), 0)

/** 1 for the sections found under any of some keys. */
export const under =
  <Key>(
    placesOf: (index: Index) => Places<Key>,
    keysOf: (signals: Signals) => Iterable<Key>,
  ): Feature =>
  ({ index, signals }) => {
    let found: Values
    for (const key of keysOf(signals))
      for (const place of placesOf(index).get(key) ?? []) {
        found ??= new Float64Array(index.sections.length)
        found[place] = 1
      }
    return found
  }

/** How much of a section's own words the commit says, by their rarity. */
export const told: Feature = ({ index, signals }) => {
  const found = new Float64Array(index.sections.length)
  const add = (bag: Bag, isNew: (term: string) => boolean) => {
    for (const term of bag.keys()) {
      const posting = isNew(term) ? index.full.postings.get(term) : undefined
      if (posting) addTo(found, posting.places, posting.rarity)
    }
  }
  const { added, removed, context } = signals
  add(added, () => true)
  add(removed, term => !added.has(term))
  add(context, term => !added.has(term) && !removed.has(term))
  return found.map((sum, place) => sum / ((index.full.rarities[place] as number) + 3))
}

/** What literals commit and section share, each the less the more sections have it, as a share of the best section's. */
export const literal =
  (kind: keyof Signals['literals'], counts: (literal: string) => boolean = () => true): Feature =>
  ({ index, signals }) => {
    const found = new Float64Array(index.sections.length)
    for (const each of signals.literals[kind]) {
      const places = counts(each) ? index.literals.get(each) : undefined
      if (places) addTo(found, places, 1 / places.length)
    }
    return ofBest(found)
  }

/** What a section has that another one is below. */
export const ofParent =
  (feature: Feature): Feature =>
  each => {
    const values = feature(each)
    const { sections } = each.index
    return values?.map((_, place) => {
      const { below } = sections[place] as SectionWords
      return below === 0 ? 0 : (values[place - below] as number)
    })
  }

/** What the past says of sections by their keys, each number as `worth` takes it. */
export const recalled = (
  { keys, sections }: Index,
  of: ReadonlyMap<string, number> | undefined,
  worth: (value: number) => number,
): Float64Array => {
  const values = new Float64Array(sections.length)
  for (const [key, value] of of ?? [])
    for (const place of keys.get(key) ?? []) values[place] = worth(value)
  return values
}

/** A feature that counts as much as another one says. */
export const times =
  (feature: Feature, other: Feature): Feature =>
  each => {
    const values = feature(each)
    const factors = values && other(each)
    return factors && values.map((value, place) => value * (factors[place] as number))
  }

export const squared = (feature: Feature): Feature => times(feature, feature)
