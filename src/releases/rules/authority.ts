import type { Finding } from '../finding.ts'
import { matcherOf } from '../globs.ts'
import type { AuthorityRow } from '../layout.ts'
import { type LoadedRelease, plainPath } from '../loaded.ts'
import type { Manifest } from '../manifest.ts'
import type { Staging } from '../staging.ts'
import { valueAt } from '../text/json-pointer.ts'
import { isUrn } from '../urns.ts'
import { findingAt, type RuleCheck } from './group.ts'

/** Whether a package has what the authority table asks of one of its level and mode. */
export const checkAuthority: RuleCheck = async (loaded, staging) => {
  const { manifest, manifestFile } = loaded
  if (!manifest || !manifestFile) return []
  const { authority: table } = staging.layout
  const findings: Finding[] = [...unknown(loaded, staging)]
  for (const row of table.filter(each => isAbout(each, manifest)))
    findings.push(...(await artifactMissing(row, loaded, staging)), ...fieldMissing(row, loaded))
  return findings
}

const isAbout = ({ levels, modes }: AuthorityRow, { authority, creation }: Manifest): boolean =>
  (levels === undefined || (authority !== undefined && levels.includes(authority))) &&
  (modes === undefined || (creation !== undefined && modes.includes(creation)))

const unknown = (
  { manifest, manifestFile }: LoadedRelease,
  { layout: { authority: table, guardrails, fields } }: Staging,
): readonly Finding[] => {
  if (!manifest || !manifestFile) return []
  const levels = table.flatMap(each => each.levels ?? [])
  const modes = [...table.flatMap(each => each.modes ?? []), ...guardrails.forbiddenModes]
  const isStrange = (value: string | undefined, known: readonly string[]): value is string =>
    value !== undefined && known.length > 0 && !known.includes(value)
  return [
    [fields.authority, manifest.authority, levels] as const,
    [fields.creation, manifest.creation, modes] as const,
  ].flatMap(([field, value, known]) =>
    isStrange(value, known)
      ? [
          findingAt('authority.unknown', manifestFile, field.split('.'), {
            message: `The table of authority says nothing about ${field} "${value}".`,
            hint: `Use one of ${[...new Set(known)].join(', ')}, or add a row to the table.`,
          }),
        ]
      : [],
  )
}

const artifactMissing = async (
  { artifact, fragments = [] }: AuthorityRow,
  { manifest, manifestFile, release }: LoadedRelease,
  { layout, tree }: Staging,
): Promise<readonly Finding[]> => {
  if (artifact === undefined || !manifest || !manifestFile) return []
  const named = manifest.artifacts.find(({ name }) => name.split('.').at(-1) === artifact)
  // That what it names exists, and exists at all, is another rule's matter.
  if (named && isUrn(named.path, layout.urns)) return []
  const text = named && release.files.get(plainPath(named.path) ?? '')
  if (text !== undefined && text.trim() !== '') return []
  const globs = fragments.map(each => each.replaceAll('{package}', release.package))
  if (!named && (await hasFragment(globs, tree))) return []
  const where = [
    ...layout.fields.artifacts.split('.'),
    ...(named ? named.name.split('.') : [artifact]),
  ]
  return [
    findingAt('authority.artifact-missing', manifestFile, where, {
      message: `A package of ${said(manifest)} needs the artifact ${artifact}, and ${
        text === undefined ? 'there is none' : `"${named?.path}" is empty`
      }.`,
      hint: `Write it and name it as ${artifact} below ${layout.fields.artifacts}${
        globs.length > 0 ? `, or share it as ${globs[0]}` : ''
      }.`,
    }),
  ]
}

const hasFragment = async (globs: readonly string[], tree: Staging['tree']): Promise<boolean> => {
  if (globs.length === 0) return false
  const isWanted = matcherOf(globs)
  for (const folder of new Set(globs.map(folderBefore))) {
    for (const path of (await tree.list(folder)).filter(isWanted))
      if (((await tree.read(path)) ?? '').trim() !== '') return true
  }
  return false
}

/** The folder of a glob that is a plain name. */
const folderBefore = (glob: string): string => {
  const parts = glob.split('/')
  const plain = parts.findIndex(part => /[*?[{(!]/.test(part))
  return parts.slice(0, plain === -1 ? -1 : plain).join('/')
}

const fieldMissing = (
  { field }: AuthorityRow,
  { manifest, manifestFile }: LoadedRelease,
): readonly Finding[] => {
  if (field === undefined || !manifest || !manifestFile) return []
  const path = field.split('.')
  const value = valueAt(manifestFile.value, path)
  const isEmpty =
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  if (!isEmpty) return []
  return [
    findingAt('authority.field-missing', manifestFile, path, {
      message: `A package of ${said(manifest)} needs ${field} in its manifest.`,
      hint: `Set ${field}.`,
    }),
  ]
}

const said = ({ authority, creation }: Manifest): string =>
  [authority && `authority "${authority}"`, creation && `mode "${creation}"`]
    .filter(Boolean)
    .join(' and ')
