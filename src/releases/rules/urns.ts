import type { Finding } from '../finding.ts'
import type { DataFile } from '../loaded.ts'
import type { Manifest } from '../manifest.ts'
import { folderOf } from '../read.ts'
import { nameOf, type ReleaseName } from '../release.ts'
import type { Staging } from '../staging.ts'
import { type ReadUrn, readUrn, urnsIn } from '../urns.ts'
import { findingAt, type RuleCheck } from './group.ts'

/** Whether every URN in the manifest and the other data of a release has a known form and names something that is there. */
export const checkUrns: RuleCheck = async (loaded, staging) => {
  const findings: Finding[] = []
  for (const file of [loaded.manifestFile, ...loaded.others]) {
    for (const { text, path } of file ? urnsIn(file.value, staging.layout.urns) : [])
      findings.push(...(await ofUrn(text, path, file as DataFile, staging)))
  }
  return findings
}

const ofUrn = async (
  text: string,
  path: readonly string[],
  file: DataFile,
  staging: Staging,
): Promise<readonly Finding[]> => {
  const { urns } = staging.layout
  const urn = readUrn(text, urns)
  if (!urn)
    return [
      findingAt('ref.urn-malformed', file, path, {
        message: `${JSON.stringify(text)} has none of the forms ${Object.keys(urns).join(', ')}.`,
        hint: 'Write it in one of these forms, with a full version such as 1.4.0.',
      }),
    ]
  const missing = await whatIsMissing(urn, staging)
  if (missing === undefined) return []
  return [
    findingAt('ref.urn-missing', file, path, {
      message: `${JSON.stringify(text)} leads nowhere: ${missing}.`,
      hint: 'Correct the name or the version, or commit what it names first.',
    }),
  ]
}

const whatIsMissing = async (
  { target, names }: ReadUrn,
  staging: Staging,
): Promise<string | undefined> => {
  const { tree } = staging
  if (!target.startsWith('artifact:')) {
    const isThere = (await tree.read(target)) !== undefined || (await tree.list(target)).length > 0
    return isThere ? undefined : `there is no ${target}`
  }
  const { id = '', version = '' } = names
  const release = { package: id, version }
  if (!staging.places.has(nameOf(release)))
    return `there is no release ${version} of a package "${id}"`
  const type = target.slice('artifact:'.length)
  const manifest = await staging.manifestOf(release)
  return (await hasArtifact(type, release, manifest, staging))
    ? undefined
    : `${nameOf(release)} has no artifact "${type}"`
}

/** By the manifest's names (`task`, `task_prompt`, `prompts.task`), or by a file that is called so. */
const hasArtifact = async (
  type: string,
  release: ReleaseName,
  manifest: Manifest | undefined,
  { layout, tree }: Staging,
): Promise<boolean> => {
  const names = [type, `${type}_prompt`, `${type}_context`]
  const isNamed = manifest?.artifacts.some(({ name }) =>
    names.includes(name.slice(name.lastIndexOf('.') + 1)),
  )
  if (isNamed) return true
  const folder = folderOf(layout, release)
  const paths = await tree.list(folder)
  return paths.some(path => {
    const file = path.slice(path.lastIndexOf('/') + 1)
    return (
      names.some(name => file.startsWith(`${name}.`)) ||
      (type === 'schema' && file.includes('.schema.'))
    )
  })
}
