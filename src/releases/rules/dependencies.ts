import { circleFrom, requirementsOf, type UnmetRequirement, unmetBy } from '../dependencies.ts'
import type { Finding } from '../finding.ts'
import type { LoadedRelease } from '../loaded.ts'
import type { Manifest } from '../manifest.ts'
import { pointerChanges } from '../pointer.ts'
import { nameOf } from '../release.ts'
import type { FindingLevel } from '../rules.ts'
import type { Staging } from '../staging.ts'
import { isPrerelease } from '../versions.ts'
import { findingAt, findingIn, type RuleCheck } from './group.ts'

/** Whether a release would have all that it requires once the proposed pointer holds. */
export const checkInputs: RuleCheck = async (loaded, staging) => {
  const { manifest, release } = loaded
  if (!manifest) return []
  const unmet = unmetBy(requirementsOf(manifest), staging.proposed)
  const optional = unmetBy(manifest.optional, staging.proposed).filter(
    ({ active }) => active !== undefined,
  )
  return [
    ...unmet.map(each => unmetFinding(each, loaded, staging, 'error')),
    ...optional.map(each => unmetFinding(each, loaded, staging, 'warning')),
    ...(await circle(loaded, staging)),
    ...(isPrerelease(release.version) ? [] : pinnedPrereleases(loaded, manifest, staging)),
  ]
}

/** Whether the proposed pointer as a whole may be: no pre-releases, and nothing active loses an input. */
export const checkProposal = async (staging: Staging): Promise<readonly Finding[]> => {
  const changes = pointerChanges(staging.active, staging.proposed)
  const changed = new Set(changes.map(({ package: name }) => name))
  const findings: Finding[] = changes.flatMap(({ package: name, to }) =>
    to !== undefined && isPrerelease(to)
      ? [
          findingIn('dep.prerelease', staging.layout.pointer, {
            message: `${name} ${to} is a pre-release, which never goes into production.`,
            hint: 'Make a release of it without a suffix.',
          }),
        ]
      : [],
  )
  for (const [name, version] of Object.entries(staging.proposed)) {
    if (changed.has(name)) continue
    const manifest = await staging.manifestOf({ package: name, version })
    const requirements = manifest ? requirementsOf(manifest) : []
    const before = new Set(
      unmetBy(requirements, staging.active).map(({ requirement }) => requirement),
    )
    findings.push(
      ...unmetBy(requirements, staging.proposed)
        .filter(({ requirement }) => !before.has(requirement))
        .map(each => dependantFinding(nameOf({ package: name, version }), each, staging)),
    )
  }
  return findings
}

const unmetFinding = (
  { requirement: { package: name, range }, active }: UnmetRequirement,
  { manifest, manifestFile, release }: LoadedRelease,
  { layout: { fields, manifest: path }, places }: Staging,
  level: FindingLevel,
): Finding => {
  const list = level === 'error' ? manifest?.required : manifest?.optional
  const index = list?.findIndex(each => each.package === name) ?? -1
  const where = (level === 'error' ? fields.required : fields.optional).split('.')
  const file = manifestFile ?? { file: `${release.folder}/${path}`, lineOf: () => undefined }
  const isKnown = [...places.values()].some(each => each.package === name)
  const at = [...where, ...(index < 0 ? [] : [`${index}`])]
  if (!isKnown)
    return findingAt('dep.unknown', file, at, {
      message: `It requires "${name}", which is no package of this repository.`,
      hint: 'Correct the name, or add the package.',
      level,
    })
  return findingAt('dep.not-active', file, at, {
    message:
      active === undefined
        ? `It requires ${name}, of which no version would be active.`
        : `It requires ${name} ${range}, and ${active} would be active.`,
    hint: `Activate a version of ${name} that fits before it or together with it.`,
    level,
  })
}

const circle = async (
  { manifest, manifestFile, release }: LoadedRelease,
  staging: Staging,
): Promise<readonly Finding[]> => {
  if (!manifest || !manifestFile) return []
  const names = new Map<string, readonly string[]>()
  for (const [name, version] of Object.entries(staging.proposed)) {
    const other = await staging.manifestOf({ package: name, version })
    names.set(name, other?.required.map(each => each.package) ?? [])
  }
  names.set(
    release.package,
    manifest.required.map(each => each.package),
  )
  const found = circleFrom(release.package, name => names.get(name) ?? [])
  if (!found) return []
  return [
    findingAt('dep.cycle', manifestFile, staging.layout.fields.required.split('.'), {
      message: `Packages require each other in a circle: ${found.join(' → ')}.`,
      hint: 'Take one of these requirements out.',
    }),
  ]
}

const pinnedPrereleases = (
  { manifestFile }: LoadedRelease,
  manifest: Manifest,
  { layout }: Staging,
): readonly Finding[] =>
  manifest.pins
    .filter(({ version }) => isPrerelease(version))
    .map(pin =>
      findingAt(
        'dep.prerelease',
        manifestFile ?? { file: layout.pointer, lineOf: () => undefined },
        [],
        {
          message: `It refers to ${nameOf(pin)}, a pre-release.`,
          hint: 'Refer to a version without a suffix, or make this one a pre-release too.',
        },
      ),
    )

const dependantFinding = (
  dependant: string,
  { requirement: { package: name, range }, active }: UnmetRequirement,
  { layout }: Staging,
): Finding =>
  findingIn('dep.breaks-dependant', layout.pointer, {
    message: `${dependant} is active and requires ${name} ${range}, and ${active ?? 'no version'} would be active.`,
    hint: `Activate a version of ${dependant.replace(/@[^@]*$/, '')} that fits together with it.`,
  })
