import { diffArrays } from 'diff'
import {
  commonEnding,
  edgesOf,
  type Line,
  linesOf,
  withEdgesOf,
  withLf,
} from '../markdown/lines.ts'

/** More differences than this are not searched for: every line is then a new one. A count, not a time, so the answer is always the same. */
const maxDifferences = 1000

/** The old ending of each new line that was there before; undefined for a line that was not. */
const keptEndings = (
  old: readonly Line[],
  next: readonly Line[],
): readonly (string | undefined)[] => {
  const changes = diffArrays(
    old.map(({ text }) => text),
    next.map(({ text }) => text),
    { maxEditLength: maxDifferences },
  )
  if (!changes) return []
  const endings: (string | undefined)[] = []
  let place = 0
  for (const { added, removed, count } of changes) {
    if (removed) place += count
    else if (added) for (let each = 0; each < count; each += 1) endings.push(undefined)
    else
      for (let each = 0; each < count; each += 1, place += 1)
        endings.push(old[place]?.ending || undefined)
  }
  return endings
}

/**
 * A new text (LF) as a document writes it: between the blank lines of the old one, each line that was there before with the ending
 * it had, each other with the section's commonest, or the document's.
 */
export const withEndingsOf = (old: string, next: string, document: string): string => {
  const ending = commonEnding(old) ?? commonEnding(document) ?? '\n'
  const whole = withEdgesOf(old, next, ending)
  const { leading, body, trailing } = edgesOf(whole)
  const lines = linesOf(withLf(body))
  const sameThroughout = linesOf(old).every(line => line.ending === ending || line.ending === '')
  const kept = sameThroughout ? [] : keptEndings(linesOf(old), lines)
  const written = lines.map(({ text }, place) =>
    place === lines.length - 1 ? text : text + (kept[place] ?? ending),
  )
  return leading + written.join('') + trailing
}
