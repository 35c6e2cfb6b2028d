import type { Recalled } from './rank-history.ts'
import { type Field, type Index, matched } from './rank-index.ts'
import { type Bag, runHash, type SectionWords } from './rank-section.ts'
import type { Signals } from './rank-signals.ts'

/** A commit asked of an index. */
export interface Asked {
  readonly index: Index
  readonly signals: Signals
  readonly past: Recalled | undefined
  /** Words of changed lines, hunk headings and file names in one bag. */
  readonly changed: Bag
  /** How much of what the commit defines no section knows, 0 to 1. */
  readonly newness: number
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
  return { index, signals, past, changed, newness: Math.min(1, unknown.length / 3) }
}

/** A number for each section of the index. */
type Feature = (asked: Asked) => ArrayLike<number>

const root = (count: number): number => Math.sqrt(Math.min(count, 3))
const logarithm = (count: number): number => (count > 1 ? 1 + Math.log(count) : count)

/** BM25 of a part of the commit against a field, as a share of the best section's. */
const match =
  (
    bagOf: (asked: Asked) => Bag,
    fieldOf: (index: Index) => Field,
    weightOf: (count: number) => number = root,
  ): Feature =>
  each =>
    ofBest(matched(fieldOf(each.index), bagOf(each), weightOf, each.index.sections.length))

const ofBest = (scores: Float64Array): Float64Array => {
  let best = 0
  for (const score of scores) best = Math.max(best, score)
  return best > 0 ? scores.map(score => score / best) : scores
}

const each =
  (numberOf: (section: SectionWords, asked: Asked, place: number) => number): Feature =>
  asked =>
    asked.index.sections.map((section, place) => numberOf(section, asked, place))

const text = ({ full }: Index): Field => full
const title = ({ title }: Index): Field => title
const path = ({ path }: Index): Field => path

/** How much of a title's words the commit says, by their rarity. */
const titleCover =
  (bagsOf: (asked: Asked) => readonly Bag[]): Feature =>
  asked => {
    const bags = bagsOf(asked)
    return asked.index.sections.map(({ title }) => {
      let all = 0
      let found = 0
      for (const term of title.keys()) {
        const rarity = asked.index.rarity(term)
        all += rarity
        if (bags.some(bag => bag.has(term))) found += rarity
      }
      return found / (all + 0.5)
    })
  }

/** How much of a text of the commit a section says, by the words' rarity. */
const cover =
  (bagOf: (asked: Asked) => Bag, bagsOf: (section: SectionWords) => readonly Bag[]): Feature =>
  asked => {
    const known = [...bagOf(asked).keys()].filter(
      term => asked.index.full.postings.has(term) || asked.index.path.postings.has(term),
    )
    const all = known.reduce((sum, term) => sum + asked.index.rarity(term), 0)
    return asked.index.sections.map(section => {
      const bags = bagsOf(section)
      let found = 0
      for (const term of known)
        if (bags.some(bag => bag.has(term))) found += asked.index.rarity(term)
      return found / (all + 0.5)
    })
  }

/** How many rows of three words commit and section share, each the less the more sections have it. */
const sequences =
  (...kinds: readonly (keyof Signals['sequences'])[]): Feature =>
  asked =>
    ofBest(overlaps(asked, kinds))

const overlaps = (
  { index, signals }: Asked,
  kinds: readonly (keyof Signals['sequences'])[],
): Float64Array => {
  const scores = new Float64Array(index.sections.length)
  for (const run of runsOf(kinds.map(kind => signals.sequences[kind]))) {
    const places = index.runs.get(run) ?? []
    for (const place of places) scores[place] = (scores[place] ?? 0) + 1 / places.length
  }
  return scores
}

/** The most that changed lines and any section share, as `changedSequences` counts it. */
export const bestOverlap = (asked: Asked): number =>
  overlaps(asked, ['added', 'removed']).reduce((most, each) => Math.max(most, each), 0)

const runsOf = (sequences: readonly (readonly number[])[]): ReadonlySet<number> => {
  const runs = new Set<number>()
  let one = 0
  let two = 0
  for (const sequence of sequences)
    for (const three of sequence) {
      if (one !== 0) runs.add(runHash(one, two, three))
      one = two
      two = three
    }
  return runs
}

const one = (is: boolean): number => (is ? 1 : 0)

const contextText = match(({ signals }) => signals.context, text)

/** What the sections before and behind have, where they belong to the same group. */
const beside = (values: ArrayLike<number>, { sections }: Index): number[] =>
  sections.map(({ group }, place) => {
    const places = [place - 1, place + 1].filter(at => sections[at]?.group === group)
    return places.reduce((sum, at) => sum + (values[at] ?? 0), 0) / 2
  })

/**
 * What is known of a section and a commit, by name; rank-weights.ts says what each is worth. What helps and what does not was
 * measured: bench/README.md.
 */
export const features = {
  changedText: match(({ changed }) => changed, text, logarithm),
  contextText,
  removedText: match(({ signals }) => signals.removed, text),
  stringsText: match(({ signals }) => signals.strings, text),
  siblingsText: match(({ signals }) => signals.siblings, text),
  subjectText: match(({ signals }) => signals.subject, text),
  subjectTitle: match(({ signals }) => signals.subject, title),
  subjectPath: match(({ signals }) => signals.subject, path),
  bodyText: match(({ signals }) => signals.body, text),
  bodyTitle: match(({ signals }) => signals.body, title),
  definedTitle: match(({ signals }) => signals.defined, title),
  enclosingTitle: match(({ signals }) => signals.enclosing, title),
  enclosingText: match(({ signals }) => signals.enclosing, text),
  sequences: sequences('added', 'removed', 'context'),
  changedSequences: sequences('added', 'removed'),
  titleCover: titleCover(({ signals }) => [
    signals.added,
    signals.removed,
    signals.stems,
    signals.subject,
  ]),
  titleInSubject: titleCover(({ signals }) => [signals.subject]),
  titleInBody: titleCover(({ signals }) => [signals.body]),
  subjectCover: cover(
    ({ signals }) => signals.subject,
    ({ full, path }) => [full, path],
  ),
  subjectTitleCover: cover(
    ({ signals }) => signals.subject,
    ({ title, path }) => [title, path],
  ),
  bodyCover: cover(
    ({ signals }) => signals.body,
    ({ full, path }) => [full, path],
  ),
  nameInSubject: each(({ names }, { signals }) =>
    one(names.some(name => signals.subjectNames.has(name))),
  ),
  nameBefore: each(({ names }, { signals }) =>
    one(names.some(name => signals.previousNames.has(name))),
  ),
  nextNameAfter: each(({ nextNames }, { signals }) =>
    one(nextNames.some(name => signals.nextNames.has(name))),
  ),
  addsAtGroupsEnd: each(({ endsGroup }, { signals }) => one(endsGroup && signals.adds)),
  testsText: match(({ signals }) => signals.tests, text),
  testStringsText: match(({ signals }) => signals.testStrings, text),
  testsTitle: match(({ signals }) => signals.testStrings, title),
  neighbours: asked => beside(contextText(asked), asked.index),
  nameDefined: each(({ names }, { signals }) =>
    one(names.some(name => signals.newNames.has(name))),
  ),
  similarCommits: asked => {
    const votes = asked.past?.votes
    return ofBest(Float64Array.from(asked.index.sections, ({ key }) => votes?.get(key) ?? 0))
  },
  recentlyEdited: each(({ key }, { past }) => 1 / (1 + (past?.lastEdited.get(key) ?? 1e9))),
  newAtGroupsEnd: each(({ endsGroup }, { newness }) => (endsGroup ? newness : 0)),
  contents: each(section => contentsOf(section)),
  newInContents: each((section, { newness }) => contentsOf(section) * newness),
  length: each(({ length }) => Math.log(1 + length)),
  position: each((_, { index }, place) => place / index.sections.length),
  secondLevel: each(({ depth }) => one(depth === 2)),
  preamble: each(({ isPreamble }) => one(isPreamble)),
} satisfies Readonly<Record<string, Feature>>

export type FeatureName = keyof typeof features

/** How much a section looks like a table of contents, 0 to 1. */
const contentsOf = ({ anchors, links }: SectionWords): number =>
  anchors < 4 ? 0 : anchors / (links + 3)
