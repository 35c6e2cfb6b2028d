import { validRange } from 'semver'
import type { Layout, ManifestFields } from './layout.ts'
import type { ReleaseName } from './release.ts'
import { valueAt } from './text/json-pointer.ts'
import { readUrn, urnsIn } from './urns.ts'
import { isVersion } from './versions.ts'

/** A package that must be active, and in which versions (a range of npm's semver; `*` for any). */
export interface Requirement {
  readonly package: string
  readonly range: string
}

/** A file that a manifest names. */
export interface Artifact {
  /** `schema`, `pgc_context`, `prompts.task`. */
  readonly name: string
  /** As the manifest has it. */
  readonly path: string
}

/** What a manifest says, in whatever form it is written. */
export interface Manifest {
  readonly id: string
  readonly version: string
  readonly authority?: string | undefined
  readonly creation?: string | undefined
  readonly production?: string | undefined
  readonly required: readonly Requirement[]
  readonly optional: readonly Requirement[]
  readonly artifacts: readonly Artifact[]
  readonly parent?: string | undefined
  /** The releases whose schemas its URNs name. */
  readonly pins: readonly ReleaseName[]
}

/** Something in a manifest that is not as it should be; `path` leads to it. */
export interface ManifestProblem {
  readonly message: string
  readonly path: readonly string[]
}

/** Reads the data of a manifest. What is wrong is left out of it and said. */
export const readManifest = (
  data: unknown,
  { fields, urns }: Pick<Layout, 'fields' | 'urns'>,
): { readonly manifest: Manifest; readonly problems: readonly ManifestProblem[] } => {
  const problems: ManifestProblem[] = []
  const complain = (path: readonly string[], message: string): void => {
    problems.push({ path, message })
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    complain([], 'The manifest has to be an object.')
    return { manifest: nothing, problems }
  }
  const text = (field: keyof ManifestFields): string | undefined => {
    const path = fields[field].split('.')
    const value = valueAt(data, path)
    if (value === undefined || value === null) return undefined
    if (typeof value === 'string') return value
    complain(path, `${fields[field]} has to be a text, in quotes if it looks like a number.`)
    return undefined
  }
  const needed = (field: 'id' | 'version'): string => {
    const before = problems.length
    const value = text(field)
    if (!value && problems.length === before)
      complain(fields[field].split('.'), `${fields[field]} is missing.`)
    return value ?? ''
  }
  const id = needed('id')
  const version = needed('version')
  if (version && !isVersion(version))
    complain(
      fields.version.split('.'),
      `${fields.version} has to be a semantic version without build metadata, such as 1.4.0.`,
    )
  const inputs = (field: 'required' | 'optional') =>
    requirements(valueAt(data, fields[field].split('.')), fields[field], complain)
  return {
    manifest: {
      id,
      version,
      authority: text('authority'),
      creation: text('creation'),
      production: text('production'),
      required: inputs('required'),
      optional: inputs('optional'),
      artifacts: artifacts(
        valueAt(data, fields.artifacts.split('.')),
        fields.artifacts.split('.'),
        complain,
      ),
      parent: text('parent'),
      pins: pinsIn(data, urns),
    },
    problems,
  }
}

type Complain = (path: readonly string[], message: string) => void

const nothing: Manifest = {
  id: '',
  version: '',
  required: [],
  optional: [],
  artifacts: [],
  pins: [],
}

const pinsIn = (data: unknown, urns: Layout['urns']): readonly ReleaseName[] =>
  urnsIn(data, urns).flatMap(({ text }) => {
    const { id, version } = readUrn(text, urns)?.names ?? {}
    return id && version && text.startsWith('schema:') ? [{ package: id, version }] : []
  })

const requirements = (
  value: unknown,
  field: string,
  complain: Complain,
): readonly Requirement[] => {
  if (value === undefined || value === null) return []
  const path = field.split('.')
  if (!Array.isArray(value)) {
    complain(path, `${field} has to be a list of packages.`)
    return []
  }
  return value.flatMap((each: unknown, index) => {
    const requirement = requirementOf(each)
    if (requirement && validRange(requirement.range) !== null) return [requirement]
    complain(
      [...path, `${index}`],
      requirement
        ? `${JSON.stringify(requirement.range)} is no range of versions.`
        : `An entry of ${field} has to be a name, "name@range", or { id, version }.`,
    )
    return []
  })
}

const requirementOf = (value: unknown): Requirement | undefined => {
  if (typeof value === 'string') {
    const at = value.indexOf('@', 1)
    if (value === '') return undefined
    if (at === -1) return { package: value, range: '*' }
    return { package: value.slice(0, at), range: value.slice(at + 1) }
  }
  const id = valueAt(value, ['id'])
  const range = valueAt(value, ['version']) ?? '*'
  if (typeof id !== 'string' || id === '' || typeof range !== 'string') return undefined
  return { package: id, range }
}

const artifacts = (
  value: unknown,
  path: readonly string[],
  complain: Complain,
  name: readonly string[] = [],
): readonly Artifact[] => {
  if (value === undefined || value === null) return []
  if (typeof value === 'string') return [{ name: name.join('.'), path: value }]
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, each]) =>
      artifacts(each, [...path, key], complain, [...name, key]),
    )
  complain(path, `${path.join('.')} has to be the path of a file.`)
  return []
}
