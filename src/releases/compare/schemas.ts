import type { FindReference, Located } from '../schema/documents.ts'
import { compareArrays } from './arrays.ts'
import { compareBounds } from './bounds.ts'
import { type BranchStep, fromBranches, intoBranches } from './branches.ts'
import { compareChoices } from './choices.ts'
import { type Comparing, change, type Difference, isCompatible, type Part } from './difference.ts'
import { compareForms } from './forms.ts'
import { compareObjects } from './objects.ts'
import { compareConditions, compareNots, compareOpaque, compareWords } from './others.ts'
import { viewOf } from './read-view.ts'
import { compareTypes, compareValues } from './types-and-values.ts'
import { compareUnevaluated } from './unevaluated.ts'
import type { All, View } from './view.ts'

/**
 * What changed between two schemas. Documents of the earlier one are valid by the later one unless a difference says `major`, or
 * `unknown` where that cannot be decided. What a schema leaves open, without a word about it, is not counted.
 */
export const compareSchemas = (
  before: Located,
  after: Located,
  findBefore: FindReference,
  findAfter: FindReference,
): readonly Difference[] => {
  const viewBefore = (all: All) => viewOf(all, findBefore)
  const viewAfter = (all: All) => viewOf(all, findAfter)
  const idOf = identities()
  const forth = comparingOf(viewBefore, viewAfter, idOf, () => back)
  const back = comparingOf(viewAfter, viewBefore, idOf, () => forth)
  return forth.compare([before], [after])
}

const comparingOf = (
  viewBefore: Comparing['viewBefore'],
  viewAfter: Comparing['viewAfter'],
  idOf: (place: Located) => string,
  back: Comparing['back'],
): Comparing => {
  const known = new Map<string, readonly Difference[]>()
  const comparing: Comparing = {
    viewBefore,
    viewAfter,
    back,
    compare(was, is) {
      const key = `${was.map(idOf).join()}|${is.map(idOf).join()}`
      const earlier = known.get(key)
      if (earlier) return earlier
      // Schemas that lead back to themselves are alike if nothing else is different.
      known.set(key, [])
      const found = compareViews(viewBefore(was), viewAfter(is), comparing)
      known.set(key, found)
      return found
    },
  }
  return comparing
}

/** Numbers for schemas: the same object has the same number. */
const identities = (): ((place: Located) => string) => {
  const numbers = new Map<object, number>()
  return ({ schema }) => {
    if (typeof schema === 'boolean') return `${schema}`
    const number = numbers.get(schema) ?? numbers.size
    numbers.set(schema, number)
    return `${number}`
  }
}

const parts: readonly Part[] = [
  compareTypes,
  compareValues,
  compareBounds,
  compareForms,
  compareObjects,
  compareArrays,
  compareUnevaluated,
  compareNots,
  compareConditions,
  compareOpaque,
  compareWords,
]

const compareViews = (
  before: View,
  after: View,
  comparing: Comparing,
  taken: ReadonlySet<unknown> = new Set(),
): readonly Difference[] => {
  if (isNever(before))
    return isNever(after) ? [] : [change('minor', 'Something is allowed here now.', after)]
  if (isNever(after)) return [change('major', 'Nothing is allowed here any more.', after)]
  const direct = unique([
    ...parts.flatMap(part => part(before, after, comparing)),
    ...compareChoices(before, after, comparing),
  ])
  if (isCompatible(direct)) return direct
  return (
    fromBranches(before, after, step(comparing, taken)) ??
    intoBranches(before, after, step(comparing, taken)) ??
    direct
  )
}

/** What is compared branch by branch asks for more comparisons, and must not come back to the same choice. */
const step = (comparing: Comparing, taken: ReadonlySet<unknown>): BranchStep => ({
  ...comparing,
  taken,
  views: (before, after, now) =>
    compareViews(without(before, now), without(after, now), comparing, now),
})

const without = (view: View, taken: ReadonlySet<unknown>): View => ({
  ...view,
  choices: view.choices.filter(({ source }) => !taken.has(source)),
})

/** The same difference behind several references is one. */
const unique = (differences: readonly Difference[]): readonly Difference[] => [
  ...new Set(differences),
]

const isNever = ({ types, values }: View): boolean => types.size === 0 || values?.length === 0
