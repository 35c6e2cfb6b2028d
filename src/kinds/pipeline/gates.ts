import type { Evidence } from '../../events/steps.ts'
import type { GateUse } from '../../ports/pipeline-settings.ts'
import type { Finding, GatePlace, Judge } from './gate-place.ts'
import type { World } from './world.ts'

/** A gate that git-doc brings along: it looks at what a command left, or does everything itself. */
export type BuiltGate =
  | { readonly runsItself?: undefined; readonly look: Judge }
  | {
      readonly runsItself: true
      look(
        place: GatePlace,
        world: World,
      ): Promise<Finding & { readonly evidence?: Evidence | undefined }>
    }

/** Every gate that a configuration can name; each is loaded when it is due. */
const gates: Readonly<Record<GateUse, () => Promise<BuiltGate>>> = {
  docs: async () => (await import('./gates/git-doc.ts')).docs,
  hotspots: async () => (await import('./gates/git-doc.ts')).hotspots,
  'release-verify': async () => (await import('./gates/git-doc.ts')).releaseVerify,
  tests: async () => (await import('./gates/tests.ts')).tests,
  budget: async () => (await import('./gates/numbers.ts')).budget,
  baseline: async () => (await import('./gates/numbers.ts')).baseline,
  coverage: async () => (await import('./gates/numbers.ts')).coverage,
  sarif: async () => (await import('./gates/files.ts')).sarif,
  checksums: async () => (await import('./gates/files.ts')).checksums,
  'semver-tag': async () => (await import('./gates/versions.ts')).semverTag,
  'release-notes': async () => (await import('./gates/release-notes.ts')).releaseNotes,
  'tool-health': async () => (await import('./gates/tool-health.ts')).toolHealth,
  changelog: async () => (await import('./gates/versions.ts')).changelog,
}

export const judgeOf = (use: GateUse): Promise<BuiltGate> => gates[use]()
