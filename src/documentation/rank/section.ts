import { identifiers, type Word, words } from '../terms.ts'
import { literalsOf } from './literals.ts'
import { type CountedRows, type Rows, rowsOf } from './rows.ts'
import { shapeOf } from './shape.ts'
import { hashesOf, type TextHashes } from './text-hash.ts'

/** A section as far as ranking goes: the text from its heading to the next heading of any level. */
export interface RankableSection {
  readonly address: string
  readonly title: string
  readonly path: readonly string[]
  readonly depth: number
  readonly kind: 'heading' | 'marked'
  readonly start: number
  readonly ownEnd: number
}

/** How often each term occurs. */
export type Bag = Map<string, number>

/** What is known of each section as one number, 0 or 1 for what it is or is not. */
export const figures = [
  /** All words, in terms. */
  'length',
  'depth',
  /** How many sections before this one its parent stands; 0 without a parent. */
  'below',
  /** Links to headings of the same document, as a table of contents has. */
  'anchors',
  'links',
  /** There is no text below its heading. */
  'isEmpty',
  'listItems',
  'codeLines',
  /** The next heading is of a higher level, or this is the last section: new sections are added behind it. */
  'endsGroup',
  /** Sections of one group have the same parent heading: the first section of the group. */
  'group',
] as const

export type Figure = (typeof figures)[number]

/** A column of numbers for each figure, a place for each section. */
export type Figures = Readonly<Record<Figure, Int32Array>>

/**
 * What the sections of a document say, as far as ranking goes; it depends on the document's text alone. Columns and rows of
 * numbers: a repository has tens of thousands of sections, and reading them as objects takes seconds.
 */
export interface DocumentWords {
  /** The terms and literals that occur, each once; rows refer to them by number. */
  readonly terms: TextHashes
  readonly literals: TextHashes
  readonly full: CountedRows
  readonly title: CountedRows
  /** Titles of the headings above. */
  readonly path: CountedRows
  /** Hashes of three words in a row. */
  readonly runs: Rows
  readonly literalsOf: Rows
  /** The title of each section in lower case. */
  readonly titles: readonly string[]
  /** The name that a title of at most three words names (`retry` of `options.retry`, `--dry-run` of `--dry-run`), or ''. */
  readonly names: readonly string[]
  readonly figures: Figures
}

/** The key of a section that stays when its document changes. */
export const sectionKey = (file: string, title: string): string => `${file}\n${title.toLowerCase()}`

/** Reads the words of a document's sections. */
export const sectionWords = (text: string, sections: readonly RankableSection[]): DocumentWords => {
  const terms = new Map<string, number>()
  const literals = new Map<string, number>()
  const read = sections.map(section => wordsOf(text.slice(section.start, section.ownEnd)))
  const counted = (bags: readonly Bag[]): CountedRows => ({
    ...rowsOf(bags.map(bag => Array.from(bag.keys(), numberIn(terms)))),
    counts: Int32Array.from(bags.flatMap(bag => [...bag.values()])),
  })
  const ends = (place: number): boolean =>
    (sections[place + 1]?.depth ?? -1) < (sections[place]?.depth ?? 0)
  const groups = groupsOf(sections)
  const column = (numberOf: (section: RankableSection, place: number) => number | boolean) =>
    Int32Array.from(sections, (section, place) => Number(numberOf(section, place)))
  const readColumn = (numberOf: (read: Words) => number | boolean) =>
    Int32Array.from(read, each => Number(numberOf(each)))
  return {
    full: counted(read.map(({ full }) => full)),
    title: counted(sections.map(({ title }) => bagOf(title))),
    path: counted(sections.map(({ path }) => bagOf(path.slice(0, -1).join('\n')))),
    runs: rowsOf(read.map(({ runs }) => runs)),
    literalsOf: rowsOf(read.map(each => Array.from(each.literals, numberIn(literals)))),
    terms: hashesOf(terms.keys(), terms.size),
    literals: hashesOf(literals.keys(), literals.size),
    titles: sections.map(({ title }) => title.toLowerCase()),
    names: sections.map(({ title }) => nameOf(title)),
    figures: {
      length: readColumn(({ length }) => length),
      depth: column(({ depth }) => depth),
      below: column((_, place) => place - parentOf(sections, place)),
      anchors: readColumn(({ anchors }) => anchors),
      links: readColumn(({ links }) => links),
      isEmpty: readColumn(({ shape }) => shape.isEmpty),
      listItems: readColumn(({ shape }) => shape.listItems),
      codeLines: readColumn(({ shape }) => shape.codeLines),
      endsGroup: column((_, place) => ends(place)),
      group: Int32Array.from(groups),
    },
  }
}

/** The number of a text; a new one gets the next. */
const numberIn =
  (numbers: Map<string, number>) =>
  (text: string): number => {
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    return number
  }

/** For each section the first one with the same headings above. */
const groupsOf = (sections: readonly RankableSection[]): readonly number[] => {
  const first = new Map<string, number>()
  return sections.map(({ path }, place) => {
    const group = JSON.stringify(path.slice(0, -1))
    const known = first.get(group)
    if (known === undefined) first.set(group, place)
    return known ?? place
  })
}

/** The place of a section's parent; its own without a parent. */
const parentOf = (sections: readonly RankableSection[], place: number): number => {
  const depth = sections[place]?.depth ?? 0
  let above = place - 1
  while (above >= 0 && (sections[above]?.depth ?? 0) >= depth) above -= 1
  return above < 0 ? place : above
}

type Words = ReturnType<typeof wordsOf>

const wordsOf = (own: string) => {
  const full: Bag = new Map()
  const runs = new Set<number>()
  let length = 0
  let one = 0
  let two = 0
  for (const { terms, hash: three } of words(own)) {
    for (const { term } of terms) {
      full.set(term, (full.get(term) ?? 0) + 1)
      length += 1
    }
    if (one !== 0) runs.add(runHash(one, two, three))
    one = two
    two = three
  }
  return {
    full,
    runs,
    length,
    literals: new Set(literalsOf(own)),
    shape: shapeOf(own),
    anchors: own.match(/\]\(#/g)?.length ?? 0,
    links: own.match(/\]\(/g)?.length ?? 0,
  }
}

/** How each term of a section is written where it first occurs. */
export const writtenIn = (own: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const { terms } of words(own))
    for (const { term, written } of terms) if (!found.has(term)) found.set(term, written)
  return found
}

/** One number for three words in a row. */
export const runHash = (one: number, two: number, three: number): number =>
  (Math.imul(Math.imul(one, 31) + two, 31) + three) | 0

/** The terms of a text, counted. */
export const bagOf = (text: string): Bag => {
  const bag: Bag = new Map()
  addWords(bag, words(text), 1)
  return bag
}

/** A name as it is compared: without its joints, in lower case. */
export const bareName = (name: string): string => name.replace(/[-_$]/g, '').toLowerCase()

const nameOf = (title: string): string => {
  const cut = title.replace(/(?<=\w)\s*[(<[=:].*$/, '')
  const names = identifiers(cut)
  const last = names.at(-1)
  return names.length > 3 || last === undefined ? '' : bareName(last)
}

/** Adds the terms of some words to a bag. */
export const addWords = (bag: Bag, words: readonly Word[], weight: number): void => {
  for (const { terms } of words)
    for (const { term } of terms) bag.set(term, (bag.get(term) ?? 0) + weight)
}
