import { allows, typeOfValue } from './keywords.ts'
import { propertyOf } from './objects.ts'
import { sameJson } from './same-json.ts'
import { typesIn } from './types-and-values.ts'
import type { All, View } from './view.ts'

/** Deeper than people tell alternatives apart by. */
const deepest = 3

/**
 * Whether no document can fit both of two schemas, as far as that can be told: by types, by fixed values, or by a property that
 * tells them apart.
 */
export const areDisjoint = (
  one: View,
  other: View,
  viewOf: (all: All) => View,
  depth = 0,
): boolean => {
  const types = [...typesIn(one)].filter(
    type => allows(typesIn(other), type) || (type === 'number' && typesIn(other).has('integer')),
  )
  if (types.length === 0) return true
  if (one.values && other.values)
    return !one.values.some(each => other.values?.some(value => sameJson(each, value)))
  if ((one.values ?? other.values)?.every(value => !fitsTypes(value, one.values ? other : one)))
    return true
  if (types.some(type => type !== 'object') || depth >= deepest) return false
  const needed = new Set([...one.required, ...other.required])
  return [...needed].some(name => {
    const [mine, theirs] = [propertyOf(one, name), propertyOf(other, name)]
    if (mine.length === 0 || theirs.length === 0) return false
    return areDisjoint(viewOf(mine), viewOf(theirs), viewOf, depth + 1)
  })
}

const fitsTypes = (value: unknown, view: View): boolean => allows(view.types, typeOfValue(value))
