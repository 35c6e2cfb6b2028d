import type { Located } from '../schema/documents.ts'
import { isObject, type SchemaObject } from '../schema/walk.ts'
import { type Comparing, isCompatible, isWordsOnly } from './difference.ts'
import { fits } from './forms.ts'
import type { All, Choice, View } from './view.ts'

export type UnevaluatedKeyword = 'unevaluatedProperties' | 'unevaluatedItems'

/** Which keyword is looked at, and in which two schemas: what it says itself there is not counted, only what it says in their parts. */
export interface Looking {
  readonly keyword: UnevaluatedKeyword
  readonly owners: readonly unknown[]
}

/** Choices inside conditions inside choices, as people write them. */
const deepest = 4

/**
 * Whether later schemas evaluate every property (or element) that the earlier ones do, in each document that the earlier ones allow:
 * what they evaluate in any case, and what they evaluate as they choose and decide.
 */
export const evaluatesAllOf = (
  was: All,
  is: All,
  looking: Looking,
  comparing: Comparing,
  depth = 0,
): boolean => {
  if (depth > deepest) return false
  const [before, after] = [comparing.viewBefore(was), comparing.viewAfter(is)]
  const known = alwaysEvaluated(after, looking)
  if (known.all) return true
  const some = alwaysEvaluated(before, looking)
  const within = (one: All, other: All) => evaluatesAllOf(one, other, looking, comparing, depth + 1)
  const isIn = (one: All, other: All) => within(one, is) || within(one, other)
  return (
    !some.all &&
    some.elements <= known.elements &&
    [...some.names].every(
      name => known.names.has(name) || [...known.patterns].some(each => fits(each, name)),
    ) &&
    [...some.patterns].every(each => known.patterns.has(each)) &&
    (looking.keyword === 'unevaluatedProperties' || containedIn(before, after, comparing)) &&
    before.choices.every((choice, index) =>
      isChosen(choice, after.choices[index], comparing, isIn, each => within([each], is)),
    ) &&
    isDecided(before, after, comparing, isIn) &&
    [...before.dependentSchemas].every(([name, all]) =>
      isIn(all, after.dependentSchemas.get(name) ?? []),
    )
  )
}

interface Evaluated {
  readonly all: boolean
  readonly elements: number
  readonly names: ReadonlySet<string>
  readonly patterns: ReadonlySet<string>
}

/** What is evaluated whatever the document is. */
const alwaysEvaluated = ({ conjuncts }: View, { keyword, owners }: Looking): Evaluated => {
  const objects = conjuncts.map(({ schema }) => schema).filter(isObject)
  const keysOf = (name: string) =>
    new Set(objects.flatMap(({ [name]: value }) => (isObject(value) ? Object.keys(value) : [])))
  const isAll = (schema: SchemaObject) =>
    (keyword in schema && !owners.includes(schema)) ||
    (keyword === 'unevaluatedItems'
      ? 'items' in schema && !Array.isArray(schema.items)
      : 'additionalProperties' in schema)
  return {
    all: objects.some(isAll),
    elements: Math.max(
      0,
      ...objects.map(({ prefixItems }) => (Array.isArray(prefixItems) ? prefixItems.length : 0)),
    ),
    names: keysOf('properties'),
    patterns: keysOf('patternProperties'),
  }
}

/** Elements that are what some of them have to be are evaluated by that. */
const containedIn = (before: View, after: View, { compare }: Comparing): boolean =>
  before.contains.every(was =>
    after.contains.some(is => isCompatible(compare([was.schema], [is.schema]))),
  )

/** A document that fits a choice of the earlier schema fits the same one of the later schema. */
const isChosen = (
  was: Choice,
  is: Choice | undefined,
  { compare }: Comparing,
  isIn: (one: All, other: All) => boolean,
  isInAnyCase: (branch: Located) => boolean,
): boolean =>
  was.branches.every((branch, index) => {
    const same = is?.branches[index]
    return same && isCompatible(compare([branch], [same]))
      ? isIn([branch], [same])
      : isInAnyCase(branch)
  })

const isDecided = (
  before: View,
  after: View,
  { compare }: Comparing,
  isIn: (one: All, other: All) => boolean,
): boolean =>
  before.conditions.every((was, index) => {
    const is = after.conditions[index]
    const same =
      is && isWordsOnly(compare([was.when], [is.when]))
        ? is
        : { when: undefined, holds: [], fails: [] }
    return (
      isIn([was.when], same.when ? [same.when] : []) &&
      isIn(was.holds, same.holds) &&
      isIn(was.fails, same.fails)
    )
  })
