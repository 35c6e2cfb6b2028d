/** The types of JSON Schema. `number` stands for all numbers, `integer` for whole ones alone. */
export type JsonType = 'null' | 'boolean' | 'object' | 'array' | 'number' | 'integer' | 'string'

const everyType = ['null', 'boolean', 'object', 'array', 'number', 'string'] as const

/** The types that the keyword `type` allows. */
export const typesOf = (type: unknown): Set<JsonType> =>
  type === undefined
    ? new Set<JsonType>(everyType)
    : new Set([type].flat().filter(each => typeof each === 'string') as JsonType[])

/** The type of a value of JSON. */
export const typeOfValue = (value: unknown): JsonType => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value as 'boolean' | 'object' | 'string'
}

/** Whether types allow one type. */
export const allows = (types: ReadonlySet<JsonType>, type: JsonType): boolean =>
  types.has(type) || (type === 'integer' && types.has('number'))

/** Bounds that are narrower the higher they are, and those that are narrower the lower they are. */
export const lowerBounds = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']
export const upperBounds = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']

/** The types that a bound says something about. */
export const typesBoundBy = (keyword: string): readonly JsonType[] => {
  if (/Length$/.test(keyword)) return ['string']
  if (/Items$/.test(keyword)) return ['array']
  if (/Properties$/.test(keyword)) return ['object']
  return ['number', 'integer']
}

/** Keywords that no document can break, and how grave it is to change them. */
export const annotationWords: Readonly<Record<string, 'minor' | 'patch'>> = {
  title: 'patch',
  description: 'patch',
  $comment: 'patch',
  example: 'patch',
  examples: 'patch',
  externalDocs: 'patch',
  // The `$id` of older drafts, which is nothing in the later ones.
  id: 'patch',
  // Of editors and of CycloneDX.
  markdownDescription: 'patch',
  enumDescriptions: 'patch',
  markdownEnumDescriptions: 'patch',
  'meta:enum': 'patch',
  defaultSnippets: 'patch',
  deprecationMessage: 'patch',
  errorMessage: 'patch',
  doNotSuggest: 'patch',
  default: 'minor',
  deprecated: 'minor',
  readOnly: 'minor',
  writeOnly: 'minor',
  contentEncoding: 'minor',
  contentMediaType: 'minor',
  contentSchema: 'minor',
}

/** Keywords that are compared by what they mean; all others can only be the same or not. */
export const knownKeywords: ReadonlySet<string> = new Set([
  ...lowerBounds,
  ...upperBounds,
  ...Object.keys(annotationWords),
  ...'$schema $id $anchor $defs definitions $ref allOf anyOf oneOf not if then else type enum const'.split(
    ' ',
  ),
  ...'multipleOf pattern format uniqueItems required properties patternProperties'.split(' '),
  ...'additionalProperties propertyNames items prefixItems additionalItems contains'.split(' '),
  ...'minContains maxContains dependencies dependentRequired dependentSchemas'.split(' '),
  ...'unevaluatedProperties unevaluatedItems $vocabulary'.split(' '),
])
