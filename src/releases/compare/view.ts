import type { Located } from '../schema/documents.ts'
import type { JsonType } from './keywords.ts'

/** Schemas that hold at once; none of them means that anything may be there. */
export type All = readonly Located[]

/** What one schema object says of properties: those that it does not name are its `rest`. */
export interface ObjectScope {
  readonly names: ReadonlySet<string>
  readonly patterns: readonly string[]
  readonly rest: Located
}

/** What one schema object says of elements. */
export interface ArrayScope {
  readonly prefix: readonly Located[]
  readonly rest: Located | undefined
}

/** `anyOf` or `oneOf`. `source` is the list in the schema, by which it is known again. */
export interface Choice {
  readonly kind: 'anyOf' | 'oneOf'
  readonly source: unknown
  readonly branches: readonly Located[]
}

/** What is left over by one schema object, its `owner`, has to be `rest`. */
export interface Unevaluated {
  readonly owner: Located
  readonly rest: Located
}

/** What the schemas of `All` say together: references followed and `allOf` taken apart. */
export interface View {
  readonly all: All
  /** The same with references followed and `allOf` taken apart. */
  readonly conjuncts: All
  readonly types: ReadonlySet<JsonType>
  /** From `enum` and `const`; undefined if any value may be there. */
  readonly values: readonly unknown[] | undefined
  /** Numbers by keyword, the narrowest of each. */
  readonly bounds: Readonly<Record<string, number>>
  readonly multiples: readonly number[]
  readonly patterns: ReadonlySet<string>
  readonly formats: ReadonlySet<string>
  readonly isUnique: boolean
  readonly required: ReadonlySet<string>
  readonly properties: ReadonlyMap<string, All>
  readonly patternProperties: ReadonlyMap<string, All>
  readonly objectScopes: readonly ObjectScope[]
  readonly arrayScopes: readonly ArrayScope[]
  readonly propertyNames: All
  readonly contains: readonly {
    readonly schema: Located
    readonly min: number
    readonly max: number
  }[]
  readonly dependentRequired: ReadonlyMap<string, ReadonlySet<string>>
  readonly dependentSchemas: ReadonlyMap<string, All>
  readonly choices: readonly Choice[]
  readonly nots: readonly Located[]
  readonly conditions: readonly {
    readonly when: Located
    readonly holds: All
    readonly fails: All
  }[]
  readonly unevaluatedProperties: readonly Unevaluated[]
  readonly unevaluatedItems: readonly Unevaluated[]
  /** What cannot be looked into: references that lead nowhere from here, and keywords that nobody knows. */
  readonly opaque: ReadonlyMap<string, readonly unknown[]>
  readonly words: ReadonlyMap<string, readonly unknown[]>
}
