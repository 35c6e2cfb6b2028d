import { rememberedByObject } from '../cache.ts'
import { type Asked, addTo, matchOf, ofBest, root, type Values } from './asked.ts'
import { countIn, type Field } from './field.ts'
import type { Bag, Figures } from './section.ts'
import type { Index, Places } from './section-index.ts'
import type { Signals } from './signals.ts'

/** A number for each section of the index. */
export type Feature = (asked: Asked) => Values

/** BM25 of a part of the commit against a field, as a share of the best section's. */
export const match =
  (
    bagOf: (asked: Asked) => Bag,
    fieldOf: (index: Index) => Field,
    weightOf: (count: number) => number = root,
  ): Feature =>
  each =>
    matchOf(fieldOf(each.index), bagOf(each), weightOf, each.index)

/** What depends on the section alone: worked out once for an index. */
export const still = (numberOf: (figures: Figures, place: number, of: number) => number) => {
  const values = rememberedByObject(({ figures, size }: Index) =>
    Float64Array.from({ length: size }, (_, place) => numberOf(figures, place, size)),
  )
  return ({ index }: Asked): Float64Array => values(index)
}

/** A still feature that counts as much as the commit says. */
export const scaled =
  (feature: Feature, factorOf: (asked: Asked) => number): Feature =>
  each => {
    const factor = factorOf(each)
    return factor === 0 ? undefined : feature(each)?.map(value => factor * value)
  }

/** How much of a title's words the commit says, by their rarity. */
export const titleCover =
  (bagsOf: (asked: Asked) => readonly Bag[]): Feature =>
  each => {
    const { index } = each
    const said = saidInTitles(index, bagsOf(each))
    if (said.size === 0) return undefined
    const found = new Float64Array(index.size)
    for (const term of said) {
      const posting = index.title.posting(term)
      if (posting) addTo(found, posting.places, posting.rarity)
    }
    return found.map((sum, place) => sum / ((index.title.rarities[place] as number) + 0.5))
  }

const saidInTitles = ({ title }: Index, bags: readonly Bag[]): ReadonlySet<string> => {
  const said = new Set<string>()
  for (const bag of bags) for (const term of bag.keys()) if (title.posting(term)) said.add(term)
  return said
}

/** How much of a text of the commit a section says, its path included, by the words' rarity. */
export const cover =
  (bagOf: (asked: Asked) => Bag): Feature =>
  each => {
    const { index } = each
    const found = new Float64Array(index.size)
    let all = 0
    for (const term of bagOf(each).keys()) {
      const [full, path] = [index.full.posting(term), index.path.posting(term)]
      const posting = full ?? path
      if (!posting) continue
      const { rarity, places } = posting
      all += rarity
      addTo(found, places, rarity)
      if (full && path)
        addTo(
          found,
          path.places.filter(place => countIn(full, place) === 0),
          rarity,
        )
    }
    return all === 0 ? undefined : found.map(sum => sum / (all + 0.5))
  }

/** 1 for the sections found under any of some keys. */
export const under =
  <Key>(
    placesOf: (index: Index) => (key: Key) => Places,
    keysOf: (signals: Signals) => Iterable<Key>,
  ): Feature =>
  ({ index, signals }) => {
    let found: Values
    for (const key of keysOf(signals)) {
      const places = placesOf(index)(key)
      for (let at = 0; at < (places?.length ?? 0); at++) {
        found ??= new Float64Array(index.size)
        found[places?.[at] as number] = 1
      }
    }
    return found
  }

/** How much of a section's own words the commit says, by their rarity. */
export const told: Feature = ({ index, signals }) => {
  const found = new Float64Array(index.size)
  const add = (bag: Bag, isNew: (term: string) => boolean) => {
    for (const term of bag.keys()) {
      const posting = isNew(term) ? index.full.posting(term) : undefined
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
    const found = new Float64Array(index.size)
    for (const each of signals.literals[kind]) {
      const places = counts(each) ? index.literals(each) : undefined
      if (places) addTo(found, places, 1 / places.length)
    }
    return ofBest(found)
  }

/** What a section has that another one is below. */
export const ofParent =
  (feature: Feature): Feature =>
  each => {
    const values = feature(each)
    const { below } = each.index.figures
    return values?.map((_, place) => {
      const up = below[place] as number
      return up === 0 ? 0 : (values[place - up] as number)
    })
  }

/** What the past says of sections by their keys, each number as `worth` takes it. */
export const recalled = (
  index: Index,
  of: ReadonlyMap<string, number> | undefined,
  worth: (value: number) => number,
): Float64Array => {
  const values = new Float64Array(index.size)
  for (const [key, value] of of ?? []) {
    const places = index.keys(key)
    for (let at = 0; at < (places?.length ?? 0); at++) values[places?.[at] as number] = worth(value)
  }
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
