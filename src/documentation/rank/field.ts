import { type Inverted, type KeyedRows, lengthOf, startOf } from './rows.ts'
import type { Bag } from './section.ts'

/** The sections that have a term, how much it counts for each, and how rare it is over their whole text, whatever the field. */
export interface Posting {
  readonly places: Int32Array
  readonly gains: Float64Array
  readonly counts: Int32Array
  readonly rarity: number
}

/** One field of all sections, ready to be asked. */
export interface Field {
  /** Undefined if no section has the term. */
  posting(term: string): Posting | undefined
  /** The rarities of each section's terms together. */
  readonly rarities: Float64Array
}

const saturation = 1.2

/** How much a term tells that so many of all sections have. */
export const rarityOf = (having: number, of: number): number =>
  Math.log(1 + (of - having + 0.5) / (having + 0.5))

interface FieldParts {
  readonly blocks: readonly KeyedRows[]
  numberOf(term: string): number | undefined
  readonly having: Inverted
  readonly lengthNorm: number
  readonly rarities: Float64Array
  readonly size: number
}

/** Makes a field of the rows of each document, and of the sections that have each term. */
export const fieldOf = (parts: FieldParts): Field => {
  const { blocks, numberOf, having, lengthNorm, rarities, size } = parts
  const lengths = new Float64Array(size)
  const sums = new Float64Array(size)
  let place = 0
  for (const block of blocks) {
    const { ends, details } = block
    const keys = block.keys()
    let at = 0
    for (let row = 0; row < ends.length; row++) {
      let [length, sum] = [0, 0]
      for (const end = ends[row] as number; at < end; at++) {
        length += details[at] as number
        sum += rarities[keys[at] as number] as number
      }
      lengths[place] = length
      sums[place] = sum
      place += 1
    }
  }
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, size) || 1
  const made = new Map<string, Posting>()
  return {
    posting(term) {
      const known = made.get(term)
      if (known) return known
      const id = numberOf(term)
      if (id === undefined || lengthOf(having.rows, id) === 0) return undefined
      const [start, end] = [startOf(having.rows, id), having.rows.ends[id]]
      const places = having.rows.values.subarray(start, end)
      const counts = having.details.subarray(start, end)
      const rarity = rarities[id] as number
      const gains = new Float64Array(counts.length)
      for (let at = 0; at < gains.length; at++) {
        const count = counts[at] as number
        const length = lengths[places[at] as number] as number
        const norm = saturation * (1 - lengthNorm + (lengthNorm * length) / average)
        gains[at] = (rarity * count * (saturation + 1)) / (count + norm)
      }
      const posting = { places, gains, counts, rarity }
      made.set(term, posting)
      return posting
    },
    rarities: sums,
  }
}

/** How often a section has what is posted. */
export const countIn = ({ places, counts }: Posting, place: number): number => {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] as number) < place) low = middle + 1
    else high = middle
  }
  return places[low] === place ? (counts[low] as number) : 0
}

/** BM25 of a bag against a field, a score for each section. */
export const matched = (
  field: Field,
  bag: Bag,
  weightOf: (count: number) => number,
  size: number,
): Float64Array => {
  const scores = new Float64Array(size)
  for (const [term, count] of bag) {
    const posting = field.posting(term)
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
