import type { DiffLine, FileChange, Hunk } from '../../ports/diff.ts'
import { isProduct, isTest } from '../classify-changes.ts'
import { identifiers, words } from '../terms.ts'
import { stringsOn } from './definitions.ts'
import { type Line, lineOf } from './line.ts'
import { literalsOf } from './literals.ts'
import { type Around, openedBy, readNames } from './names-around.ts'
import { addWords, type Bag, bagOf, bareName } from './section.ts'

/** What of a commit says what it is about. */
export interface RankableCommit {
  readonly subject: string
  /** The whole message, subject included. */
  readonly message: string
  readonly changes: readonly FileChange[]
}

/** A commit as ranking sees it: bags of terms by where they stand in it. */
export interface Signals {
  readonly added: Bag
  readonly removed: Bag
  readonly context: Bag
  /** The lines that stand right before and behind changed ones. */
  readonly nearby: Bag
  /** Names that changed lines define, and those that the lines around them do. */
  readonly defined: Bag
  readonly siblings: Bag
  /** Names of the definitions around each change, the nearer the heavier. */
  readonly enclosing: Bag
  /** What Git prints behind a hunk's `@@`. */
  readonly headings: Bag
  /** Names of files without folders and extensions. */
  readonly stems: Bag
  /** Their names with the folders they are in. */
  readonly paths: Bag
  /** What tests newly say. */
  readonly tests: Bag
  readonly testStrings: Bag
  readonly subject: Bag
  readonly body: Bag
  /** Words of added, removed and context lines, in order, as hashes. */
  readonly sequences: Readonly<Record<DiffLine['kind'], number[]>>
  /** Numbers, versions, paths and the like, by where they stand. */
  readonly literals: Readonly<Record<DiffLine['kind'] | 'subject', Set<string>>>
  /** Names newly defined, and those defined on the line before one of them: documents follow the order of code. */
  readonly newNames: ReadonlySet<string>
  readonly previousNames: ReadonlySet<string>
  /** Names defined on the line after a newly defined one. */
  readonly nextNames: ReadonlySet<string>
  /** The subject speaks of something new. */
  readonly adds: boolean
  readonly subjectNames: ReadonlySet<string>
  readonly title: string
  /** Files of the product that changed, and whether one of them declares types. */
  readonly files: number
  readonly types: boolean
  readonly linesAdded: number
  readonly linesRemoved: number
}

/** A line is read up to here: generated text has no end. */
const longestLine = 400
/** So much of a diff says what it is about; more costs time and dilutes the words. */
const mostCharacters = 250_000

type Reading = { -readonly [Name in keyof Signals]: Signals[Name] } & {
  readonly newNames: Set<string>
  readonly previousNames: Set<string>
  readonly nextNames: Set<string>
  room: number
}

/** Reads a commit. Tests and CI say little of what documents describe: they are left out. */
export const signalsOf = ({ subject, message, changes }: RankableCommit): Signals => {
  const title = subject.replace(/#\d+/g, '')
  const product = changes.filter(({ path }) => isProduct(path))
  const reading: Reading = {
    added: new Map(),
    removed: new Map(),
    context: new Map(),
    nearby: new Map(),
    defined: new Map(),
    siblings: new Map(),
    enclosing: new Map(),
    headings: new Map(),
    stems: new Map(),
    paths: new Map(),
    tests: new Map(),
    testStrings: new Map(),
    subject: bagOf(title),
    body: bagOf(bodyOf(message)),
    sequences: { added: [], removed: [], context: [] },
    literals: {
      added: new Set(),
      removed: new Set(),
      context: new Set(),
      subject: new Set(literalsOf(title)),
    },
    newNames: new Set(),
    previousNames: new Set(),
    nextNames: new Set(),
    adds: /^(?:\w+(?:\([^)]*\))?!?: )?(?:add|new|support|introduc|implement|allow|expos|creat)|^feat/i.test(
      title,
    ),
    subjectNames: new Set(identifiers(title).map(bareName)),
    title,
    files: product.length,
    types: product.some(({ path }) => /\.d\.[cm]?ts$|(?:^|\/)types?[./]/.test(path)),
    linesAdded: 0,
    linesRemoved: 0,
    room: mostCharacters,
  }
  for (const { path, hunks } of product) {
    addWords(reading.stems, words(stem(path)), 1)
    addWords(reading.paths, words(path), 1)
    for (const hunk of hunks) readHunk(reading, hunk)
  }
  for (const change of changes.filter(({ path }) => !isProduct(path))) {
    addWords(reading.paths, words(change.path), 1)
    readAside(reading, change)
  }
  return reading
}

/** What is not the product still says which values changed, and what stands beside them; tests say in words what is new. */
const readAside = (reading: Reading, { path, hunks }: FileChange): void => {
  const test = isTest(path)
  for (const { lines } of hunks)
    for (const [at, { kind, text: whole }] of lines.entries()) {
      const text = shortened(whole)
      reading.room -= text.length
      if (reading.room < 0) return
      const line = lineOf(text)
      addLiterals(reading, kind, line)
      if (kind === 'context' && isNearby(lines, at)) addWords(reading.nearby, line.words, 1)
      if (test && kind === 'added') readTest(reading, line, text)
    }
}

const shortened = (text: string): string =>
  text.length > longestLine ? text.slice(0, longestLine) : text

const readTest = (reading: Reading, line: Line, text: string): void => {
  addWords(reading.tests, line.words, 1)
  for (const string of stringsOn(text)) addWords(reading.testStrings, words(string), 1)
}

/** Whether a line stands right before or behind a changed one. */
const isNearby = (lines: readonly DiffLine[], at: number): boolean =>
  isChanged(lines[at - 1]) || isChanged(lines[at + 1])

const isChanged = (line: DiffLine | undefined): boolean =>
  line !== undefined && line.kind !== 'context'

const readHunk = (reading: Reading, { heading, lines }: Hunk): void => {
  const { words: headed, names } = lineOf(heading)
  addWords(reading.headings, headed, 1)
  const around: Around = { open: openedBy(names), previous: undefined, added: false }
  for (const [at, { kind, text: whole }] of lines.entries()) {
    const text = shortened(whole)
    reading.room -= text.length
    if (reading.room < 0) return
    const line = lineOf(text)
    readWords(reading, kind, line)
    if (kind === 'context' && isNearby(lines, at)) addWords(reading.nearby, line.words, 1)
    readNames(reading, kind, line, around)
  }
}

const readWords = (reading: Reading, kind: DiffLine['kind'], line: Line): void => {
  addWords(reading[kind], line.words, 1)
  const sequence = reading.sequences[kind]
  for (const { hash } of line.words) sequence.push(hash)
  addLiterals(reading, kind, line)
}

const addLiterals = (reading: Reading, kind: DiffLine['kind'], { literals }: Line): void => {
  for (const literal of literals) reading.literals[kind].add(literal)
}

/** A message without its subject and trailers. */
const bodyOf = (message: string): string =>
  message
    .split('\n')
    .slice(1)
    .filter(line => !/^[\w-]+: |^https?:/.test(line))
    .join('\n')

/** A file's name without its folders and extension. */
const stem = (path: string): string => (path.split('/').at(-1) ?? '').replace(/(.)\.\w+$/, '$1')
