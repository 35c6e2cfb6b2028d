import type { Finding } from '../finding.ts'
import type { DataFile } from '../loaded.ts'
import type { RuleId } from '../rules.ts'
import { openCompiler, type SchemaCompiler } from '../schema/compiler.ts'
import { draftOf, type FindReference } from '../schema/documents.ts'
import { referencesOf } from '../schema/references.ts'
import { isObject, isSchema } from '../schema/walk.ts'
import { findingAt, findingIn, type RuleCheck } from './group.ts'

/** Asks Ajv about each schema. The compiler is opened with the first one. */
export const schemaRules = (): RuleCheck => {
  let opened: Promise<SchemaCompiler> | undefined
  return async (loaded, staging) => {
    if (loaded.schemaFiles.length === 0) return []
    opened ??= openCompiler()
    const compiler = await opened
    const find = await referencesOf(loaded, staging)
    const findings: Finding[] = []
    for (const file of loaded.schemaFiles) {
      const document = loaded.schemas.find(each => each.file === file.file)
      findings.push(...ofFile(file, document ? { compiler, find, document } : undefined))
    }
    return findings
  }
}

const hints: Readonly<Partial<Record<RuleId, string>>> = {
  'schema.meta-invalid': 'Correct the keyword; the page of its draft says what it takes.',
  'schema.ref-unresolved':
    'Correct the reference. It may lead into this package, into a release of another one by path or URN, or to a file that [releases.urns] names.',
  'schema.strict': 'Correct it, say the type beside it, or leave it out if it says nothing.',
}

const ofFile = (
  file: DataFile,
  tools:
    | {
        readonly compiler: SchemaCompiler
        readonly find: FindReference
        readonly document: Parameters<SchemaCompiler['problemsOf']>[0]
      }
    | undefined,
): readonly Finding[] => {
  const { value, problem } = file
  if (problem || !isSchema(value))
    return [
      findingIn('schema.unparsable', file.file, {
        message: problem
          ? `The schema cannot be read: ${problem.message}.`
          : 'A schema has to be an object, true or false.',
        line: problem?.line,
        hint: 'Correct the line.',
      }),
    ]
  if (!isObject(value) || value.$schema === undefined)
    return [
      findingAt('schema.draft-missing', file, [], {
        message: 'The schema does not say which draft it follows.',
        hint: 'Begin it with "$schema": "https://json-schema.org/draft/2020-12/schema".',
      }),
    ]
  const draft = draftOf(value)
  if (!draft || !tools)
    return [
      findingAt('schema.unknown-draft', file, ['$schema'], {
        message: `${JSON.stringify(value.$schema)} is not a draft that is known.`,
        hint: 'Use https://json-schema.org/draft/2020-12/schema or http://json-schema.org/draft-07/schema#.',
      }),
    ]
  const { compiler, find, document } = tools
  return compiler
    .problemsOf(document, draft, find)
    .map(({ rule, message, path }) =>
      findingAt(rule, file, path, { message, hint: hints[rule] ?? '' }),
    )
}
