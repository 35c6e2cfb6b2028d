import type { Finding } from '../finding.ts'
import { type LoadedRelease, plainPath } from '../loaded.ts'
import type { Staging } from '../staging.ts'
import { isUrn } from '../urns.ts'
import { isVersion } from '../versions.ts'
import { findingAt, findingIn, type RuleCheck } from './group.ts'

/** What a manifest says, whether it is where it says it is, and whether its artifacts are there. */
export const checkManifest: RuleCheck = (loaded, staging) => [
  ...ofVersion(loaded),
  ...ofManifest(loaded, staging),
  ...ofNames(loaded, staging),
  ...ofArtifacts(loaded, staging),
  ...ofData(loaded),
]

const ofVersion = ({ release: { version, folder }, manifestFile }: LoadedRelease): Finding[] =>
  isVersion(version)
    ? []
    : [
        findingIn('version.invalid', manifestFile?.file ?? folder, {
          message: `The folder "${version}" is no semantic version.`,
          hint: 'Call it as in 1.4.0 or 2.0.0-rc.1, without "v" and build metadata.',
        }),
      ]

const ofManifest = (loaded: LoadedRelease, { layout }: Staging): Finding[] => {
  const { release, manifestFile, manifestProblems } = loaded
  if (layout.manifest === undefined) return []
  if (!manifestFile)
    return [
      findingIn('manifest.missing', `${release.folder}/${layout.manifest}`, {
        message: `The release has no ${layout.manifest}.`,
        hint: 'Add it with at least an id and a version.',
      }),
    ]
  if (manifestFile.problem)
    return [
      findingIn('manifest.unparsable', manifestFile.file, {
        message: `The manifest cannot be read: ${manifestFile.problem.message}.`,
        line: manifestFile.problem.line,
        hint: 'Correct the line.',
      }),
    ]
  return manifestProblems.map(({ message, path }) =>
    findingAt('manifest.invalid', manifestFile, path, { message, hint: 'Correct the field.' }),
  )
}

const ofNames = (loaded: LoadedRelease, { layout: { fields } }: Staging): Finding[] => {
  const { release, manifest, manifestFile } = loaded
  if (!manifest || !manifestFile) return []
  const findings: Finding[] = []
  if (manifest.id && manifest.id !== release.package)
    findings.push(
      findingAt('manifest.id-mismatch', manifestFile, fields.id.split('.'), {
        message: `The id is "${manifest.id}", but the folder is of "${release.package}".`,
        hint: `Write "${release.package}", or move the folder.`,
      }),
    )
  if (manifest.version && manifest.version !== release.version)
    findings.push(
      findingAt('manifest.version-dir-mismatch', manifestFile, fields.version.split('.'), {
        message: `The version is ${manifest.version}, but the folder is called ${release.version}.`,
        hint: `Write ${release.version}, or move the folder.`,
      }),
    )
  return findings
}

const ofArtifacts = (loaded: LoadedRelease, { layout }: Staging): Finding[] => {
  const { release, manifest, manifestFile } = loaded
  if (!manifest || !manifestFile) return []
  return manifest.artifacts
    .filter(({ path }) => !isUrn(path, layout.urns))
    .flatMap(({ name, path }) => {
      const where = [...layout.fields.artifacts.split('.'), ...name.split('.')]
      const inside = plainPath(path)
      if (inside === undefined || inside === '')
        return [
          findingAt('artifact.outside-package', manifestFile, where, {
            message: `${name} is "${path}", which is not a file inside the package.`,
            hint: 'Name a file by its path below the release, or refer to another package by a URN.',
          }),
        ]
      if (release.files.has(inside)) return []
      return [
        findingAt('artifact.missing', manifestFile, where, {
          message: `${name} is "${path}", and there is no such file.`,
          hint: 'Add the file, or correct the path. Paths are below the release, in the same case.',
        }),
      ]
    })
}

const ofData = ({ manifest, others }: LoadedRelease): Finding[] => {
  const named = new Set(manifest?.artifacts.map(({ path }) => plainPath(path)))
  return others.flatMap(({ path, file, problem }) =>
    problem
      ? [
          findingIn('artifact.unparsable', file, {
            message: `It cannot be read: ${problem.message}.`,
            line: problem.line,
            hint: 'Correct the line.',
            // What the manifest does not name may be broken on purpose, for a test.
            level: named.has(path) ? 'error' : 'warning',
          }),
        ]
      : [],
  )
}
