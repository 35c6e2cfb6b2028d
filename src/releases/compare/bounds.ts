import { change, type Difference, type Part, said } from './difference.ts'
import { allows, lowerBounds, typeOfValue, typesBoundBy, upperBounds } from './keywords.ts'
import { couldBe } from './types-and-values.ts'
import type { View } from './view.ts'

/** Bounds of numbers, lengths and counts. */
export const compareBounds: Part = (before, after) => {
  if (before.values) return outOfBounds(before, before.values, after)
  return [...lowerBounds, ...upperBounds]
    .filter(keyword => couldBe(before, typesBoundBy(keyword)))
    .flatMap(keyword => compareBound(before, after, keyword))
}

const compareBound = (before: View, after: View, keyword: string): readonly Difference[] => {
  const isLower = lowerBounds.includes(keyword)
  const [was, is] = [before.bounds[keyword], after.bounds[keyword]]
  const [from, to] = [was ?? unbound(keyword, isLower), is ?? unbound(keyword, isLower)]
  if (from === to) return []
  const isNarrower = isLower ? to > from : to < from
  if (isNarrower && isImplied(before, keyword, to)) return []
  const now = is === undefined ? 'is gone' : `is ${is} now`
  return [
    change(
      isNarrower ? 'major' : 'minor',
      `${keyword} ${now}, it was ${was ?? 'not set'}.`,
      after,
      ...(is === undefined ? [] : [keyword]),
    ),
  ]
}

/** What a bound is where it is not set: nothing has less than no characters, elements or properties. */
const unbound = (keyword: string, isLower: boolean): number => {
  if (!isLower) return Number.POSITIVE_INFINITY
  return keyword.startsWith('min') && keyword !== 'minimum' ? 0 : Number.NEGATIVE_INFINITY
}

/** Whether the other keyword of the pair said as much before: `exclusiveMinimum: 0` implies `minimum: 0`. */
const isImplied = (before: View, keyword: string, bound: number): boolean => {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = before.bounds
  const isWhole = !before.types.has('number')
  switch (keyword) {
    case 'minimum':
      return (
        exclusiveMinimum !== undefined &&
        (exclusiveMinimum >= bound || (isWhole && exclusiveMinimum + 1 >= bound))
      )
    case 'exclusiveMinimum':
      return minimum !== undefined && minimum > bound
    case 'maximum':
      return (
        exclusiveMaximum !== undefined &&
        (exclusiveMaximum <= bound || (isWhole && exclusiveMaximum - 1 <= bound))
      )
    case 'exclusiveMaximum':
      return maximum !== undefined && maximum < bound
    default:
      return false
  }
}

/** Which of a few known values the bounds refuse now. */
const outOfBounds = (
  before: View,
  values: readonly unknown[],
  after: View,
): readonly Difference[] =>
  values
    .filter(value => allows(before.types, typeOfValue(value)) && !isWithin(value, after))
    .map(value => change('major', `The value ${said(value)} is out of bounds now.`, after))

/** Whether a value is within all bounds that say something about its type. */
export const isWithin = (value: unknown, { bounds }: View): boolean =>
  Object.entries(bounds).every(([keyword, bound]) => {
    if (!typesBoundBy(keyword).includes(typeOfValue(value))) return true
    const size = sizeOf(value)
    if (keyword === 'exclusiveMinimum') return size > bound
    if (keyword === 'exclusiveMaximum') return size < bound
    return lowerBounds.includes(keyword) ? size >= bound : size <= bound
  })

const sizeOf = (value: unknown): number => {
  if (typeof value === 'number') return value
  if (typeof value === 'string') return [...value].length
  return Object.keys(value as object).length
}
