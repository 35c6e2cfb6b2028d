import { defineKind } from '../../engine/define-kind.ts'
import type { Effect, FoldedRun, Summary, ViewReader } from '../../engine/kind.ts'
import { parseRun, shortRun } from '../../engine/run-name.ts'
import { PipelineEvent, PipelineRequest } from '../../events/pipeline.ts'
import type { ReceiptFacts } from '../../events/receipt.ts'
import { pipeline as machine } from '../../machines/pipeline.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { StepsEffect } from '../../machines/steps.ts'
import { readInputs } from '../../pipelines/plan.ts'
import { type Trend, trendOf } from '../../pipelines/trends.ts'
import { countsOf, type JudgedGate, verdictsOf } from '../../pipelines/verdicts.ts'
import { type PipelineEnds, pipelineEnds } from '../../projections/pipeline/ended.ts'
import { gateNumbers, measuredIn } from '../../projections/pipeline/numbers.ts'
import { pipelineTrends } from '../../projections/pipeline/trends.ts'
import type { World } from './world.ts'

type PipelineEffects = Record<
  Exclude<StepsEffect, 'undo' | 'recover'>,
  () => Promise<Effect<SteppedRun, PipelineEvent, World>>
>

/** Each effect is loaded when it is due, because reading the log needs none. */
const effects: PipelineEffects = {
  plan: async () => (await import('./effects/plan.ts')).plan,
  start: async () => (await import('./effects/start.ts')).start,
  run: async () => (await import('./effects/run.ts')).run,
}

/** What `status --json` adds for a pipeline's run. */
export interface PipelineDetails {
  readonly pipeline: string
  readonly commit: string
  /** The tree that the gates looked at; missing before they were planned. */
  readonly tree?: string | undefined
  /** The tree at the end, if the files changed while the gates ran. */
  readonly treeAfter?: string | undefined
  readonly clean: boolean
  readonly gates: readonly JudgedGate[]
}

const summary = ({ run, value, context }: FoldedRun<SteppedRun>): Summary => {
  const { data: request } = PipelineRequest.safeParse(context.request)
  const gates = verdictsOf(context.steps, isEnd(value))
  const tree = readInputs(context.inputs)?.tree
  const treeAfter = treeAfterIn(context)
  return {
    label: shortRun(parseRun(run).key),
    subject: countsOf(gates),
    reason: context.reason,
    ...(treeAfter !== undefined && { notes: ['The files changed while the gates ran.'] }),
    items: gates.map(({ name: id, verdict: state, code, reason }) => ({ id, state, code, reason })),
    ...(request && {
      details: {
        pipeline: request.pipeline,
        commit: request.commit,
        ...(tree !== undefined && { tree }),
        ...(treeAfter !== undefined && { treeAfter }),
        clean: request.clean,
        gates,
      } satisfies PipelineDetails,
    }),
  }
}

/** Whether a run is over, as its state says. */
const isEnd = (value: FoldedRun['value']): boolean =>
  ['success', 'failed', 'skipped'].some(end => end === value)

const treeAfterIn = ({ steps }: SteppedRun): string | undefined =>
  steps.flatMap(({ evidence }) => (evidence?.facts?.treeAfter as string | undefined) ?? []).at(-1)

/** What Git's notes say of a run: on which tree, what came of each gate, and the hashes of what gates printed and made. */
const receipt = ({ context }: FoldedRun<SteppedRun>): ReceiptFacts | undefined => {
  const { data } = PipelineRequest.safeParse(context.request)
  const inputs = readInputs(context.inputs)
  if (!data || !inputs) return undefined
  const evidence = context.steps.flatMap(step => step.evidence ?? [])
  const memory = Math.max(0, ...evidence.map(({ peakMemory = 0 }) => peakMemory))
  const numbers = measuredIn(context.steps).map(({ id, value }) => [id, value])
  return {
    commit: data.commit,
    tree: inputs.tree,
    exit: evidence.find(({ exit }) => exit)?.exit ?? (evidence.length > 0 ? 0 : null),
    ...(memory > 0 && { peakMemory: memory }),
    evidence: evidence.flatMap(({ output, files }) => [
      ...(output ? [output.sha256] : []),
      ...files.map(({ sha256 }) => sha256),
    ]),
    facts: {
      pipeline: data.pipeline,
      ...(data.branch !== undefined && { branch: data.branch }),
      gates: verdictsOf(context.steps, true).map(({ name, verdict }) => ({ name, verdict })),
      ...(numbers.length > 0 && { numbers: Object.fromEntries(numbers) }),
    },
  }
}

/** How many pipelines a published view lists. */
const most = 500

const endsIn = async (log: ViewReader): Promise<Readonly<Record<string, PipelineEnds>>> => {
  const ends: Record<string, PipelineEnds> = {}
  for await (const [name, row] of log.rows(pipelineEnds)) {
    ends[name] = row
    if (Object.keys(ends).length === most) break
  }
  return ends
}

const trendsIn = async (log: ViewReader): Promise<Readonly<Record<string, Trend>>> => {
  const trends: Record<string, Trend> = {}
  for await (const [name, row] of log.rows(pipelineTrends)) {
    const trend = trendOf(row)
    if (trend) trends[name] = trend
    if (Object.keys(trends).length === most) break
  }
  return trends
}

/** The kind of run that takes a commit through the gates of a pipeline. */
export const pipeline = defineKind({
  name: 'pipeline',
  event: PipelineEvent,
  machine,
  effects,
  views: [pipelineEnds, gateNumbers, pipelineTrends],
  summary,
  receipt,
  publish: async log => ({
    schema: 1,
    pipelines: await endsIn(log),
    trends: await trendsIn(log),
  }),
  open: async services => (await import('./open-world.ts')).openWorld(services),
  driver: async () => (await import('./driver.ts')).driver,
})
