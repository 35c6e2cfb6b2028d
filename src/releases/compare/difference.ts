import type { ChangeLevel } from '../change.ts'
import type { Located } from '../schema/documents.ts'
import type { All, View } from './view.ts'

/** A difference between two schemas, and where it is: at a schema of the later version, or of the earlier one for what is gone. */
export interface Difference {
  readonly level: ChangeLevel
  readonly message: string
  readonly side: 'before' | 'after'
  readonly at: Located | undefined
  /** Names from that schema on. */
  readonly path: readonly string[]
}

/** What the parts of the comparison ask of the whole. */
export interface Comparing {
  /** What changed between schemas that hold at once. */
  readonly compare: (before: All, after: All) => readonly Difference[]
  readonly viewBefore: (all: All) => View
  readonly viewAfter: (all: All) => View
  /** The same where the later schemas are taken for the earlier ones. */
  readonly back: () => Comparing
}

/** Compares some keywords of two schemas. */
export type Part = (before: View, after: View, comparing: Comparing) => readonly Difference[]

/** Whether differences allow documents of the earlier version in the later one, as far as that can be told. */
export const isCompatible = (differences: readonly Difference[]): boolean =>
  differences.every(({ level }) => level === 'minor' || level === 'patch')

/** Whether differences are of words only, so that both versions have the same documents. */
export const isWordsOnly = (differences: readonly Difference[]): boolean =>
  differences.every(({ level }) => level === 'patch')

/** A difference at a place of the later schema. */
export const change = (
  level: ChangeLevel,
  message: string,
  view: View,
  ...path: readonly string[]
): Difference => ({ level, message, side: 'after', at: ownerOf(view, path[0]), path })

/** A difference at a place that only the earlier schema has. */
export const loss = (
  level: ChangeLevel,
  message: string,
  view: View,
  ...path: readonly string[]
): Difference => ({ level, message, side: 'before', at: ownerOf(view, path[0]), path })

/** The schema that has a keyword itself, and is not one that only refers to it. */
const ownerOf = ({ conjuncts, all }: View, keyword: string | undefined): Located | undefined =>
  conjuncts.find(
    ({ schema }) =>
      typeof schema === 'object' &&
      (keyword === undefined ? !('$ref' in schema) : keyword in schema),
  ) ?? all[0]

/** A value as it is said in a message. */
export const said = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
