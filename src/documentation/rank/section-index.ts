import { type Field, fieldOf, rarityOf } from './field.ts'
import {
  type CountedRows,
  concatenated,
  type Inverted,
  inverted,
  type KeyedRows,
  keyedRows,
  lengthOf,
  startOf,
} from './rows.ts'
import { type DocumentWords, type Figure, type Figures, figures, sectionKey } from './section.ts'
import { openNumbers } from './text-hash.ts'

/** Sections as they are asked: candidates of one ranking, known by their place. */
export interface Index {
  readonly size: number
  readonly full: Field
  readonly title: Field
  readonly path: Field
  /** The sections that have three words in a row, by their hash. */
  runs(hash: number): Places
  /** Those that have a literal. */
  literals(literal: string): Places
  /** The sections of a name, those before one of that name, and those of a key. */
  names(name: string): Places
  nextNames(name: string): Places
  keys(key: string): Places
  /** The group of each section is a section too; how large each is. */
  readonly figures: Figures
  readonly groupSizes: Int32Array
  /** 1 for the last section of each group. */
  readonly lasts: Float64Array
  /** Alike for sections that say the same. */
  texts(): string[]
}

/** Where something is found, in ascending order. */
export type Places = ArrayLike<number> | undefined

/** The words of a document under its name. */
export interface IndexedDocument {
  readonly file: string
  readonly words: DocumentWords
}

/** Makes an index over the sections of some documents. */
export const indexOf = (documents: readonly IndexedDocument[]): Index => {
  const words = documents.map(document => document.words)
  const firsts: number[] = []
  let size = 0
  for (const { titles } of words) {
    firsts.push(size)
    size += titles.length
  }
  const terms = openNumbers()
  const numbers = words.map(each => terms.addAll(each.terms))
  const blocksOf = (rowsOf: (words: DocumentWords) => CountedRows): readonly KeyedRows[] =>
    keyedRows(words.map(rowsOf), numbered(numbers))
  const fullBlocks = blocksOf(each => each.full)
  const full = inverted(fullBlocks, terms.size())
  const rarities = new Float64Array(terms.size())
  for (let term = 0; term < rarities.length; term++)
    rarities[term] = rarityOf(lengthOf(full.rows, term), size)
  const field = (blocks: readonly KeyedRows[], having: Inverted, lengthNorm: number): Field =>
    fieldOf({ blocks, numberOf: terms.find, having, lengthNorm, rarities, size })
  const short = (blocks: readonly KeyedRows[]): Field =>
    field(blocks, inverted(blocks, terms.size()), 0.4)
  const all = Object.fromEntries(
    figures.map(name => [
      name,
      concatenated(
        words.map(each => each.figures[name]),
        at => (name === 'group' ? (firsts[at] as number) : 0),
      ),
    ]),
  ) as Record<Figure, Int32Array>
  const names = once(() => placesBy(words.flatMap(each => each.names)))
  const nextNames = once(() => placesBy(words.flatMap(each => [...each.names.slice(1), ''])))
  const keys = once(() =>
    placesBy(
      documents.flatMap(({ file, words }) => words.titles.map(title => sectionKey(file, title))),
    ),
  )
  return {
    size,
    full: field(fullBlocks, full, 0.75),
    title: short(blocksOf(each => each.title)),
    path: short(blocksOf(each => each.path)),
    runs: runsOf(words),
    literals: literalsOf(words),
    names: name => names().get(name),
    nextNames: name => nextNames().get(name),
    keys: key => keys().get(key),
    figures: all,
    ...groupsOf(all.group),
    texts: () => words.flatMap(textsOf),
  }
}

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** The common numbers of what each document knows by its own. */
const numbered =
  (numbers: readonly Int32Array[]) =>
  (keys: Int32Array, values: Int32Array, block: number): void => {
    const its = numbers[block] as Int32Array
    for (let at = 0; at < values.length; at++) keys[at] = its[values[at] as number] as number
  }

const literalsOf = (words: readonly DocumentWords[]): Index['literals'] => {
  const literals = openNumbers()
  const numbers = words.map(each => literals.addAll(each.literals))
  const blocks = keyedRows(
    words.map(each => each.literalsOf),
    numbered(numbers),
  )
  const { rows } = inverted(blocks, literals.size())
  return literal => {
    const number = literals.find(literal)
    if (number === undefined) return undefined
    return rows.values.subarray(startOf(rows, number), rows.ends[number])
  }
}

/** How many hashes lie together on average; among them they are looked for one by one. */
const together = 8

const runsOf = (words: readonly DocumentWords[]): Index['runs'] => {
  const blocks = words.map(({ runs }) => runs)
  const all = blocks.reduce((sum, { values }) => sum + values.length, 0)
  const bits = Math.min(24, Math.max(1, Math.ceil(Math.log2((all + 1) / together))))
  const keyOf = (hash: number): number => hash >>> (32 - bits)
  const keyed = keyedRows(blocks, (keys, values) => {
    for (let at = 0; at < values.length; at++) keys[at] = keyOf(values[at] as number)
  })
  const { rows, details } = inverted(keyed, 2 ** bits)
  return hash => {
    const key = keyOf(hash)
    let found: number[] | undefined
    for (let at = startOf(rows, key); at < (rows.ends[key] as number); at++)
      if (details[at] === hash) {
        found ??= []
        found.push(rows.values[at] as number)
      }
    return found
  }
}

const placesBy = (texts: readonly string[]): ReadonlyMap<string, readonly number[]> => {
  const found = new Map<string, number[]>()
  texts.forEach((text, place) => {
    const places = text === '' ? undefined : found.get(text)
    if (places) places.push(place)
    else if (text !== '') found.set(text, [place])
  })
  return found
}

const groupsOf = (groups: Int32Array): Pick<Index, 'groupSizes' | 'lasts'> => {
  const groupSizes = new Int32Array(groups.length)
  const last = new Int32Array(groups.length)
  groups.forEach((group, place) => {
    groupSizes[group] = (groupSizes[group] as number) + 1
    last[group] = place
  })
  const lasts = Float64Array.from(groups, (group, place) => Number(last[group] === place))
  return { groupSizes, lasts }
}

const textsOf = ({ titles, title, terms, runs, figures }: DocumentWords): string[] =>
  titles.map((_, row) => {
    const said = Array.from(title.values.subarray(startOf(title, row), title.ends[row]), term => [
      terms[2 * term],
      terms[2 * term + 1],
    ])
    return JSON.stringify([said, figures.length[row], lengthOf(runs, row)])
  })
