import type { DiffLine } from '../../ports/diff.ts'
import { words } from '../terms.ts'
import type { Line } from './line.ts'
import { addWords, type Bag, bareName } from './section.ts'

/** What the names in a commit's product code are put into; see Signals. */
interface Names {
  readonly defined: Bag
  readonly siblings: Bag
  readonly enclosing: Bag
  readonly newNames: Set<string>
  readonly previousNames: Set<string>
  readonly nextNames: Set<string>
  linesAdded: number
  linesRemoved: number
}

/** The definitions that the lines read so far leave open, outermost first, and the last one that was there before. */
export interface Around {
  readonly open: { readonly name: string; readonly indentation: number }[]
  previous: string | undefined
  added: boolean
}

/** The definition that is open where a hunk's heading defines these names. */
export const openedBy = (names: readonly string[]): Around['open'] =>
  names.slice(0, 1).map(name => ({ name, indentation: -1 }))

/** Reads the names that a line defines, and those that are open around it. */
export const readNames = (
  reading: Names,
  kind: DiffLine['kind'],
  { names, indentation: column }: Line,
  around: Around,
): void => {
  const { open } = around
  while (column >= 0 && (open.at(-1)?.indentation ?? -2) >= column) open.pop()
  if (kind === 'context') {
    for (const name of names) addWords(reading.siblings, words(name), 1)
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
  reading: Names,
  kind: 'added' | 'removed',
  names: readonly string[],
  around: Around,
): void => {
  const { open, previous } = around
  if (kind === 'added') reading.linesAdded += 1
  else reading.linesRemoved += 1
  for (const name of names) addWords(reading.defined, words(name), 1)
  addEnclosing(reading.enclosing, open)
  if (kind === 'removed' || names.length === 0) return
  around.added = true
  for (const name of names) reading.newNames.add(bareName(name))
  if (previous !== undefined) reading.previousNames.add(bareName(previous))
}

const mostEnclosing = 4

const addEnclosing = (bag: Bag, open: Around['open']): void => {
  const least = Math.max(0, open.length - mostEnclosing)
  for (let at = open.length - 1, depth = 0; at >= least; at -= 1, depth += 1)
    addWords(bag, words(open[at]?.name ?? ''), 1 / (1 + depth / 2))
}
