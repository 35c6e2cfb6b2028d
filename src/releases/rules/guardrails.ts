import type { Finding } from '../finding.ts'
import { matcherOf } from '../globs.ts'
import type { ProhibitedPattern } from '../layout.ts'
import type { LoadedRelease } from '../loaded.ts'
import { nameOf } from '../release.ts'
import type { Staging } from '../staging.ts'
import { lineAt } from '../text/parse.ts'
import { findingAt, findingIn, type RuleCheck } from './group.ts'

/** What is never released: forbidden modes, prohibited texts, secrets. */
export const checkGuardrails: RuleCheck = async (loaded, staging) => [
  ...forbiddenMode(loaded, staging),
  ...prohibited(loaded, staging),
  ...(await secrets(loaded, staging)),
]

/** Whether what was in production is as it was. It is asked about every version of the packages that are checked. */
export const checkReleased = async (staging: Staging): Promise<readonly Finding[]> => {
  const packages = new Set(staging.releases.map(each => each.package))
  const findings: Finding[] = []
  for (const [name, then] of staging.released) {
    if (!packages.has(name.slice(0, name.lastIndexOf('@')))) continue
    const place = staging.places.get(name)
    const now = place && (await staging.tree.treeOf(place.folder))
    if (now === then) continue
    findings.push(
      findingIn('guard.released-changed', place?.folder ?? staging.layout.root, {
        message: place
          ? `${name} was in production with other files than it has now.`
          : `${name} was in production, and its folder is gone.`,
        hint: 'Restore the folder, and make a new version of what has to change.',
      }),
    )
  }
  return findings
}

const forbiddenMode = (
  { manifest, manifestFile, release }: LoadedRelease,
  { layout: { guardrails, fields } }: Staging,
): readonly Finding[] => {
  const mode = manifest?.creation
  if (!manifestFile || mode === undefined || !guardrails.forbiddenModes.includes(mode)) return []
  return [
    findingAt('guard.forbidden-mode', manifestFile, fields.creation.split('.'), {
      message: `${nameOf(release)} is made in the mode "${mode}", which is forbidden.`,
      hint: 'Make it in another way; the configuration lists the forbidden modes.',
    }),
  ]
}

const prohibited = (
  { release }: LoadedRelease,
  { layout: { guardrails } }: Staging,
): readonly Finding[] =>
  guardrails.patterns.flatMap(pattern => {
    const isAbout = pattern.files ? matcherOf(pattern.files) : () => true
    return [...release.files]
      .filter(([path]) => isAbout(path))
      .flatMap(([path, text]) => linesWith(pattern, text).map(line => ({ path, line })))
      .map(({ path, line }) =>
        findingIn('guard.prohibited-pattern', `${release.folder}/${path}`, {
          message: `It has a text that is prohibited: ${pattern.name}.`,
          line,
          hint: 'Take the text out.',
        }),
      )
  })

const linesWith = ({ pattern, ignoreCase }: ProhibitedPattern, text: string): readonly number[] => {
  const expression = new RegExp(pattern, ignoreCase ? 'iu' : 'u')
  return text.split(/\r?\n/).flatMap((line, index) => (expression.test(line) ? [index + 1] : []))
}

const secrets = async (
  { release }: LoadedRelease,
  { layout: { guardrails }, findSecrets }: Staging,
): Promise<readonly Finding[]> => {
  if (!guardrails.secrets || !findSecrets) return []
  const findings: Finding[] = []
  for (const [path, text] of release.files)
    for (const { start, kind } of await findSecrets(text))
      findings.push(
        findingIn('guard.secret', `${release.folder}/${path}`, {
          // Never the secret itself: findings are stored and shown.
          message: `It has a secret in it (${kind}).`,
          line: lineAt(text, start),
          hint: 'Take it out, and replace it wherever it is in use: it is in the history of the repository.',
        }),
      )
  return findings
}
