import type { Document } from '../../documentation/documents.ts'
import type { CountedRows, Rows } from '../../documentation/rank/rows.ts'
import { type DocumentWords, type Figures, figures } from '../../documentation/rank/section.ts'
import type { Section } from '../../documentation/sections.ts'
import { wordHash } from '../../documentation/terms.ts'
import type { Derived } from '../../ports/derived.ts'
import type { TreeEntry } from '../../ports/repository.ts'

/** The name under which a piece is kept between runs. Change it if the shape of the data changes. */
const keptAs = 'documents-2'

/** Under this name an earlier version kept all documents together: up to 64 MB. */
const oldName = 'documents-1'

/** A piece holds the documents whose paths have the same hash, so a changed document rewrites one piece. */
const pieces = 64

/** A document as it is stored: numbers as they are, the rest as JSON, which is the fastest to read. */
export interface StoredDocument {
  readonly text: string
  readonly numbers: Int32Array
}

export interface KeptDocument {
  readonly sections: readonly Section[]
  readonly words: DocumentWords
}

type Kept = ReadonlyMap<string, KeptDocument>

/** Equal blobs with equal names have equal sections and words. */
export const keyOf = (blob: string, path: string): string => `${blob} ${path}`

/** Keeps sections and words of documents between runs. */
export const keptDocuments = (derived: Derived | undefined) => {
  derived?.forget(oldName)
  const opened = new Map<string, Promise<Kept>>()
  let current: readonly Document[] = []
  let words: ReadonlyMap<string, DocumentWords> = new Map()

  const open = async (name: string): Promise<Kept> => {
    const found = (await derived?.read(name)) as ReadonlyMap<string, StoredDocument> | undefined
    const kept = new Map([...(found ?? [])].map(([key, stored]) => [key, restored(stored)]))
    derived?.atEnd(name, () => newlyKept(name, kept))
    return kept
  }

  /** What to store of the current documents in a piece; undefined if all of them are in it already. */
  const newlyKept = (name: string, before: Kept) => {
    const its = current.filter(({ file }) => pieceOf(file) === name)
    if (its.every(({ blob, file }) => before.has(keyOf(blob, file)))) return undefined
    return new Map(
      its.flatMap(({ blob, file, sections }) => {
        const key = keyOf(blob, file)
        const found = words.get(key)
        return found ? [[key, stored({ sections, words: found })] as const] : []
      }),
    )
  }

  return {
    /** What is kept of a document, if anything. */
    async find({ path, blob }: TreeEntry): Promise<KeptDocument | undefined> {
      const name = pieceOf(path)
      const piece = opened.get(name) ?? open(name)
      opened.set(name, piece)
      return (await piece).get(keyOf(blob, path))
    },
    /** Keeps these documents, and no others, with their words by key. */
    keep(documents: readonly Document[], all: ReadonlyMap<string, DocumentWords>) {
      current = documents
      words = all
    },
  }
}

const pieceOf = (path: string): string =>
  `${keptAs}-${((wordHash(path) >>> 8) % pieces).toString().padStart(2, '0')}`

export const stored = ({ sections, words }: KeptDocument): StoredDocument => {
  const { titles, names } = words
  return {
    text: JSON.stringify({ sections, titles, names }),
    numbers: packed(arraysOf(words)),
  }
}

export const restored = ({ text, numbers }: StoredDocument): KeptDocument => {
  const { sections, titles, names } = JSON.parse(text)
  const next = unpacked(numbers)
  const rows = (): Rows => ({ ends: next(), values: next() })
  const counted = (): CountedRows => ({ ...rows(), counts: next() })
  const words = {
    titles,
    names,
    terms: next(),
    literals: next(),
    full: counted(),
    title: counted(),
    path: counted(),
    runs: rows(),
    literalsOf: rows(),
    figures: Object.fromEntries(figures.map(name => [name, next()])) as Figures,
  }
  return { sections, words }
}

/** In the order in which they are restored. */
const arraysOf = (words: DocumentWords): readonly Int32Array[] => [
  words.terms,
  words.literals,
  ...[words.full, words.title, words.path].flatMap(({ ends, values, counts }) => [
    ends,
    values,
    counts,
  ]),
  ...[words.runs, words.literalsOf].flatMap(({ ends, values }) => [ends, values]),
  ...figures.map(name => words.figures[name]),
]

/** Arrays in one, each behind its length. */
const packed = (arrays: readonly Int32Array[]): Int32Array => {
  const all = new Int32Array(arrays.reduce((sum, { length }) => sum + 1 + length, 0))
  let at = 0
  for (const array of arrays) {
    all[at] = array.length
    all.set(array, at + 1)
    at += 1 + array.length
  }
  return all
}

const unpacked = (numbers: Int32Array): (() => Int32Array) => {
  let at = 0
  return () => {
    const start = at + 1
    at = start + (numbers[at] as number)
    return numbers.subarray(start, at)
  }
}
