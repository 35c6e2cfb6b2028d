import type { Ajv, Options } from 'ajv'
import { behind, openAlone, type SaidOf } from './alone.ts'
import { type Draft, type FindReference, idOf, type SchemaDocument } from './documents.ts'
import { doubtsOf, unescaped } from './strict.ts'
import { isObject, schemasIn } from './walk.ts'

/** Something that is wrong with a schema; `path` leads to it. */
export interface SchemaProblem {
  readonly rule: 'schema.meta-invalid' | 'schema.ref-unresolved' | 'schema.strict'
  readonly message: string
  readonly path: readonly string[]
}

/** Compiles schemas one after the other, and says what is wrong with each. */
export interface SchemaCompiler {
  problemsOf(document: SchemaDocument, draft: Draft, find: FindReference): readonly SchemaProblem[]
}

/** Ajv keeps something of every schema that it ever compiled, so an instance serves for so many and is then let go. */
const perInstance = 40
/** More than anybody wants to read about one schema. */
const mostProblems = 20

interface Instance {
  readonly ajv: Ajv
  /** What Ajv said besides errors, until somebody empties it. */
  readonly said: string[]
  readonly formats: ReadonlySet<string>
  used: number
}

/** Loads Ajv. */
export const openCompiler = async (): Promise<SchemaCompiler> => {
  const { Ajv, Ajv2020, addFormats } = await import('./ajv.ts')
  const instances = new Map<Draft, Instance>()
  const alone: Readonly<Record<Draft, SaidOf>> = { '2020-12': openAlone(), 'draft-07': openAlone() }
  const create = (draft: Draft, own: Options): Ajv => {
    const ajv: Ajv = new (draft === '2020-12' ? Ajv2020 : Ajv)({
      ...options,
      logger: false,
      ...own,
    })
    addFormats.default(ajv)
    ajv.addFormat('regex', isPattern)
    return ajv
  }
  const instanceFor = (draft: Draft): Instance => {
    const known = instances.get(draft)
    if (known && known.used < perInstance) return known
    const said: string[] = []
    const say = (...words: unknown[]): void => {
      said.push(words.join(' '))
    }
    const ajv = create(draft, { logger: { log: say, warn: say, error: say } })
    const fresh = { ajv, used: 0, said, formats: new Set(Object.keys(ajv.formats)) }
    instances.set(draft, fresh)
    return fresh
  }
  return {
    problemsOf(document, draft, find) {
      const instance = instanceFor(draft)
      const { ajv, said } = instance
      instance.used += 1
      if (!ajv.validateSchema(document.root)) {
        // Only now, because an instance that goes on after the first mistake compiles slower code.
        const thorough = create(draft, { allErrors: true })
        thorough.validateSchema(document.root)
        return metaProblems(thorough)
      }
      const doubts = doubtful(document, instance)
      const wrong = brokenReferences(document, find)
      // What leads nowhere inside the file cannot be put in its place, so that Ajv would stop there.
      if (wrong.some(({ message }) => message.startsWith('#')))
        return [...wrong, ...doubts].slice(0, mostProblems)
      const prepare = (root: SchemaDocument['root']) => ignoreFormats(root, instance)
      const words = alone[draft]({ ajv, said, prepare }, document, find)
      said.length = 0
      const failed = words ? [] : compile(instance, document, find)
      return [...wrong, ...failed, ...doubts, ...strictProblems(words ?? said, document)].slice(
        0,
        mostProblems,
      )
    },
  }
}

/** As Ajv counts in `u` mode, or at least without it: Ajv itself knows no other patterns, and many people write them. */
const lenientPattern = Object.assign(
  (pattern: string, flags: string): RegExp => {
    try {
      return new RegExp(pattern, flags)
    } catch {
      return new RegExp(pattern)
    }
  },
  { code: 'new RegExp' },
)

const isPattern = (text: string): boolean => {
  try {
    lenientPattern(text, 'u')
    return true
  } catch {
    return false
  }
}

const options = {
  strictSchema: 'log',
  strictTypes: 'log',
  strictTuples: 'log',
  strictRequired: false,
  allowUnionTypes: true,
  allowMatchingProperties: true,
  validateSchema: false,
  addUsedSchema: false,
  // What is compiled is never run, so it need not be fast.
  code: { regExp: lenientPattern, optimize: false },
} as const

const metaProblems = (ajv: Ajv): readonly SchemaProblem[] => {
  const problems = new Map<string, SchemaProblem>()
  for (const { instancePath, message = 'is not valid', params } of ajv.errors ?? []) {
    const path = instancePath.split('/').slice(1).map(unescaped)
    const values = 'allowedValues' in params ? `: ${[params.allowedValues].flat().join(', ')}` : ''
    if (!problems.has(instancePath))
      problems.set(instancePath, {
        rule: 'schema.meta-invalid',
        path,
        message: `${path.at(-1) ?? 'The schema'} ${message}${values}.`,
      })
  }
  return [...problems.values()].slice(0, mostProblems)
}

/** Compiles, and looks up each reference that Ajv does not know. One that leads nowhere is said, and taken for anything. */
const compile = (
  instance: Instance,
  document: SchemaDocument,
  find: FindReference,
): readonly SchemaProblem[] => {
  const { ajv } = instance
  const added: string[] = []
  const add = (schema: SchemaDocument['root'], key: string): void => {
    added.push(key)
    ignoreFormats(schema, instance)
    ajv.addSchema(schema as object, key, undefined, false)
  }
  try {
    const own = idOf(document)
    add(document.root, own)
    // Ajv begins anew for each reference that it does not know, so it is told of them before it begins.
    for (const [uri, schema] of behind(document, find))
      if (!ajv.schemas[uri] && !ajv.refs[uri]) add(schema, uri)
    for (let rounds = 0; rounds < 200; rounds += 1) {
      try {
        ajv.getSchema(own)
        return []
      } catch (error) {
        const missing = (error as { readonly missingSchema?: string }).missingSchema
        if (!missing || added.includes(missing)) return [compileProblem(error)]
        add(find(missing, document)?.schema ?? true, missing)
      }
    }
    return []
  } finally {
    for (const key of added) ajv.removeSchema(key)
  }
}

const compileProblem = (error: unknown): SchemaProblem => {
  const isReference = typeof (error as { readonly missingRef?: string }).missingRef === 'string'
  const message = error instanceof Error ? error.message : String(error)
  return {
    rule: isReference ? 'schema.ref-unresolved' : 'schema.meta-invalid',
    path: [],
    message: `Ajv says: ${message}.`,
  }
}

const brokenReferences = (
  document: SchemaDocument,
  find: FindReference,
): readonly SchemaProblem[] => {
  const places = schemasIn(document.root)
  // A reference inside a schema with an id of its own is relative to that one; Ajv finds out.
  if (places.some(({ schema, path }) => path.length > 0 && isAbsoluteId(schema.$id))) return []
  return places.flatMap(({ schema: { $ref }, path }) => {
    if (typeof $ref !== 'string' || isMetaSchema($ref) || find($ref, document)) return []
    return [
      {
        rule: 'schema.ref-unresolved' as const,
        path: [...path, '$ref'],
        message: whyBroken($ref),
      },
    ]
  })
}

const whyBroken = (reference: string): string =>
  /^https?:/.test(reference)
    ? `${reference} is not known here, and no server is asked.`
    : `${reference} leads nowhere.`

const isAbsoluteId = (id: unknown): boolean => typeof id === 'string' && !id.startsWith('#')

/** Ajv brings these itself. */
const isMetaSchema = (reference: string): boolean =>
  /^https?:\/\/json-schema\.org\/draft[-/]/.test(reference)

/** Formats that drafts 7 and 2020-12 define and Ajv does not check; other validators do. */
const ofTheDrafts = new Set(['idn-email', 'idn-hostname', 'iri', 'iri-reference'])

/** Ajv would throw over formats that it does not know, those of a schema that is referred to among them. */
const ignoreFormats = (root: SchemaDocument['root'], { ajv, formats }: Instance): void => {
  for (const { schema } of schemasIn(root))
    if (typeof schema.format === 'string' && !formats.has(schema.format))
      ajv.addFormat(schema.format, true)
}

/** What Ajv would throw over although validators may ignore it. */
const doubtful = ({ root }: SchemaDocument, { formats }: Instance): readonly SchemaProblem[] => {
  const problems: SchemaProblem[] = []
  const doubt = (path: readonly string[], message: string): void => {
    problems.push({ rule: 'schema.strict', path, message })
  }
  for (const { schema, path } of schemasIn(root)) {
    const { format, pattern, patternProperties } = schema
    if (typeof format === 'string' && !formats.has(format) && !ofTheDrafts.has(format))
      doubt([...path, 'format'], `The format "${format}" is not known, so nothing checks it.`)
    const patterns = [
      ...(typeof pattern === 'string' ? [[pattern, [...path, 'pattern']] as const] : []),
      ...(isObject(patternProperties)
        ? Object.keys(patternProperties).map(
            each => [each, [...path, 'patternProperties', each]] as const,
          )
        : []),
    ]
    for (const [each, where] of patterns)
      if (!isUnicodePattern(each))
        doubt(where, 'The pattern is not valid in Unicode mode; validators read it differently.')
  }
  return problems
}

const isUnicodePattern = (pattern: string): boolean => {
  try {
    new RegExp(pattern, 'u')
    return true
  } catch {
    return false
  }
}

const strictProblems = (
  said: readonly string[],
  document: SchemaDocument,
): readonly SchemaProblem[] =>
  doubtsOf(said, document).map(doubt => ({ ...doubt, rule: 'schema.strict' }))
