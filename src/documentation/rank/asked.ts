import { type Field, matched } from './field.ts'
import type { Recalled } from './history.ts'
import { type Bag, runHash } from './section.ts'
import type { Index, Places } from './section-index.ts'
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
    name => !index.full.posting(name) && !index.full.posting(`=${name}`),
  )
  const newness = Math.min(1, unknown.length / 3)
  const context = matchOf(index.full, signals.context, root, index)
  const shared = sharedRuns(index, signals)
  return { index, signals, past, changed, newness, context, shared }
}

/** A number for each section; undefined where all have 0. */
export type Values = Float64Array | undefined

export const root = (count: number): number => Math.sqrt(Math.min(count, 3))
export const logarithm = (count: number): number => (count > 1 ? 1 + Math.log(count) : count)

/** BM25 of a bag of words against a field, as a share of the best section's. */
export const matchOf = (
  field: Field,
  bag: Bag,
  weightOf: (count: number) => number,
  { size }: Index,
): Values => (bag.size === 0 ? undefined : ofBest(matched(field, bag, weightOf, size)))

/** Makes the scores shares of the best one. */
export const ofBest = (scores: Float64Array): Values => {
  let best = 0
  for (const score of scores) best = Math.max(best, score)
  if (best === 0) return undefined
  for (let place = 0; place < scores.length; place++)
    scores[place] = (scores[place] as number) / best
  return scores
}

/** Adds an amount at some places. */
export const addTo = (sums: Float64Array, places: Places, amount: number): void => {
  if (!places) return
  for (let at = 0; at < places.length; at++) {
    const place = places[at] as number
    sums[place] = (sums[place] as number) + amount
  }
}

/** How many rows of three words commit and section share, each the less the more sections have it. */
interface SharedRuns {
  /** Of changed lines, and of those around them as well. */
  readonly changed: Float64Array
  readonly all: Float64Array
}

const sharedRuns = (index: Index, { sequences }: Signals): SharedRuns => {
  const known = new Set<number>()
  const scores = new Float64Array(index.size)
  let one = 0
  let two = 0
  const read = (sequence: readonly number[]) => {
    for (const three of sequence) {
      const run = runHash(one, two, three)
      const places = one === 0 || known.has(run) ? undefined : index.runs(run)
      if (places) {
        known.add(run)
        addTo(scores, places, 1 / places.length)
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
