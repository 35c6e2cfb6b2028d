import type { Bag, SectionWords } from './section.ts'

/** How well a term tells sections apart, and what it is worth to each that has it. */
interface Posting {
  readonly places: readonly number[]
  readonly gains: readonly number[]
  /** Over the whole text of the sections, whatever the field. */
  readonly rarity: number
}

/** One field of all sections, ready to be asked. */
export interface Field {
  readonly postings: ReadonlyMap<string, Posting>
  /** The rarities of each section's terms together. */
  readonly rarities: Float64Array
}

/** Sections as they are asked: candidates of one ranking. */
export interface Index {
  readonly sections: readonly SectionWords[]
  readonly full: Field
  readonly title: Field
  readonly path: Field
  /** Of a term, over the whole text of the sections; that of an unknown one is the highest. */
  rarity(term: string): number
  /** The sections that have three words in a row. */
  readonly runs: Places<number>
  /** Those that have a literal. */
  readonly literals: Places<string>
  /** The sections of a name, those before one of that name, and those of a key. */
  readonly names: Places<string>
  readonly nextNames: Places<string>
  readonly keys: Places<string>
  /** The sections of a group, and 1 for the last of each. */
  readonly groups: Places<string>
  readonly lasts: Float64Array
}

/** Where something is found. */
export type Places<Key> = ReadonlyMap<Key, readonly number[]>

/** Makes an index over the sections of some documents. */
export const indexOf = (sections: readonly SectionWords[]): Index => {
  const having = new Map<string, number>()
  for (const { full } of sections)
    for (const term of full.keys()) having.set(term, (having.get(term) ?? 0) + 1)
  const rarities = new Map<string, number>()
  for (const [term, count] of having) rarities.set(term, rarityOf(count, sections.length))
  const unknown = rarityOf(0, sections.length)
  const rarity = (term: string) => rarities.get(term) ?? unknown
  const groups = placesBy(sections, section => [section.group])
  const last = new Set([...groups.values()].map(places => places.at(-1)))
  return {
    sections,
    full: fieldOf(sections, section => section.full, 0.75, rarity),
    title: fieldOf(sections, section => section.title, 0.4, rarity),
    path: fieldOf(sections, section => section.path, 0.4, rarity),
    rarity,
    runs: placesBy(sections, section => section.runs),
    literals: placesBy(sections, section => section.literals),
    names: placesBy(sections, section => section.names),
    nextNames: placesBy(sections, section => section.nextNames),
    keys: placesBy(sections, section => [section.key]),
    groups,
    lasts: Float64Array.from(sections, (_, place) => Number(last.has(place))),
  }
}

const rarityOf = (having: number, of: number): number =>
  Math.log(1 + (of - having + 0.5) / (having + 0.5))

const saturation = 1.2

const fieldOf = (
  sections: readonly SectionWords[],
  bagOf: (section: SectionWords) => Bag,
  lengthNorm: number,
  rarity: (term: string) => number,
): Field => {
  const lengths = sections.map(section => sum(bagOf(section).values()))
  const average = sum(lengths) / Math.max(1, sections.length) || 1
  const postings = new Map<string, { places: number[]; gains: number[]; rarity: number }>()
  const rarities = new Float64Array(sections.length)
  sections.forEach((section, place) => {
    let all = 0
    const norm = saturation * (1 - lengthNorm + (lengthNorm * (lengths[place] ?? 0)) / average)
    for (const [term, count] of bagOf(section)) {
      const rare = rarity(term)
      all += rare
      const gain = (rare * count * (saturation + 1)) / (count + norm)
      const posting = postings.get(term)
      if (posting) {
        posting.places.push(place)
        posting.gains.push(gain)
      } else postings.set(term, { places: [place], gains: [gain], rarity: rare })
    }
    rarities[place] = all
  })
  return { postings, rarities }
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0
  for (const number of numbers) total += number
  return total
}

const placesBy = <Key>(
  sections: readonly SectionWords[],
  keysOf: (section: SectionWords) => Iterable<Key>,
): Places<Key> => {
  const found = new Map<Key, number[]>()
  sections.forEach((section, place) => {
    for (const key of keysOf(section)) {
      const places = found.get(key)
      if (places) places.push(place)
      else found.set(key, [place])
    }
  })
  return found
}

/** BM25 of a bag against a field, a score for each section. */
export const matched = (
  { postings }: Field,
  bag: Bag,
  weightOf: (count: number) => number,
  size: number,
): Float64Array => {
  const scores = new Float64Array(size)
  for (const [term, count] of bag) {
    const posting = postings.get(term)
    if (!posting) continue
    const weight = weightOf(count)
    const { places, gains } = posting
    for (let at = 0; at < places.length; at++) {
      const place = places[at] as number
      scores[place] = (scores[place] as number) + weight * (gains[at] as number)
    }
  }
  return scores
}
