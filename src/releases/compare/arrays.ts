import {
  type Comparing,
  change,
  type Difference,
  isCompatible,
  isWordsOnly,
  type Part,
} from './difference.ts'
import { typesIn } from './types-and-values.ts'
import type { All, View } from './view.ts'

/** Elements: those in front, the rest, and what some of them have to be. */
export const compareArrays: Part = (before, after, comparing) => {
  if (!typesIn(before).has('array')) return []
  const { compare } = comparing
  const front = Math.max(
    0,
    ...[before, after].flatMap(({ arrayScopes }) => arrayScopes.map(({ prefix }) => prefix.length)),
  )
  return [
    ...Array.from({ length: front }, (_, index) => index).flatMap(index =>
      compare(elementOf(before, index), elementOf(after, index)),
    ),
    ...compare(elementOf(before, front), elementOf(after, front)),
    ...contained(before, after, comparing),
  ]
}

const elementOf = ({ arrayScopes }: View, index: number): All =>
  arrayScopes.flatMap(({ prefix, rest }) => prefix[index] ?? rest ?? [])

const contained = (
  before: View,
  after: View,
  { compare, back }: Comparing,
): readonly Difference[] => {
  const isSame = (one: All, other: All) => isWordsOnly(compare(one, other))
  const isSaid = before.contains.some(
    was =>
      !after.contains.some(
        is => is.min >= was.min && is.max <= was.max && isSame([was.schema], [is.schema]),
      ),
  )
  const less = isSaid
    ? [change('minor', 'Less is asked of what some element has to be.', after)]
    : []
  const more = after.contains.flatMap(({ schema, min, max }): readonly Difference[] => {
    const isKept = before.contains.some(
      was =>
        was.min >= min &&
        (max === Number.POSITIVE_INFINITY
          ? isCompatible(compare([was.schema], [schema]))
          : was.max <= max &&
            isSame([was.schema], [schema]) &&
            isWordsOnly(back().compare([schema], [was.schema]))),
    )
    if (isKept || (min === 0 && max === Number.POSITIVE_INFINITY)) return []
    return [
      before.contains.length === 0
        ? change('major', 'Some element has to be of a kind now.', after, 'contains')
        : change(
            'unknown',
            'What some element has to be changed, and nobody can tell which arrays still fit.',
            after,
            'contains',
          ),
    ]
  })
  return [...less, ...more]
}
