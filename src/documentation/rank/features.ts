import { type Asked, logarithm, ofBest } from './asked.ts'
import type { Field } from './field.ts'
import { isNumber } from './literals.ts'
import {
  cover,
  type Feature,
  literal,
  match,
  ofParent,
  recalled,
  scaled,
  squared,
  still,
  times,
  titleCover,
  told,
  under,
} from './measures.ts'
import type { Bag, Figure } from './section.ts'
import type { Index } from './section-index.ts'

const text = ({ full }: Index): Field => full
const title = ({ title }: Index): Field => title

const one = (is: boolean): number => (is ? 1 : 0)

/** What the sections before and behind have, where they belong to the same group. */
const beside: Feature = ({ context, index: { figures } }) =>
  context?.map((_, place) => {
    const group = figures.group[place]
    const before = figures.group[place - 1] === group ? (context[place - 1] as number) : 0
    const behind = figures.group[place + 1] === group ? (context[place + 1] as number) : 0
    return (before + behind) / 2
  })

/** A figure of each section as it is. */
const figure = (name: Figure) => still((figures, place) => figures[name][place] as number)

const endsGroup = figure('endsGroup')

const isLast: Feature = ({ index }) => index.lasts

const adding = ({ signals }: Asked): number => one(signals.adds)

/** How many of a section's siblings are named after what is defined around the changes. */
const siblingsAround: Feature = ({ index, signals }) => {
  const { group: groups } = index.figures
  const joined = (names: Bag) =>
    [...names.keys()].filter(name => name.startsWith('=')).map(name => name.slice(1))
  const around = new Set([
    ...signals.siblings.keys(),
    ...joined(signals.siblings),
    ...signals.previousNames,
    ...signals.nextNames,
    ...joined(signals.enclosing),
  ])
  let named: Int32Array | undefined
  for (const name of around) {
    const places = index.names(name)
    for (let at = 0; at < (places?.length ?? 0); at++) {
      named ??= new Int32Array(index.size)
      const group = groups[places?.[at] as number] as number
      named[group] = (named[group] as number) + 1
    }
  }
  if (!named) return undefined
  const counts = named
  return Float64Array.from(
    groups,
    group => (counts[group] as number) / ((index.groupSizes[group] as number) + 1),
  )
}

const siblingsOfLast = times(siblingsAround, isLast)

const commonRuns = 2

const subjectText = match(({ signals }) => signals.subject, text)
const covered = titleCover(({ signals }) => [
  signals.added,
  signals.removed,
  signals.stems,
  signals.subject,
])
const titleInSubject = titleCover(({ signals }) => [signals.subject])
const subjectCover = cover(({ signals }) => signals.subject)
const isPreamble = still(({ depth }, place) => one(depth[place] === 0))
const sequences: Feature = ({ shared }) => ofBest(shared.all.slice())

/** The logarithm of a figure. */
const largeness = (name: Figure) =>
  still((figures, place) => Math.log(1 + (figures[name][place] as number)))

const length = largeness('length')
const empty = figure('isEmpty')
const listItems = largeness('listItems')

/** The names of several parts in a bag: words that mean one thing. */
const compounds = (bag: Bag): Bag => new Map([...bag].filter(([term]) => term.startsWith('=')))

/** How much a section looks like a table of contents, 0 to 1. */
const contents = still((figures, place) => {
  const anchors = figures.anchors[place] as number
  return anchors < 4 ? 0 : anchors / ((figures.links[place] as number) + 3)
})

/**
 * What is known of a section and a commit, by name; rank/weights.json says what each is worth. What helps and what does not was
 * measured: bench/README.md.
 */
export const features = {
  changedText: match(({ changed }) => changed, text, logarithm),
  contextText: ({ context }) => context,
  nearbyText: match(({ signals }) => signals.nearby, text),
  nearbyNames: match(({ signals }) => compounds(signals.nearby), text),
  removedText: match(({ signals }) => signals.removed, text),
  subjectText,
  bodyText: match(({ signals }) => signals.body, text),
  definedTitle: match(({ signals }) => signals.defined, title),
  enclosingText: match(({ signals }) => signals.enclosing, text),
  sectionTold: told,
  addedLiterals: literal('added'),
  removedLiterals: literal('removed'),
  removedNumbers: literal('removed', isNumber),
  contextLiterals: literal('context'),
  subjectLiterals: literal('subject'),
  pathsTitle: match(({ signals }) => signals.paths, title),
  titleInSubject,
  parentInSubject: ofParent(titleInSubject),
  titleInBody: titleCover(({ signals }) => [signals.body]),
  subjectCover,
  fullSubjectCover: squared(subjectCover),
  bodyCover: cover(({ signals }) => signals.body),
  nameInSubject: under(
    ({ names }) => names,
    ({ subjectNames }) => subjectNames,
  ),
  nameBefore: under(
    ({ names }) => names,
    ({ previousNames }) => previousNames,
  ),
  nextNameAfter: under(
    ({ nextNames }) => nextNames,
    ({ nextNames }) => nextNames,
  ),
  testsText: match(({ signals }) => signals.tests, text),
  testsTitle: match(({ signals }) => signals.testStrings, title),
  neighbours: beside,
  similarCommits: ({ index, past }) => ofBest(recalled(index, past?.votes, vote => vote)),
  similarity: ({ index, past }) => recalled(index, past?.votes, vote => vote),
  recentlyEdited: ({ index, past }) => recalled(index, past?.lastEdited, age => 1 / (1 + age)),
  newAtGroupsEnd: scaled(endsGroup, ({ newness }) => newness),
  newInContents: scaled(contents, ({ newness }) => newness),
  length,
  newInLong: scaled(length, ({ newness }) => newness),
  empty,
  addsToEmpty: scaled(empty, adding),
  addsToList: scaled(listItems, adding),
  codeLines: largeness('codeLines'),
  position: still((_, place, of) => place / of),
  secondLevel: still(({ depth }, place) => one(depth[place] === 2)),
  preamble: isPreamble,
  last: isLast,
  siblingsOfLast,
  addsBehindSiblings: scaled(siblingsOfLast, adding),
  subjectAdds: scaled(subjectText, adding),
  fullTitleCover: squared(covered),
  newInPreamble: scaled(isPreamble, ({ signals }) => Math.min(1, signals.newNames.size / 3)),
  manySequences: scaled(sequences, ({ shared }) => {
    const most = shared.all.reduce((most, each) => Math.max(most, each), 0)
    return most / (most + commonRuns)
  }),
} satisfies Readonly<Record<string, Feature>>

export type FeatureName = keyof typeof features
