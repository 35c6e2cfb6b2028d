import { defineKind } from '../../engine/define-kind.ts'
import type { Effect, FoldedRun, Reason, Summary } from '../../engine/kind.ts'
import { parseRun, shortRun } from '../../engine/run-name.ts'
import type { ReceiptFacts } from '../../events/receipt.ts'
import { UpstreamEvent, UpstreamRequest, type Version } from '../../events/upstream.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { StepsEffect } from '../../machines/steps.ts'
import { upstream as machine } from '../../machines/upstream.ts'
import { installed, keptFrom } from '../../projections/upstream/installed.ts'
import { shownVersion } from '../../upstream/names.ts'
import { sourcesIn } from './published.ts'
import type { World } from './world.ts'

type UpstreamEffects = Record<StepsEffect, () => Promise<Effect<SteppedRun, UpstreamEvent, World>>>

/** Each effect is loaded when it is due, because reading the log needs none. */
const effects: UpstreamEffects = {
  plan: async () => (await import('./effects/plan.ts')).plan,
  start: async () => (await import('./effects/start.ts')).start,
  run: async () => (await import('./effects/run.ts')).run,
  recover: async () => (await import('./effects/recover.ts')).recover,
  undo: async () => (await import('./effects/undo.ts')).undo,
}

/** What `status --json` adds for an update. */
export interface UpstreamDetails {
  readonly source: string
  readonly from?: Version | undefined
  readonly to: Version
  /** Of a run that failed: whether everything is as it was before. */
  readonly rolledBack?: true | 'failed' | 'not-needed' | undefined
  readonly commit?: string | undefined
}

const summary = ({ run, context }: FoldedRun<SteppedRun>): Summary => {
  const { data: request } = UpstreamRequest.safeParse(context.request)
  const from = keptFrom(context)
  const commit = context.steps.flatMap(({ commits = [] }) => commits).at(-1)?.commit
  const { recovery } = context
  return {
    label: shortRun(parseRun(run).key),
    subject: request ? change(from, request.to) : '',
    outcome: commit?.slice(0, 8),
    notes: notesOf(context),
    reason: reasonOf(context),
    items: context.steps.map(({ id, label, state, code, reason }) => ({
      id,
      label,
      state,
      code,
      reason,
    })),
    ...(request && {
      details: {
        source: request.source,
        ...(from && { from }),
        to: request.to,
        ...(recovery && { rolledBack: recovery.rolledBack }),
        ...(commit !== undefined && { commit }),
      } satisfies UpstreamDetails,
    }),
  }
}

const change = (from: Version | undefined, to: Version): string => {
  const after = shownVersion(to.version)
  return from ? `${shownVersion(from.version)} → ${after}` : `to ${after}`
}

/** What a person should see at once: what became of what it had changed. */
const notesOf = ({ recovery, undo, steps }: SteppedRun): readonly string[] => {
  if (undo && 'code' in undo)
    return [`NOT ROLLED BACK: ${undo.detail}${undo.hint ? ` ${undo.hint}` : ''}`]
  if (!recovery || recovery.rolledBack === 'not-needed') return []
  if (recovery.rolledBack === true) {
    const from = keptFrom({ steps })
    return [`rolled back${from ? ` to ${shownVersion(from.version)}` : ''}`]
  }
  return [`NOT ROLLED BACK: ${recovery.reason ?? 'nobody knows why.'}`]
}

/** A rollback that failed matters more than what made it necessary. */
const reasonOf = ({ reason, recovery }: SteppedRun): Reason | undefined => {
  if (recovery?.rolledBack !== 'failed') return reason
  const code = recovery.code ?? 'UPSTREAM_ROLLBACK_FAILED'
  const detail = `NOT ROLLED BACK: ${recovery.reason ?? ''}`
  return { code, detail: reason ? `${detail} Before that: ${reason.detail}` : detail }
}

/** Only an update that made a commit concerns one of this repository's. */
const receipt = ({
  context: { request, steps },
}: FoldedRun<SteppedRun>): ReceiptFacts | undefined => {
  const { data } = UpstreamRequest.safeParse(request)
  const commit = steps.flatMap(({ commits = [] }) => commits).at(-1)?.commit
  if (!data || commit === undefined) return undefined
  const evidence = steps.flatMap(step => step.evidence ?? [])
  const memory = Math.max(0, ...evidence.map(({ peakMemory = 0 }) => peakMemory))
  return {
    commit,
    exit: evidence.find(({ exit }) => exit)?.exit ?? 0,
    ...(memory > 0 && { peakMemory: memory }),
    evidence: evidence.flatMap(({ output, files }) => [
      ...(output ? [output.sha256] : []),
      ...files.map(({ sha256 }) => sha256),
    ]),
    facts: {
      source: data.source,
      to: data.to,
      ...(keptFrom({ steps }) && { from: keptFrom({ steps }) }),
      steps: steps.map(({ id, state }) => ({ id, state })),
    },
  }
}

/** The kind of run that brings one source to one version. */
export const upstream = defineKind({
  name: 'upstream',
  event: UpstreamEvent,
  machine,
  effects,
  views: [installed],
  summary,
  receipt,
  publish: async log => ({ schema: 1, sources: await sourcesIn(log) }),
  open: async services => (await import('./open-world.ts')).openWorld(services),
  driver: async () => (await import('./driver.ts')).driver,
})
