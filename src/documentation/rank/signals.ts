import { isProduct, isTest } from '../concern.ts'
import type { DiffLine, FileChange, Hunk } from '../diff.ts'
import { identifiers, stems, wordHash } from '../tokens.ts'
import { definitionsOn, indentation, stringsOn } from './definitions.ts'
import { literalsOf } from './literals.ts'
import { type Bag, bagOf, bareName } from './section.ts'

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
    addTo(reading.stems, stem(path), 1)
    addTo(reading.paths, path, 1)
    for (const hunk of hunks) readHunk(reading, hunk)
  }
  for (const change of changes.filter(({ path }) => !isProduct(path))) {
    addTo(reading.paths, change.path, 1)
    readAside(reading, change)
  }
  return reading
}

/** What is not the product still says which values changed, and what stands beside them; tests say in words what is new. */
const readAside = (reading: Reading, { path, hunks }: FileChange): void => {
  const test = isTest(path)
  for (const { lines } of hunks)
    for (const [at, { kind, text: whole }] of lines.entries()) {
      const text = whole.slice(0, longestLine)
      reading.room -= text.length
      if (reading.room < 0) return
      readLiterals(reading, kind, text)
      if (kind === 'context' && isNearby(lines, at)) addTo(reading.nearby, text, 1)
      if (test && kind === 'added') readTest(reading, text)
    }
}

const readTest = (reading: Reading, text: string): void => {
  addTo(reading.tests, text, 1)
  for (const string of stringsOn(text)) addTo(reading.testStrings, string, 1)
}

const readLiterals = ({ literals }: Reading, kind: DiffLine['kind'], text: string): void => {
  for (const literal of literalsOf(text)) literals[kind].add(literal)
}

/** Whether a line stands right before or behind a changed one. */
const isNearby = (lines: readonly DiffLine[], at: number): boolean =>
  isChanged(lines[at - 1]) || isChanged(lines[at + 1])

const isChanged = (line: DiffLine | undefined): boolean =>
  line !== undefined && line.kind !== 'context'

const addTo = (bag: Bag, text: string, weight: number): void => {
  for (const word of identifiers(text))
    for (const { term } of stems(word)) bag.set(term, (bag.get(term) ?? 0) + weight)
}

const readHunk = (reading: Reading, { heading, lines }: Hunk): void => {
  addTo(reading.headings, heading, 1)
  const around: Around = { open: openedBy(heading), previous: undefined, added: false }
  for (const [at, line] of lines.entries()) {
    const text = line.text.length > longestLine ? line.text.slice(0, longestLine) : line.text
    reading.room -= text.length
    if (reading.room < 0) return
    readWords(reading, line.kind, text)
    if (line.kind === 'context' && isNearby(lines, at)) addTo(reading.nearby, text, 1)
    readNames(reading, line.kind, text, around)
  }
}

const readWords = (reading: Reading, kind: DiffLine['kind'], text: string): void => {
  const bag = reading[kind]
  const sequence = reading.sequences[kind]
  for (const word of identifiers(text)) {
    sequence.push(wordHash(word))
    for (const { term } of stems(word)) bag.set(term, (bag.get(term) ?? 0) + 1)
  }
  readLiterals(reading, kind, text)
}

/** The definitions that the lines read so far leave open, outermost first, and the last one that was there before. */
interface Around {
  readonly open: { readonly name: string; readonly indentation: number }[]
  previous: string | undefined
  added: boolean
}

const openedBy = (heading: string): Around['open'] =>
  definitionsOn(heading)
    .slice(0, 1)
    .map(name => ({ name, indentation: -1 }))

const readNames = (
  reading: Reading,
  kind: DiffLine['kind'],
  text: string,
  around: Around,
): void => {
  const names = definitionsOn(text)
  const column = indentation(text)
  const { open } = around
  while (column >= 0 && (open.at(-1)?.indentation ?? -2) >= column) open.pop()
  if (kind === 'context') {
    for (const name of names) addTo(reading.siblings, name, 1)
    around.previous = names[0] ?? around.previous
    if (around.added && names[0] !== undefined) {
      reading.nextNames.add(bareName(names[0]))
      around.added = false
    }
  } else readChangedNames(reading, kind, names, around)
  if (kind !== 'removed' && column >= 0 && names[0] !== undefined)
    open.push({ name: names[0], indentation: column })
}

const readChangedNames = (
  reading: Reading,
  kind: 'added' | 'removed',
  names: readonly string[],
  around: Around,
): void => {
  const { open, previous } = around
  if (kind === 'added') reading.linesAdded += 1
  else reading.linesRemoved += 1
  for (const name of names) addTo(reading.defined, name, 1)
  addEnclosing(reading.enclosing, open)
  if (kind === 'removed' || names.length === 0) return
  around.added = true
  for (const name of names) reading.newNames.add(bareName(name))
  if (previous !== undefined) reading.previousNames.add(bareName(previous))
}

const mostEnclosing = 4

const addEnclosing = (bag: Bag, open: Around['open']): void => {
  open
    .toReversed()
    .slice(0, mostEnclosing)
    .forEach(({ name }, depth) => {
      addTo(bag, name, 1 / (1 + depth / 2))
    })
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
