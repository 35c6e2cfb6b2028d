import { identifiers, stems, wordHash } from '../tokens.ts'
import { literalsOf } from './literals.ts'
import { type Shape, shapeOf } from './shape.ts'

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

/** What a section says, as far as ranking goes; it depends on its document's text alone. */
export interface SectionWords {
  readonly full: Bag
  readonly title: Bag
  /** Titles of the headings above. */
  readonly path: Bag
  /** How a term is written in the section. */
  readonly written: ReadonlyMap<string, string>
  /** Hashes of three words in a row. */
  readonly runs: ReadonlySet<number>
  readonly literals: ReadonlySet<string>
  readonly shape: Shape
  /** The name that a title of at most three words names: `retry` of `options.retry`, `--dry-run` of `--dry-run`. */
  readonly names: readonly string[]
  /** Those of the section behind it. */
  readonly nextNames: readonly string[]
  /** All words, in terms. */
  readonly length: number
  readonly depth: number
  /** How many sections before it the one stands that it is below; 0 if there is none. */
  readonly below: number
  /** Text before the first heading. */
  readonly isPreamble: boolean
  /** Links to headings of the same document, as a table of contents has. */
  readonly anchors: number
  readonly links: number
  /** The next heading is of a higher level, or there is none: what is new is put behind it. */
  readonly endsGroup: boolean
  /** Sections of one group have the same parent heading. */
  readonly group: string
  /** Lower-case identity across versions of the document. */
  readonly key: string
}

/** The key of a section that stays when its document changes. */
export const sectionKey = (file: string, title: string): string => `${file}\n${title.toLowerCase()}`

/** Reads the words of a document's sections. */
export const sectionWords = (
  file: string,
  text: string,
  sections: readonly RankableSection[],
): readonly SectionWords[] =>
  sections.map((section, place) => ({
    ...wordsOf(file, text, section, sections[place + 1]),
    below: place - parentOf(sections, place),
  }))

/** The place of the section that one is below; its own if there is none. */
const parentOf = (sections: readonly RankableSection[], place: number): number => {
  const depth = sections[place]?.depth ?? 0
  let above = place - 1
  while (above >= 0 && (sections[above]?.depth ?? 0) >= depth) above -= 1
  return above < 0 ? place : above
}

const wordsOf = (
  file: string,
  text: string,
  { start, ownEnd, title, path, depth }: RankableSection,
  next: RankableSection | undefined,
): Omit<SectionWords, 'below'> => {
  const own = text.slice(start, ownEnd)
  const full: Bag = new Map()
  const written = new Map<string, string>()
  const runs = new Set<number>()
  let length = 0
  let one = 0
  let two = 0
  for (const word of identifiers(own)) {
    for (const token of stems(word)) {
      full.set(token.term, (full.get(token.term) ?? 0) + 1)
      if (!written.has(token.term)) written.set(token.term, token.written)
      length += 1
    }
    const three = wordHash(word)
    if (one !== 0) runs.add(runHash(one, two, three))
    one = two
    two = three
  }
  const anchors = own.match(/\]\(#/g)?.length ?? 0
  return {
    full,
    title: bagOf(title),
    path: bagOf(path.slice(0, -1).join('\n')),
    written,
    runs,
    literals: new Set(literalsOf(own)),
    shape: shapeOf(own),
    names: namesOf(title),
    nextNames: next ? namesOf(next.title) : [],
    length,
    depth,
    isPreamble: depth === 0,
    anchors,
    links: own.match(/\]\(/g)?.length ?? 0,
    endsGroup: next === undefined || next.depth < depth,
    group: JSON.stringify([file, ...path.slice(0, -1)]),
    key: sectionKey(file, title),
  }
}

/** One number for three words in a row. */
export const runHash = (one: number, two: number, three: number): number =>
  (Math.imul(Math.imul(one, 31) + two, 31) + three) | 0

/** The terms of a text, counted. */
export const bagOf = (text: string): Bag => {
  const bag: Bag = new Map()
  for (const word of identifiers(text))
    for (const { term } of stems(word)) bag.set(term, (bag.get(term) ?? 0) + 1)
  return bag
}

/** A name as it is compared: without its joints, in lower case. */
export const bareName = (name: string): string => name.replace(/[-_$]/g, '').toLowerCase()

const namesOf = (title: string): string[] => {
  const cut = title.replace(/(?<=\w)\s*[(<[=:].*$/, '')
  const words = [...identifiers(cut)]
  const last = words.at(-1)
  return words.length > 3 || last === undefined ? [] : [bareName(last)]
}
