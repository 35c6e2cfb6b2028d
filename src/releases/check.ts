import type { CheckInput } from './check-input.ts'
import type { Finding } from './finding.ts'
import { folderOf } from './read.ts'
import { nameOf, type ReleaseName } from './release.ts'
import { checkAuthority } from './rules/authority.ts'
import { checkInputs, checkProposal } from './rules/dependencies.ts'
import { findingIn, type RuleCheck } from './rules/group.ts'
import { checkGuardrails, checkReleased } from './rules/guardrails.ts'
import { checkKeys } from './rules/keys.ts'
import { checkManifest } from './rules/manifest.ts'
import { checkPrompts } from './rules/prompts.ts'
import { checkPointers } from './rules/references.ts'
import { schemaRules } from './rules/schemas.ts'
import { checkUrns } from './rules/urns.ts'
import { checkVersion } from './rules/version.ts'
import { openStaging, type Staging } from './staging.ts'

/**
 * Everything that the rules have against some releases, in the order of files and lines. A pure function of a tree: it changes
 * nothing, and may be asked again anywhere. Releases are read one after the other, so that memory does not grow with their number.
 */
export const checkReleases = async (input: CheckInput): Promise<readonly Finding[]> => {
  const staging = await openStaging(input)
  const checks = releaseChecks()
  const findings: Finding[] = [...(await checkProposal(staging)), ...(await checkReleased(staging))]
  for (const name of input.releases) {
    const loaded = await staging.load(name)
    if (!loaded) {
      findings.push(absent(name, staging))
      continue
    }
    for (const check of checks) findings.push(...(await check(loaded, staging)))
  }
  return inOrder(findings)
}

const releaseChecks = (): readonly RuleCheck[] => [
  checkManifest,
  checkKeys,
  schemaRules(),
  checkPointers,
  checkUrns,
  checkInputs,
  checkPrompts,
  checkAuthority,
  checkGuardrails,
  checkVersion,
]

const absent = (name: ReleaseName, { layout }: Staging): Finding =>
  findingIn('manifest.missing', folderOf(layout, name), {
    message: `There is no release ${nameOf(name)}.`,
    hint: 'Commit its folder first.',
  })

const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort(
    (one, other) =>
      compared(one.file, other.file) ||
      (one.line ?? 0) - (other.line ?? 0) ||
      compared(one.rule, other.rule) ||
      compared(one.message, other.message),
  )

const compared = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
