import type { FindReference, Located } from '../schema/documents.ts'
import { isObject, isSchema, type SchemaObject } from '../schema/walk.ts'
import { isWithin } from './bounds.ts'
import { fits } from './forms.ts'
import {
  allows,
  annotationWords,
  type JsonType,
  knownKeywords,
  lowerBounds,
  typeOfValue,
  typesOf,
  upperBounds,
} from './keywords.ts'
import { sameJson } from './same-json.ts'
import type { All, ArrayScope, Choice, ObjectScope, Unevaluated, View } from './view.ts'

/** Choices inside choices, as people write them. */
const deepest = 2

/** Reads schemas that hold at once as one. */
export const viewOf = (all: All, find: FindReference, depth = 0): View => {
  const view = emptyView(all)
  view.conjuncts = conjunctsOf(all, find, view.opaque)
  for (const place of view.conjuncts) {
    const { schema, document } = place
    if (schema === false) view.types = new Set()
    if (isObject(schema))
      for (const part of parts) part(view, schema, child => ({ schema: child, document }))
  }
  // What is only said by the branches of a choice, `anyOf: [{ type: … }, { type: … }]`, is said of the whole.
  for (const { branches } of depth < deepest ? view.choices : []) {
    const types = new Set(branches.flatMap(each => [...viewOf([each], find, depth + 1).types]))
    view.types = bothOf(view.types, types)
  }
  view.values = view.values?.filter(each => isPossible(each, view))
  return view
}

/** Whether a value of a list is not ruled out by what is said beside the list. */
const isPossible = (value: unknown, view: View): boolean =>
  allows(view.types, typeOfValue(value)) &&
  isWithin(value, view) &&
  (typeof value !== 'string' || [...view.patterns].every(pattern => fits(pattern, value)))

/** The schemas behind references and in `allOf`, each once. */
const conjunctsOf = (all: All, find: FindReference, opaque: Map<string, unknown[]>): Located[] => {
  const found = new Map<unknown, Located>()
  const add = (place: Located): void => {
    const { schema, document } = place
    if (found.has(schema)) return
    found.set(schema, place)
    if (!isObject(schema)) return
    const target = typeof schema.$ref === 'string' ? find(schema.$ref, document) : undefined
    if (target) add(target)
    else if (schema.$ref !== undefined) push(opaque, '$ref', schema.$ref)
    for (const each of Array.isArray(schema.allOf) ? schema.allOf.filter(isSchema) : [])
      add({ schema: each, document })
  }
  for (const place of all) add(place)
  return [...found.values()]
}

type Mutable = ReturnType<typeof emptyView>
type Place = (schema: SchemaObject | boolean) => Located

const emptyView = (all: All) => ({
  all,
  conjuncts: [] as Located[],
  types: typesOf(undefined) as ReadonlySet<JsonType>,
  values: undefined as unknown[] | undefined,
  bounds: {} as Record<string, number>,
  multiples: [] as number[],
  patterns: new Set<string>(),
  formats: new Set<string>(),
  isUnique: false,
  required: new Set<string>(),
  properties: new Map<string, Located[]>(),
  patternProperties: new Map<string, Located[]>(),
  objectScopes: [] as ObjectScope[],
  arrayScopes: [] as ArrayScope[],
  propertyNames: [] as Located[],
  contains: [] as { schema: Located; min: number; max: number }[],
  dependentRequired: new Map<string, Set<string>>(),
  dependentSchemas: new Map<string, Located[]>(),
  choices: [] as Choice[],
  nots: [] as Located[],
  conditions: [] as { when: Located; holds: All; fails: All }[],
  unevaluatedProperties: [] as Unevaluated[],
  unevaluatedItems: [] as Unevaluated[],
  opaque: new Map<string, unknown[]>(),
  words: new Map<string, unknown[]>(),
})

const push = <Value>(map: Map<string, Value[]>, key: string, value: Value): void => {
  map.set(key, [...(map.get(key) ?? []), value])
}

const ofTypes = (view: Mutable, schema: SchemaObject): void => {
  view.types = bothOf(view.types, typesOf(schema.type))
}

const bothOf = (one: ReadonlySet<JsonType>, other: ReadonlySet<JsonType>): Set<JsonType> => {
  const both = new Set([...one].filter(type => allows(other, type)))
  if (one.has('number') && !other.has('number') && other.has('integer')) both.add('integer')
  return both
}

const ofValues = (view: Mutable, schema: SchemaObject): void => {
  const lists = [
    ...(Array.isArray(schema.enum) ? [schema.enum] : []),
    ...('const' in schema ? [[schema.const]] : []),
  ]
  for (const list of lists)
    view.values = (view.values ?? list).filter(each => list.some(other => sameJson(each, other)))
}

const ofBounds = (view: Mutable, schema: SchemaObject): void => {
  for (const keyword of [...lowerBounds, ...upperBounds]) {
    const value = schema[keyword]
    const narrower = lowerBounds.includes(keyword) ? Math.max : Math.min
    if (typeof value === 'number')
      view.bounds[keyword] = narrower(view.bounds[keyword] ?? value, value)
  }
}

const ofSimple = (view: Mutable, schema: SchemaObject): void => {
  const { multipleOf, pattern, format, uniqueItems, required } = schema
  if (typeof multipleOf === 'number') view.multiples.push(multipleOf)
  if (typeof pattern === 'string') view.patterns.add(pattern)
  if (typeof format === 'string') view.formats.add(format)
  if (uniqueItems === true) view.isUnique = true
  for (const name of Array.isArray(required) ? required : [])
    if (typeof name === 'string') view.required.add(name)
}

const ofProperties = (view: Mutable, schema: SchemaObject, place: Place): void => {
  const { properties, patternProperties, additionalProperties, propertyNames } = schema
  const named = isObject(properties) ? properties : {}
  const patterned = isObject(patternProperties) ? patternProperties : {}
  for (const [name, each] of Object.entries(named))
    if (isSchema(each)) push(view.properties, name, place(each))
  for (const [pattern, each] of Object.entries(patterned))
    if (isSchema(each)) push(view.patternProperties, pattern, place(each))
  if (isSchema(additionalProperties) && additionalProperties !== true)
    view.objectScopes.push({
      names: new Set(Object.keys(named)),
      patterns: Object.keys(patterned),
      rest: place(additionalProperties),
    })
  if (isSchema(propertyNames)) view.propertyNames.push(place(propertyNames))
}

const ofItems = (view: Mutable, schema: SchemaObject, place: Place): void => {
  const { items, prefixItems, additionalItems, contains, minContains, maxContains } = schema
  const list = Array.isArray(items) ? items : Array.isArray(prefixItems) ? prefixItems : []
  const rest = Array.isArray(items) ? additionalItems : items
  if (list.length > 0 || isSchema(rest))
    view.arrayScopes.push({
      prefix: list.filter(isSchema).map(place),
      rest: isSchema(rest) ? place(rest) : undefined,
    })
  if (isSchema(contains))
    view.contains.push({
      schema: place(contains),
      min: typeof minContains === 'number' ? minContains : 1,
      max: typeof maxContains === 'number' ? maxContains : Number.POSITIVE_INFINITY,
    })
}

const ofDependencies = (view: Mutable, schema: SchemaObject, place: Place): void => {
  for (const keyword of ['dependencies', 'dependentRequired', 'dependentSchemas']) {
    const named = schema[keyword]
    for (const [name, each] of isObject(named) ? Object.entries(named) : [])
      if (Array.isArray(each))
        view.dependentRequired.set(
          name,
          new Set([...(view.dependentRequired.get(name) ?? []), ...each]),
        )
      else if (isSchema(each)) push(view.dependentSchemas, name, place(each))
  }
}

const ofCombinators = (view: Mutable, schema: SchemaObject, place: Place): void => {
  for (const kind of ['anyOf', 'oneOf'] as const) {
    const source = schema[kind]
    if (Array.isArray(source))
      view.choices.push({ kind, source, branches: source.filter(isSchema).map(place) })
  }
  if (isSchema(schema.not)) view.nots.push(place(schema.not))
  if (isSchema(schema.if))
    view.conditions.push({
      when: place(schema.if),
      holds: isSchema(schema.then) ? [place(schema.then)] : [],
      fails: isSchema(schema.else) ? [place(schema.else)] : [],
    })
  for (const keyword of ['unevaluatedProperties', 'unevaluatedItems'] as const) {
    const each = schema[keyword]
    if (isSchema(each) && each !== true)
      view[keyword].push({ owner: place(schema), rest: place(each) })
  }
}

const ofOthers = (view: Mutable, schema: SchemaObject): void => {
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword in annotationWords) push(view.words, keyword, value)
    else if (!knownKeywords.has(keyword)) push(view.opaque, keyword, value)
  }
}

const parts: readonly ((view: Mutable, schema: SchemaObject, place: Place) => void)[] = [
  ofTypes,
  ofValues,
  ofBounds,
  ofSimple,
  ofProperties,
  ofItems,
  ofDependencies,
  ofCombinators,
  ofOthers,
]
