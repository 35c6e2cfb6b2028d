import { defineKind } from '../../engine/define-kind.ts'
import type { Effect, FoldedRun, Summary, ViewReader } from '../../engine/kind.ts'
import type { ReceiptFacts } from '../../events/receipt.ts'
import { ReleaseEvent, StagingRequest } from '../../events/release.ts'
import { release as machine } from '../../machines/release.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { StepsEffect } from '../../machines/steps.ts'
import { type StagingFacts, stagings } from '../../projections/release/stagings.ts'
import type { World } from './world.ts'

type ReleaseEffects = Record<
  Exclude<StepsEffect, 'undo' | 'recover'>,
  () => Promise<Effect<SteppedRun, ReleaseEvent, World>>
>

/** Each effect is loaded when it is due, because reading the log needs none. */
const effects: ReleaseEffects = {
  plan: async () => (await import('./effects/plan.ts')).plan,
  start: async () => (await import('./effects/start.ts')).start,
  run: async () => (await import('./effects/run.ts')).run,
}

/** What `status --json` adds for a staging. */
export interface ReleaseDetails {
  readonly package: string
  readonly version: string
  readonly tree: string
  readonly commit: string
  /** The SHA-256 of the report. */
  readonly report?: string | undefined
  readonly errors: number
  readonly warnings: number
}

const factsOf = ({ steps }: SteppedRun): StagingFacts | undefined =>
  steps[0]?.evidence?.facts as StagingFacts | undefined

const summary = ({ context }: FoldedRun<SteppedRun>): Partial<Summary> => {
  const { data } = StagingRequest.safeParse(context.request)
  if (!data) return { reason: context.reason }
  const { package: name, version, tree, commit } = data
  const { sha256, errors = 0, warnings = 0 } = factsOf(context) ?? {}
  return {
    label: `${name}@${version}`,
    subject: warnings > 0 ? `staged with ${warnings} warnings` : 'staged',
    outcome: tree.slice(0, 8),
    reason: context.reason,
    details: {
      ...{ package: name, version, tree, commit },
      ...(sha256 !== undefined && { report: sha256 }),
      ...{ errors, warnings },
    } satisfies ReleaseDetails,
  }
}

/** What Git's notes say of a staging: of which tree, by which rules, and the hash of the report. */
const receipt = ({ context }: FoldedRun<SteppedRun>): ReceiptFacts | undefined => {
  const { data } = StagingRequest.safeParse(context.request)
  const facts = factsOf(context)
  // Without a report nothing was found out that another clone could build upon.
  if (!data || !facts) return undefined
  const { package: name, version, tree, commit } = data
  const { sha256, rules, errors, warnings } = facts
  return {
    commit,
    tree,
    evidence: [sha256],
    facts: { package: name, version, rules, errors, warnings },
  }
}

/** How many releases a published view lists. */
const most = 2_000

const publish = async (log: ViewReader) => {
  const releases = []
  for await (const [, row] of log.rows(stagings)) {
    releases.push(row)
    if (releases.length === most) break
  }
  return { schema: 1, releases }
}

/** The kind of run that stages one version of a package with one tree. */
export const release = defineKind({
  name: 'release',
  event: ReleaseEvent,
  machine,
  effects,
  views: [stagings],
  summary,
  receipt,
  publish,
  open: async services => (await import('./open-world.ts')).openWorld(services),
})
