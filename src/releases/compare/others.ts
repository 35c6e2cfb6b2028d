import type { ChangeLevel } from '../change.ts'
import { change, type Difference, isCompatible, type Part } from './difference.ts'
import { annotationWords } from './keywords.ts'
import { sameJson } from './same-json.ts'

/** `not`: what it holds may become narrower, never wider. */
export const compareNots: Part = (before, after, comparing) => {
  if (after.nots.length === 0)
    return before.nots.length > 0 ? [change('minor', 'Less is forbidden by "not".', after)] : []
  const narrowed = after.nots.map(each =>
    before.nots.map(was => comparing.back().compare([each], [was])).find(isCompatible),
  )
  if (narrowed.every(each => each !== undefined)) {
    const isSame =
      before.nots.length <= after.nots.length &&
      narrowed.every(each => each?.every(({ level }) => level === 'patch'))
    return isSame ? [] : [change('minor', 'Less is forbidden by "not".', after)]
  }
  return [
    change(
      'unknown',
      'What "not" forbids changed, and nobody can tell which documents it refuses now.',
      after,
      'not',
    ),
  ]
}

/** `if`, `then` and `else`. */
export const compareConditions: Part = (before, after, { compare }) => {
  if (after.conditions.length === 0)
    return before.conditions.length > 0 ? [change('minor', 'A condition is gone.', after)] : []
  if (after.conditions.length !== before.conditions.length)
    return [
      change(
        'unknown',
        'There are other conditions (if, then, else), and nobody can tell which documents they refuse.',
        after,
      ),
    ]
  return after.conditions.flatMap((is, index) => {
    const was = before.conditions[index]
    if (!was) return []
    const isSame = (differences: readonly Difference[]) =>
      differences.every(({ level }) => level === 'patch')
    if (isSame(compare([was.when], [is.when])))
      return [...compare(was.holds, is.holds), ...compare(was.fails, is.fails)]
    return [
      change(
        'unknown',
        'A condition (if) changed, and nobody can tell which documents fall under it now.',
        after,
        'if',
      ),
    ]
  })
}

/** Keywords that nobody knows, and references that lead nowhere: the same or not. */
export const compareOpaque: Part = (before, after) =>
  changedKeys(before.opaque, after.opaque).map(keyword => {
    if (keyword.startsWith('x-')) return change('minor', `${keyword} changed.`, after)
    const why =
      keyword === '$ref'
        ? 'A reference that cannot be followed from here changed'
        : `"${keyword}" changed, a keyword that is not understood`
    return change('unknown', `${why}: nobody can tell what that means.`, after)
  })

/** Titles, descriptions and other words. */
export const compareWords: Part = (before, after) =>
  changedKeys(before.words, after.words).map(keyword => {
    const level: ChangeLevel = annotationWords[keyword] ?? 'patch'
    return change(level, `${keyword} changed.`, after)
  })

const changedKeys = (
  before: ReadonlyMap<string, readonly unknown[]>,
  after: ReadonlyMap<string, readonly unknown[]>,
): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter(
    key => !sameJson(before.get(key) ?? [], after.get(key) ?? []),
  )
