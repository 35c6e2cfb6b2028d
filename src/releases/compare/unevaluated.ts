import { type Comparing, change, type Difference, isCompatible, type Part } from './difference.ts'
import { evaluatesAllOf, type UnevaluatedKeyword } from './evaluated.ts'
import { typesIn } from './types-and-values.ts'
import type { Unevaluated, View } from './view.ts'

/** `unevaluatedProperties` and `unevaluatedItems`: what they say, and of what. */
export const compareUnevaluated: Part = (before, after, comparing) =>
  kinds.flatMap(kind =>
    typesIn(before).has(kind.type) ? comparedOf(kind, before, after, comparing) : [],
  )

const kinds = [
  { type: 'object', keyword: 'unevaluatedProperties', what: 'Properties' },
  { type: 'array', keyword: 'unevaluatedItems', what: 'Elements' },
] as const

type Kind = (typeof kinds)[number]

const comparedOf = (
  { keyword, what }: Kind,
  before: View,
  after: View,
  comparing: Comparing,
): readonly Difference[] => {
  const [was, is] = [before[keyword], after[keyword]]
  const isSaidAgain = (each: Unevaluated) =>
    is.some(other => isKept(other, each, keyword, comparing.back()))
  return [
    ...is.flatMap(each => {
      const alone = comparing.compare([], [each.rest])
      if (isCompatible(alone) || was.some(other => isKept(other, each, keyword, comparing)))
        return []
      if (was.length > 0)
        return [
          change(
            'unknown',
            `What ${keyword} says changed, or what it is said of, and nobody can tell which documents it refuses now.`,
            after,
            keyword,
          ),
        ]
      return each.rest.schema === false
        ? [change('major', `${what} that nothing describes are forbidden now.`, after, keyword)]
        : alone
    }),
    ...(was.every(isSaidAgain)
      ? []
      : [change('minor', `Less is asked of what nothing describes (${keyword}).`, after)]),
  ]
}

/** Whether the later one refuses nothing that the earlier one allowed: it is said of no more, and asks no more. */
const isKept = (
  was: Unevaluated,
  is: Unevaluated,
  keyword: UnevaluatedKeyword,
  comparing: Comparing,
): boolean =>
  isCompatible(comparing.compare([was.rest], [is.rest])) &&
  evaluatesAllOf(
    [was.owner],
    [is.owner],
    { keyword, owners: [was.owner.schema, is.owner.schema] },
    comparing,
  )
