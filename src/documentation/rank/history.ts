import type { Bag } from './section.ts'
import type { Signals } from './signals.ts'

/** A past commit in which people changed code and documents together: what it was about, and the sections they touched. */
export interface PastChange {
  readonly commit: string
  readonly words: readonly (readonly [term: string, weight: number])[]
  /** By sectionKey. */
  readonly edited: readonly string[]
  /** Those of them that are new. */
  readonly created: readonly string[]
}

/** What the past says of one commit, by sectionKey. */
export interface Recalled {
  /** How alike the commits are that touched the section, the most recent ones counting most. */
  readonly votes: ReadonlyMap<string, number>
  /** How many changes of documents ago the section was touched last, from 0. */
  readonly lastEdited: ReadonlyMap<string, number>
  /** The same of when it was created, for those whose beginning is known. */
  readonly created: ReadonlyMap<string, number>
  /** The likeness of the most similar past commit, 0 to 1. */
  readonly likeness: number
  /** The share of the commits before that touched documents. */
  readonly habit: number
}

/** The places of the past changes before a commit, the nearest first, and how many commits lie between. */
export interface Known {
  readonly places: readonly number[]
  readonly walked: number
}

/** Past changes by their place, from 0, in the order they were added. */
export interface Memory {
  add(change: PastChange): void
  /** What some of them say, the most recent first. */
  recall(signals: Signals, known: Known): Recalled
}

/** How many past changes are read, and how many of the most similar ones have a vote. */
export const mostRecalled = 300
const voters = 15
const fading = 0.98

interface Kept {
  readonly change: PastChange
  readonly norm: number
}

type Postings = Map<string, { readonly place: number; readonly worth: number }[]>

/** Places as they are looked up: how many changes ago, from 0; -1 for those that are not among them. */
interface Ages {
  readonly of: Int32Array
  readonly known: number
  readonly lastEdited: ReadonlyMap<string, number>
  readonly created: ReadonlyMap<string, number>
}

/** A memory that knows nothing yet. */
export const openMemory = (): Memory => {
  const kept: Kept[] = []
  const postings: Postings = new Map()
  // Commits between two changes of documents know the same.
  const aged = new WeakMap<readonly number[], Ages>()
  const agesOf = (places: readonly number[]): Ages => {
    const found = aged.get(places)
    if (found?.of.length === kept.length) return found
    const of = new Int32Array(kept.length).fill(-1)
    places.forEach((place, age) => {
      of[place] = age
    })
    const lastEdited = firstOf(places.map(place => kept[place]?.change.edited ?? []))
    const created = firstOf(places.map(place => kept[place]?.change.created ?? []))
    const ages = { of, known: places.length, lastEdited, created }
    aged.set(places, ages)
    return ages
  }
  return {
    add(change) {
      let square = 0
      for (const [term, weight] of change.words) {
        const list = postings.get(term) ?? []
        if (list.length === 0) postings.set(term, list)
        const worth = Math.log(1 + weight)
        square += (worth * rarity(list.length, kept.length)) ** 2
        list.push({ place: kept.length, worth })
      }
      kept.push({ change, norm: Math.sqrt(square) || 1 })
    },
    recall(signals, { places, walked }) {
      const ages = agesOf(places)
      const alike = likest(signals, kept, postings, ages)
      return {
        votes: votesOf(alike, kept),
        lastEdited: ages.lastEdited,
        created: ages.created,
        likeness: Math.min(1, alike[0]?.likeness ?? 0),
        habit: places.length / Math.max(1, walked),
      }
    },
  }
}

const rarity = (having: number, of: number): number => Math.log(1 + (of + 1) / (having + 1))

interface Alike {
  readonly place: number
  readonly age: number
  readonly likeness: number
}

/** The most similar of some past changes, by the cosine of their words. */
const likest = (
  signals: Signals,
  kept: readonly Kept[],
  postings: Postings,
  ages: Ages,
): Alike[] => {
  const dots = new Float64Array(ages.known)
  let square = 0
  for (const [term, weight] of pastWords(signals)) {
    const list = postings.get(term) ?? []
    let having = 0
    for (const { place } of list) if ((ages.of[place] as number) >= 0) having += 1
    const rare = rarity(having, ages.known)
    const own = Math.log(1 + weight) * rare
    square += own ** 2
    if (having > 0) addDots(dots, list, own * rare, ages)
  }
  const norm = Math.sqrt(square) || 1
  const found: Alike[] = []
  ages.of.forEach((age, place) => {
    const dot = dots[age] ?? 0
    if (dot > 0) found.push({ place, age, likeness: dot / norm / (kept[place]?.norm ?? 1) })
  })
  return found.sort((a, b) => b.likeness - a.likeness || b.place - a.place).slice(0, voters)
}

const addDots = (
  dots: Float64Array,
  list: readonly { readonly place: number; readonly worth: number }[],
  weight: number,
  { of }: Ages,
): void => {
  for (const { place, worth } of list) {
    const age = of[place] as number
    if (age >= 0) dots[age] = (dots[age] as number) + weight * worth
  }
}

const votesOf = (alike: readonly Alike[], kept: readonly Kept[]): Map<string, number> => {
  const votes = new Map<string, number>()
  for (const { place, age, likeness } of alike) {
    const edited = kept[place]?.change.edited ?? []
    const vote = (likeness ** 2 * fading ** age) / Math.sqrt(edited.length || 1)
    for (const key of edited) votes.set(key, (votes.get(key) ?? 0) + vote)
  }
  return votes
}

/** In how many changes each key comes first. */
const firstOf = (lists: readonly (readonly string[])[]): Map<string, number> => {
  const first = new Map<string, number>()
  lists.forEach((keys, age) => {
    for (const key of keys) if (!first.has(key)) first.set(key, age)
  })
  return first
}

const mostOften = 3

/** The words by which commits are held against each other: those of changed lines, names, files and the subject. */
export const pastWords = (signals: Signals): Bag => {
  const words: Bag = new Map()
  const add = (bag: Bag, times: number) => {
    for (const [term, count] of bag)
      words.set(term, (words.get(term) ?? 0) + times * Math.min(count, mostOften))
  }
  add(signals.added, 1)
  add(signals.removed, 1)
  add(signals.stems, 2)
  add(signals.subject, 3)
  add(signals.defined, 2)
  for (const [term, count] of words) if (count > mostOften) words.set(term, mostOften)
  return words
}
