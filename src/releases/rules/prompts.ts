import type { Finding } from '../finding.ts'
import { type LoadedRelease, mainSchemaOf, plainPath } from '../loaded.ts'
import { askedFields } from '../prompt/asked-fields.ts'
import { hasField, namesIn } from '../prompt/known-fields.ts'
import { isNamed, type PromptWords, promptWords, wordsOf } from '../prompt/words.ts'
import type { FindReference, Located, SchemaDocument } from '../schema/documents.ts'
import { referencesOf } from '../schema/references.ts'
import { requiredIn } from '../schema/required.ts'
import { isObject } from '../schema/walk.ts'
import type { Staging } from '../staging.ts'
import { lineAt } from '../text/parse.ts'
import { readUrn } from '../urns.ts'
import { findingIn, type RuleCheck } from './group.ts'

/** Whether what a prompt asks for is what the schema has. It reads words and forms, and asks no model. */
export const checkPrompts: RuleCheck = async (loaded, staging) => {
  const schema = mainSchemaOf(loaded)
  if (!schema) return []
  const paths = outputPromptsOf(loaded, staging.layout.outputPrompts)
  if (paths.length === 0) return []
  const find = await referencesOf(loaded, staging)
  const known = namesIn([schema, ...loaded.schemas])
  return paths.flatMap(path => {
    const text = loaded.release.files.get(path) ?? ''
    const prompt: Prompt = {
      text,
      file: `${loaded.release.folder}/${path}`,
      words: promptWords(text),
    }
    const hasWhole = staging.layout.schemaPlaceholders.some(each =>
      text.replaceAll(' ', '').includes(each.replaceAll(' ', '')),
    )
    return [
      ...schemaReference(prompt, schema, loaded, staging, hasWhole),
      ...(hasWhole ? [] : requiredMissing(prompt, schema, find, staging.layout.requiredDepth)),
      ...unknownFields(prompt, schema, find, known),
    ]
  })
}

interface Prompt {
  readonly text: string
  readonly file: string
  readonly words: PromptWords
}

/** The prompts that say what a model has to answer: by the names of their artifacts, or of their files. */
const outputPromptsOf = (
  { manifest, prompts, release }: LoadedRelease,
  kinds: readonly string[],
): readonly string[] => {
  const named = (manifest?.artifacts ?? [])
    .filter(
      ({ name }) =>
        isOutputName(name.slice(name.lastIndexOf('.') + 1), kinds) ||
        /^prompts?(?:\.\d+)?$/.test(name),
    )
    .flatMap(({ path }) => plainPath(path) ?? [])
    .filter(path => release.files.has(path))
  const called = prompts.filter(path => isOutputName(path.slice(path.lastIndexOf('/') + 1), kinds))
  return [...new Set([...named, ...called])]
}

const isOutputName = (name: string, kinds: readonly string[]): boolean =>
  kinds.some(kind => name === kind || new RegExp(`^${kind}[._-]`).test(name))

const schemaReference = (
  { text, file, words }: Prompt,
  { root, file: schemaFile }: SchemaDocument,
  { release }: LoadedRelease,
  { layout }: Staging,
  hasWhole: boolean,
): readonly Finding[] => {
  const other = [...text.matchAll(/\b[a-z]+:[\w.-]+:\d+\.\d+\.\d+[\w.-]*/gi)].find(([urn]) => {
    const read = readUrn(urn.replace(/[.-]+$/, ''), layout.urns)
    return (
      read?.target.endsWith('schema') &&
      read.names.id === release.package &&
      read.names.version !== release.version
    )
  })
  if (other)
    return [
      findingIn('prompt.schema-ref', file, {
        message: `It names ${other[0]}, which is the schema of another version.`,
        line: lineAt(text, other.index),
        hint: `Write ${release.version} in its place.`,
      }),
    ]
  const { $id, title } = isObject(root) ? root : {}
  const exact = [
    $id,
    schemaFile.slice(schemaFile.lastIndexOf('/') + 1),
    `schema:${release.package}:`,
  ]
  const spoken = [release.package, title].filter(each => typeof each === 'string')
  const isThere =
    hasWhole ||
    exact.some(each => typeof each === 'string' && each !== '' && text.includes(each)) ||
    spoken.some(each => words.words.includes(wordsOf(each)))
  if (isThere) return []
  return [
    findingIn('prompt.schema-ref', file, {
      message: 'It does not say which schema the answer has to follow.',
      hint: `Name the schema: by its $id, its title, its file, or as "schema:${release.package}:${release.version}".`,
    }),
  ]
}

const requiredMissing = (
  { file, words }: Prompt,
  document: SchemaDocument,
  find: FindReference,
  depth: number,
): readonly Finding[] =>
  requiredIn({ schema: document.root, document }, find, depth)
    .filter(path => !isNamed(path.at(-1) ?? '', words))
    .map(path =>
      findingIn('prompt.required-missing', file, {
        message: `It never names "${path.join('.')}", which the schema requires.`,
        hint: 'Say in the prompt what the property is for, under its exact name.',
      }),
    )

const unknownFields = (
  prompt: Prompt,
  document: SchemaDocument,
  find: FindReference,
  known: ReadonlySet<string>,
): readonly Finding[] => {
  const start: Located = { schema: document.root, document }
  const seen = new Set<string>()
  return askedFields(prompt.text).flatMap(field => {
    if (seen.has(field.name) || hasField(field, start, find, known)) return []
    seen.add(field.name)
    return [
      findingIn('prompt.unknown-field', prompt.file, {
        message: `It asks for "${[...field.path, field.name].join('.')}", which the schema does not have.`,
        line: field.line,
        hint: 'Take the field out of the prompt, or add it to the schema.',
        // A sentence may speak of something else; an example and a list of fields do not.
        level: field.by === 'sentence' ? 'warning' : 'error',
      }),
    ]
  })
}
