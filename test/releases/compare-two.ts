import type { ChangeLevel } from '../../src/releases/change.ts'
import { requiredBump } from '../../src/releases/change.ts'
import type { Difference } from '../../src/releases/compare/difference.ts'
import { compareSchemas } from '../../src/releases/compare/schemas.ts'
import { findReferenceIn } from '../../src/releases/schema/documents.ts'

/** What changed between two schemas that are files of their own. */
export const compareTwo = (
  before: object | boolean,
  after: object | boolean,
): readonly Difference[] => {
  const was = { file: 'a.json', root: before as Record<string, unknown> | boolean }
  const is = { file: 'a.json', root: after as Record<string, unknown> | boolean }
  return compareSchemas(
    { schema: was.root, document: was },
    { schema: is.root, document: is },
    findReferenceIn([was]),
    findReferenceIn([is]),
  )
}

/** The gravest level of some differences; `none` if nothing changed. */
export const gravest = (differences: readonly Difference[]): ChangeLevel | 'none' => {
  if (differences.some(({ level }) => level === 'major')) return 'major'
  if (differences.some(({ level }) => level === 'unknown')) return 'unknown'
  return requiredBump(differences.map(each => ({ ...each, file: '' }))) ?? 'none'
}
