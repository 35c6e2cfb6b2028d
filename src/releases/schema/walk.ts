/** A schema that is an object; `true` and `false` are schemas too. */
export type SchemaObject = Readonly<Record<string, unknown>>

/** Whether a value is an object and no array. */
export const isObject = (value: unknown): value is SchemaObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a value can stand where a schema stands. */
export const isSchema = (value: unknown): value is SchemaObject | boolean =>
  typeof value === 'boolean' || isObject(value)

/** Keywords by what they hold: one schema, a list of schemas, or schemas under names. `items` may be the first two. */
const ofOne = [
  'items',
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
  'contentSchema',
]
const ofMany = ['items', 'prefixItems', 'allOf', 'anyOf', 'oneOf']
const ofNamed = [
  '$defs',
  'definitions',
  'properties',
  'patternProperties',
  'dependentSchemas',
  'dependencies',
]

/** A schema inside another one, and where it is. */
export interface Place {
  readonly schema: SchemaObject
  readonly path: readonly string[]
}

/** A schema and all that are in it, each with the names that lead to it. */
export const schemasIn = (root: unknown): readonly Place[] => {
  if (!isObject(root)) return []
  const known = walked.get(root)
  if (known) return known
  const places: Place[] = []
  const visit = (schema: unknown, path: readonly string[]): void => {
    if (!isObject(schema)) return
    places.push({ schema, path })
    for (const [names, child] of childrenOf(schema)) visit(child, [...path, ...names])
  }
  visit(root, [])
  walked.set(root, places)
  return places
}

/** The same schema is asked for by several rules; it is forgotten with the schema. */
const walked = new WeakMap<object, readonly Place[]>()

const childrenOf = (schema: SchemaObject): readonly (readonly [readonly string[], unknown])[] => [
  ...ofOne.map(keyword => [[keyword], schema[keyword]] as const),
  ...ofMany.flatMap(keyword => {
    const list = schema[keyword]
    return Array.isArray(list) ? under(keyword, list) : []
  }),
  ...ofNamed.flatMap(keyword => {
    const named = schema[keyword]
    return isObject(named) ? under(keyword, named) : []
  }),
]

const under = (keyword: string, children: object) =>
  Object.entries(children).map(([name, child]) => [[keyword, name], child] as const)
