import { isNumber } from './literals.ts'
import {
  type Asked,
  cover,
  type Feature,
  literal,
  logarithm,
  match,
  ofBest,
  ofParent,
  recalled,
  scaled,
  squared,
  still,
  times,
  titleCover,
  told,
  under,
  type Values,
} from './measures.ts'
import type { Bag, SectionWords } from './section.ts'
import type { Field, Index } from './section-index.ts'

const text = ({ full }: Index): Field => full
const title = ({ title }: Index): Field => title

const one = (is: boolean): number => (is ? 1 : 0)

/** What the sections before and behind have, where they belong to the same group. */
const beside: Feature = ({ context, index: { sections } }) =>
  context?.map((_, place) => {
    const { group } = sections[place] as SectionWords
    const before = sections[place - 1]?.group === group ? (context[place - 1] as number) : 0
    const behind = sections[place + 1]?.group === group ? (context[place + 1] as number) : 0
    return (before + behind) / 2
  })

const endsGroup = still(section => one(section.endsGroup))

const isLast: Feature = ({ index }) => index.lasts

const adding = ({ signals }: Asked): number => one(signals.adds)

/** How many of a section's siblings are named after what is defined around the changes. */
const siblingsAround: Feature = ({ index, signals }) => {
  const { groups, sections } = index
  const around = (name: string): boolean =>
    signals.siblings.has(name) ||
    signals.siblings.has(`=${name}`) ||
    signals.previousNames.has(name) ||
    signals.nextNames.has(name) ||
    signals.enclosing.has(`=${name}`)
  let found: Values
  for (const places of groups.values()) {
    const named = places.filter(place => sections[place]?.names.some(around)).length
    if (named === 0) continue
    found ??= new Float64Array(sections.length)
    for (const place of places) found[place] = named / (places.length + 1)
  }
  return found
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
const isPreamble = still(section => one(section.isPreamble))
const sequences: Feature = ({ shared }) => ofBest(shared.all.slice())

const length = still(section => Math.log(1 + section.length))
const empty = still(({ shape }) => one(shape.isEmpty))
const listItems = still(({ shape }) => Math.log(1 + shape.listItems))

/** The names of several parts in a bag: words that mean one thing. */
const compounds = (bag: Bag): Bag => new Map([...bag].filter(([term]) => term.startsWith('=')))

/** How much a section looks like a table of contents, 0 to 1. */
const contents = still(({ anchors, links }) => (anchors < 4 ? 0 : anchors / (links + 3)))

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
  codeLines: still(({ shape }) => Math.log(1 + shape.codeLines)),
  position: still((_, place, of) => place / of),
  secondLevel: still(({ depth }) => one(depth === 2)),
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
