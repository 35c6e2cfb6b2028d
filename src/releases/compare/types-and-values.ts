import { change, type Part, said } from './difference.ts'
import { allows, type JsonType, typeOfValue } from './keywords.ts'
import { sameJson } from './same-json.ts'
import type { View } from './view.ts'

/** The types that values can really have. */
export const typesIn = ({ types, values }: View): ReadonlySet<JsonType> =>
  values ? new Set(values.map(typeOfValue).filter(type => allows(types, type))) : types

/** Whether any of some types can really be there. */
export const couldBe = (view: View, types: readonly JsonType[]): boolean => {
  const own = typesIn(view)
  return types.some(type => own.has(type))
}

/** `type`, and what values of another type are allowed now. */
export const compareTypes: Part = (before, after) => {
  const [was, is] = [typesIn(before), after.types]
  const gone = [...was].filter(type => !allows(is, type))
  const fresh = after.values ? [] : [...is].filter(type => !allows(before.types, type))
  if (gone.length > 0)
    return [
      change(
        'major',
        `The type ${gone.join(', ')} is not allowed any more; it is ${listed(is)} now.`,
        after,
        'type',
      ),
    ]
  return fresh.length > 0 && !before.values
    ? [change('minor', `The type ${fresh.join(', ')} is allowed too.`, after, 'type')]
    : []
}

const listed = (types: ReadonlySet<JsonType>): string => [...types].join(' or ') || 'nothing'

/** `enum` and `const`. */
export const compareValues: Part = (before, after) => {
  const was = before.values ?? valuesOfTypes(before)
  const is = after.values
  const keyword = 'enum'
  if (!is)
    return before.values
      ? [change('minor', 'It is not restricted to some values any more.', after)]
      : []
  if (!was) return [change('major', `It is restricted to the values ${said(is)}.`, after, keyword)]
  const missing = (list: readonly unknown[], from: readonly unknown[]) =>
    list.filter(each => !from.some(other => sameJson(each, other)))
  const gone = missing(was, is)
  const fresh = missing(is, was)
  return [
    ...gone.map(each =>
      change('major', `The value ${said(each)} is not allowed any more.`, after, keyword),
    ),
    ...fresh.map(each =>
      change('minor', `The value ${said(each)} is allowed too.`, after, keyword),
    ),
  ]
}

/** The values of types that have few. */
const valuesOfTypes = ({ types }: View): readonly unknown[] | undefined => {
  if ([...types].some(type => type !== 'null' && type !== 'boolean')) return undefined
  return [...(types.has('null') ? [null] : []), ...(types.has('boolean') ? [true, false] : [])]
}
