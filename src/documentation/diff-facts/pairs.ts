import { type ChangeObject, diffArrays } from 'diff'
import type { Hunk } from '../../ports/diff.ts'

/** A word, number, flag or sign of a line. */
export interface Word {
  readonly text: string
  readonly index: number
}

/** A line of code that was removed or added. `code` is it without comments, everything in its place. */
export interface Line {
  readonly file: string
  readonly test: boolean
  /** Its number on its own side. */
  readonly number: number
  readonly code: string
  readonly words: readonly Word[]
  /** Where it stands in its hunk. */
  readonly hunk: Hunk
  readonly place: number
}

/** Words that stand in the same place of a line before and after. */
export interface Slot {
  readonly from: Word
  readonly to: Word
}

/** A removed line and the added line that replaced it. */
export interface Pair {
  readonly removed: Line
  readonly added: Line
  readonly slots: readonly Slot[]
  /** Nothing but the slots differs. */
  readonly even: boolean
  /** Another line could as well be the one that it replaced, or that replaced it. */
  readonly ambiguous: boolean
}

const mostComparisons = 4000
/** Lines that share less are not one line changed, but two. */
const alike = 0.5
const asAlike = 0.1

/** Whether there is anything to pair, and not too much. */
export const areComparable = (removed: readonly unknown[], added: readonly unknown[]): boolean => {
  const comparisons = removed.length * added.length
  return comparisons > 0 && comparisons <= mostComparisons
}

/** Pairs lines in their order so that they are as alike as can be together. */
export const align = (removed: readonly Line[], added: readonly Line[]): Pair[] => {
  if (!areComparable(removed, added)) return []
  const table = removed.map(one => added.map(other => likeness(one, other)))
  const best = bestOf(table)
  const pairs: [number, number][] = []
  let [r, a] = [0, 0]
  while (r < removed.length && a < added.length) {
    const here = table[r]?.[a] ?? 0
    const total = best[r]?.[a] ?? 0
    if (here >= alike && total === here + (best[r + 1]?.[a + 1] ?? 0)) pairs.push([r++, a++])
    else if (total === (best[r + 1]?.[a] ?? 0)) r += 1
    else a += 1
  }
  return pairs.map(([one, other]) => {
    const ambiguous = hasRival(table, pairs, one, other)
    return pair(removed[one] as Line, added[other] as Line, ambiguous)
  })
}

/** `best[r][a]`: the most likeness that the lines from there on can have together. */
const bestOf = (table: readonly (readonly number[])[]): number[][] => {
  const best: number[][] = [...table.map(row => row.map(() => 0)), []]
  for (let r = table.length - 1; r >= 0; r -= 1) {
    const row = table[r] ?? []
    for (let a = row.length - 1; a >= 0; a -= 1) {
      const here = row[a] ?? 0
      const both = here >= alike ? here + (best[r + 1]?.[a + 1] ?? 0) : 0
      const skipped = Math.max(best[r + 1]?.[a] ?? 0, best[r]?.[a + 1] ?? 0)
      ;(best[r] as number[])[a] = Math.max(both, skipped)
    }
  }
  return best
}

/** Whether a line that is in no pair is nearly as like one of a pair as the other of that pair is. */
const hasRival = (
  table: readonly (readonly number[])[],
  pairs: readonly (readonly [number, number])[],
  removed: number,
  added: number,
): boolean => {
  const enough = (table[removed]?.[added] ?? 0) - asAlike
  const freeAdded = (table[removed] ?? []).some(
    (value, a) => value >= enough && !pairs.some(pair => pair[1] === a),
  )
  const freeRemoved = table.some(
    (row, r) => (row[added] ?? 0) >= enough && !pairs.some(pair => pair[0] === r),
  )
  return freeAdded || freeRemoved
}

/** The share of words that two lines have in common, from 0 to 1. */
const likeness = (one: Line, other: Line): number => {
  const total = one.words.length + other.words.length
  if (one.words.length === 0 || other.words.length === 0) return 0
  const left = new Map<string, number>()
  for (const { text } of one.words) left.set(text, (left.get(text) ?? 0) + 1)
  let common = 0
  for (const { text } of other.words) {
    const count = left.get(text) ?? 0
    if (count > 0) common += 1
    left.set(text, count - 1)
  }
  return (2 * common) / total
}

const pair = (removed: Line, added: Line, ambiguous: boolean): Pair => {
  const slots: Slot[] = []
  let even = true
  let [r, a] = [0, 0]
  const runs = diffArrays(
    removed.words.map(({ text }) => text),
    added.words.map(({ text }) => text),
  )
  for (const [place, run] of runs.entries()) {
    if (replaces(run, runs[place - 1], runs[place + 1])) {
      if (run.removed) slots.push(...slotsOf(removed, r, added, a, run.count))
    } else if (run.removed || run.added) even = false
    if (!run.added) r += run.count
    if (!run.removed) a += run.count
  }
  return { removed, added, slots, even, ambiguous }
}

type Run = Pick<ChangeObject<string[]>, 'added' | 'removed' | 'count'>

/** Whether a run of words goes for as many others, or comes for them; what goes stands before what comes in its place. */
const replaces = (run: Run, before?: Run, after?: Run): boolean => {
  const other = run.removed ? after : before
  const changes = run.removed ? other?.added : run.added && other?.removed
  return changes === true && other?.count === run.count
}

const slotsOf = (removed: Line, r: number, added: Line, a: number, count: number): Slot[] =>
  removed.words
    .slice(r, r + count)
    .map((from, step) => ({ from, to: added.words[a + step] as Word }))
