import {
  type Comparing,
  change,
  type Difference,
  isCompatible,
  loss,
  type Part,
} from './difference.ts'
import { fits } from './forms.ts'
import { typesIn } from './types-and-values.ts'
import type { All, View } from './view.ts'

/** What the schemas say of one property: where it is named, by patterns, and as one of the rest. */
export const propertyOf = (
  { properties, patternProperties, objectScopes }: View,
  name: string,
): All => [
  ...(properties.get(name) ?? []),
  ...[...patternProperties].flatMap(([pattern, all]) => (fits(pattern, name) ? all : [])),
  ...objectScopes
    .filter(({ names, patterns }) => !names.has(name) && !patterns.some(each => fits(each, name)))
    .map(({ rest }) => rest),
]

/** Properties, which of them are required, and what others there may be. */
export const compareObjects: Part = (before, after, comparing) => {
  if (!typesIn(before).has('object')) return []
  const renamed = renamedIn(before, after, comparing)
  return [
    ...removed(before, after, renamed),
    ...noLongerForbidden(before, after),
    ...kept(before, after, comparing),
    ...added(before, after, comparing),
    ...required(before, after, renamed),
    ...patterns(before, after, comparing),
    ...rest(before, after, comparing),
    ...comparing.compare(before.propertyNames, after.propertyNames),
    ...dependencies(before, after, comparing),
  ]
}

const isNamed = (view: View, name: string): boolean => view.properties.has(name)

const goneFrom = (before: View, after: View): readonly string[] =>
  [...before.properties.keys()].filter(name => !isNamed(after, name) && !isForbidden(before, name))

/** A property that only `false` stands for was never there. */
const isForbidden = (view: View, name: string): boolean =>
  view.properties.get(name)?.some(({ schema }) => schema === false) ?? false

/** New names of properties that are gone, where exactly one new property is described as they were. */
const renamedIn = (
  before: View,
  after: View,
  { compare }: Comparing,
): ReadonlyMap<string, string> => {
  const fresh = [...after.properties.keys()].filter(name => !isNamed(before, name))
  const pairs = goneFrom(before, after).flatMap(old => {
    const alike = fresh.filter(name =>
      compare(propertyOf(before, old), propertyOf(after, name)).every(
        ({ level }) => level === 'patch',
      ),
    )
    return alike.length === 1 && alike[0] !== undefined ? [[old, alike[0]] as const] : []
  })
  const isTaken = (name: string) => pairs.filter(([, each]) => each === name).length > 1
  return new Map(pairs.filter(([, name]) => !isTaken(name)))
}

const removed = (
  before: View,
  after: View,
  renamed: ReadonlyMap<string, string>,
): readonly Difference[] =>
  goneFrom(before, after).map(name => {
    const next = renamed.get(name)
    return loss(
      'major',
      next === undefined
        ? `The property "${name}" was removed.`
        : `The property "${name}" was removed or renamed to "${next}".`,
      before,
      'properties',
      name,
    )
  })

const noLongerForbidden = (before: View, after: View): readonly Difference[] =>
  [...before.properties.keys()]
    .filter(name => isForbidden(before, name) && !isNamed(after, name))
    .map(name => change('minor', `The property "${name}" is not forbidden any more.`, after))

const kept = (before: View, after: View, { compare }: Comparing): readonly Difference[] =>
  [...before.properties.keys()]
    .filter(name => isNamed(after, name))
    .flatMap(name => compare(propertyOf(before, name), propertyOf(after, name)))

const added = (
  before: View,
  after: View,
  { compare, viewBefore }: Comparing,
): readonly Difference[] =>
  [...after.properties.keys()]
    .filter(name => !isNamed(before, name))
    .flatMap(name => {
      if (isForbidden(after, name))
        return [
          change('major', `The property "${name}" is forbidden now.`, after, 'properties', name),
        ]
      // What an open schema lets pass without a word is not counted; what it describes as one of many is.
      const was = propertyOf(before, name)
      const isDescribed = was.some(({ schema }) => schema !== false)
      const narrowed = isDescribed ? compare(was, propertyOf(after, name)) : []
      const isOtherwise = describedInParts(before, name, viewBefore).some(
        all => !isCompatible(compare([...was, ...all], propertyOf(after, name))),
      )
      return [
        ...narrowed.filter(({ level }) => level === 'major' || level === 'unknown'),
        isOtherwise
          ? change(
              'unknown',
              `The property "${name}" was described in another way by a part of the schema, and nobody can tell which documents have it like that.`,
              after,
              'properties',
              name,
            )
          : change('minor', `The property "${name}" is new.`, after, 'properties', name),
      ]
    })

/** Choices inside conditions inside choices, as people write them. */
const deepest = 3

/** What choices, conditions and dependencies say of a property where they apply, and what is said of all that nothing else describes. */
const describedInParts = (
  view: View,
  name: string,
  viewOf: (all: All) => View,
  depth = deepest,
): readonly All[] => {
  const parts = [
    ...view.choices.flatMap(({ branches }) => branches),
    ...view.conditions.flatMap(({ when, holds, fails }) => [when, ...holds, ...fails]),
    ...[...view.dependentSchemas.values()].flat(),
  ]
  const inside = parts.flatMap(part => {
    const its = viewOf([part])
    return [
      propertyOf(its, name),
      ...(depth > 1 ? describedInParts(its, name, viewOf, depth - 1) : []),
    ]
  })
  return [...inside, ...view.unevaluatedProperties.map(({ rest }) => [rest])].filter(
    all => all.length > 0 && all.every(({ schema }) => schema !== false),
  )
}

const required = (
  before: View,
  after: View,
  renamed: ReadonlyMap<string, string>,
): readonly Difference[] => {
  const newNames = new Set(renamed.values())
  return [
    ...[...after.required]
      .filter(name => !before.required.has(name) && !newNames.has(name))
      .map(name => change('major', `The property "${name}" is required now.`, after, 'required')),
    ...[...before.required]
      .filter(name => !after.required.has(name) && !renamed.has(name))
      .map(name => change('minor', `The property "${name}" is not required any more.`, after)),
  ]
}

const patterns = (before: View, after: View, { compare }: Comparing): readonly Difference[] => {
  const all = new Set([...before.patternProperties.keys(), ...after.patternProperties.keys()])
  return [...all].flatMap(pattern => {
    const was = before.patternProperties.get(pattern)
    const is = after.patternProperties.get(pattern)
    if (was && is) return compare(was, is)
    if (was) return compare(was, restOf(after))
    const fresh = change(
      'minor',
      `Properties like ${pattern} are described.`,
      after,
      'patternProperties',
      pattern,
    )
    const narrowed = compare(restOf(before), is ?? [])
    return isCompatible(narrowed) ? [fresh] : narrowed
  })
}

const restOf = ({ objectScopes }: View): All => objectScopes.map(({ rest }) => rest)

const rest = (before: View, after: View, { compare }: Comparing): readonly Difference[] => {
  const [was, is] = [restOf(before), restOf(after)]
  const isClosed = (all: All) => all.some(({ schema }) => schema === false)
  if (isClosed(was) && isClosed(is)) return []
  if (isClosed(is))
    return [
      change(
        'major',
        'Properties that are not named are forbidden now.',
        after,
        'additionalProperties',
      ),
    ]
  if (isClosed(was))
    return [change('minor', 'Properties that are not named are allowed now.', after)]
  return compare(was, is)
}

const dependencies = (before: View, after: View, { compare }: Comparing): readonly Difference[] => [
  ...[...after.dependentRequired].flatMap(([name, needs]) =>
    [...needs]
      .filter(need => !before.required.has(need) && !before.dependentRequired.get(name)?.has(need))
      .map(need => change('major', `The property "${name}" asks for "${need}" now.`, after)),
  ),
  ...[...before.dependentRequired].flatMap(([name, needs]) =>
    [...needs].some(need => !after.dependentRequired.get(name)?.has(need))
      ? [change('minor', `The property "${name}" asks for less now.`, after)]
      : [],
  ),
  ...[...new Set([...before.dependentSchemas.keys(), ...after.dependentSchemas.keys()])].flatMap(
    name =>
      compare(before.dependentSchemas.get(name) ?? [], after.dependentSchemas.get(name) ?? []),
  ),
]
