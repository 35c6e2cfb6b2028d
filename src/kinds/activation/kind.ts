import { defineKind } from '../../engine/define-kind.ts'
import type { Effect, FoldedRun, Summary } from '../../engine/kind.ts'
import { parseRun, shortRun } from '../../engine/run-name.ts'
import { ActivationEvent, ActivationRequest } from '../../events/activation.ts'
import type { ReceiptFacts } from '../../events/receipt.ts'
import { activation as machine } from '../../machines/activation.ts'
import type { Step, SteppedRun } from '../../machines/stepped-run.ts'
import type { StepsEffect } from '../../machines/steps.ts'
import { deeds } from '../../projections/activation/deeds.ts'
import { deedMonths } from '../../projections/activation/months.ts'
import type { World } from './world.ts'

type ActivationEffects = Record<
  Exclude<StepsEffect, 'undo' | 'recover'>,
  () => Promise<Effect<SteppedRun, ActivationEvent, World>>
>

/** Each effect is loaded when it is due, because reading the log needs none. */
const effects: ActivationEffects = {
  plan: async () => (await import('./effects/plan.ts')).plan,
  start: async () => (await import('./effects/start.ts')).start,
  run: async () => (await import('./effects/run.ts')).run,
}

/** What `status --json` adds for an activation. */
export interface ActivationDetails {
  readonly deed: ActivationRequest['deed']
  readonly packages: ActivationRequest['packages']
  /** The pointer's commit. */
  readonly commit?: string | undefined
  readonly forced: readonly string[]
}

const commitOf = ({ steps }: SteppedRun): string | undefined =>
  steps.flatMap(({ commits = [] }) => commits).at(-1)?.commit

const summary = ({ run, context }: FoldedRun<SteppedRun>): Partial<Summary> => {
  const { data } = ActivationRequest.safeParse(context.request)
  const commit = commitOf(context)
  return {
    label: shortRun(parseRun(run).key),
    subject: data ? subjectOf(data) : '',
    outcome: commit?.slice(0, 8),
    reason: context.reason,
    items: context.steps.map(itemOf),
    ...(data && {
      details: {
        deed: data.deed,
        packages: data.packages,
        ...(commit !== undefined && { commit }),
        forced: data.forced,
      } satisfies ActivationDetails,
    }),
  }
}

const subjectOf = ({ deed, packages }: ActivationRequest): string => {
  const named = packages.map(({ package: name, version }) => `${name} ${version}`).join(', ')
  return deed === 'activate' ? `Activate ${named}` : `Go back to ${named}`
}

const itemOf = ({ id, label, state, code, reason }: Step): Summary['items'][number] => ({
  ...{ id, label, state, code, reason },
})

/** What Git's notes say of an activation: on the pointer's commit, what changed and whether everybody was told. */
const receipt = ({ context }: FoldedRun<SteppedRun>): ReceiptFacts | undefined => {
  const { data } = ActivationRequest.safeParse(context.request)
  const commit = commitOf(context)
  if (!data || commit === undefined) return undefined
  const { deed, packages, forced } = data
  const evidence = context.steps.flatMap(step => step.evidence ?? [])
  return {
    commit,
    exit: evidence.find(({ exit }) => exit)?.exit ?? null,
    evidence: evidence.flatMap(({ output }) => (output ? [output.sha256] : [])),
    facts: {
      deed,
      packages: packages.map(({ package: name, version, previous }) => ({
        ...{ package: name, version, previous },
      })),
      steps: context.steps.map(({ id, state }) => ({ id, state })),
      ...(forced.length > 0 && { forced }),
    },
  }
}

/** The kind of run that changes what is in production: an activation, or a rollback. */
export const activation = defineKind({
  name: 'activation',
  event: ActivationEvent,
  machine,
  effects,
  views: [deeds, deedMonths],
  summary,
  receipt,
  publish: async log => ({
    schema: 1,
    ...(await log.row(deeds, 'all')),
    months: await log.row(deedMonths, 'all'),
  }),
  open: async services => (await import('./open-world.ts')).openWorld(services),
  driver: async () => (await import('./driver.ts')).driver,
})
