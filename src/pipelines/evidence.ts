import * as z from 'zod'
import type { Recorded } from '../events/recorded.ts'
import type { SteppedRun } from '../machines/stepped-run.ts'
import { readInputs } from './plan.ts'
import { verdictsOf } from './verdicts.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const GateEvidence = z.object({
  name: z.string(),
  verdict: z.enum(['passed', 'warned', 'failed', 'skipped', 'planned', 'running']),
  blocking: z.boolean(),
  code: z.string().optional(),
  reason: z.string().optional(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  /** The command, or what looked. */
  what: z.string().optional(),
  exit: z.int().nullable().optional(),
  milliseconds: z.number().optional(),
  /** In bytes; sampled, so a lower bound. */
  peakMemory: z.number().optional(),
  output: z.object({ bytes: z.int().min(0), sha256: Sha256 }).optional(),
  artifacts: z.array(z.object({ path: z.string(), sha256: Sha256 })),
  facts: z.record(z.string(), z.unknown()).optional(),
})
export type GateEvidence = z.infer<typeof GateEvidence>

/** What shows how the run of a pipeline went, so that others can check it: the file that `--evidence` writes. */
export const PipelineEvidence = z.object({
  schema: z.literal(1),
  run: z.string(),
  pipeline: z.string(),
  state: z.string(),
  reason: z.string().optional(),
  commit: z.string(),
  branch: z.string().optional(),
  /** The tree of the files that the gates looked at. */
  tree: z.string().optional(),
  clean: z.boolean(),
  /** The SHA-256 of what was configured. */
  configuration: z.string().optional(),
  startedAt: z.string(),
  endedAt: z.string(),
  gates: z.array(GateEvidence),
  /** Of what wrote this file. */
  tools: z.record(z.string(), z.string()),
  /** Which log has the run, how many events it has at its end, and the hash that chains all events up to there. */
  log: z.object({ id: Sha256, version: z.int().positive(), chain: Sha256 }),
})
export type PipelineEvidence = z.infer<typeof PipelineEvidence>

/** What the log says of a run, but for what only the log itself knows. `events` are the run's. */
export const evidenceOf = (
  run: string,
  state: string,
  context: SteppedRun,
  events: readonly Recorded[],
): Omit<PipelineEvidence, 'tools' | 'log'> => {
  const request = context.request as {
    readonly pipeline: string
    readonly commit: string
    readonly branch?: string
    readonly clean: boolean
  }
  const inputs = readInputs(context.inputs)
  return {
    schema: 1,
    run,
    pipeline: request.pipeline,
    state,
    ...(context.reason && { reason: context.reason.detail }),
    commit: request.commit,
    ...(request.branch !== undefined && { branch: request.branch }),
    ...(inputs && { tree: inputs.tree }),
    clean: request.clean,
    ...(inputs && { configuration: inputs.configuration }),
    startedAt: events[0]?.at ?? '',
    endedAt: events.at(-1)?.at ?? '',
    gates: gatesOf(state, context, events),
  }
}

const gatesOf = (
  state: string,
  { steps }: SteppedRun,
  events: readonly Recorded[],
): readonly GateEvidence[] & GateEvidence[] => {
  const lastOf = (type: string, name: string): string | undefined =>
    events.findLast(({ event }) => event.type === type && event.data.step === name)?.at
  const isOver = ['success', 'failed', 'skipped'].includes(state)
  const verdicts = new Map(verdictsOf(steps, isOver).map(gate => [gate.name, gate]))
  return steps.map(({ id: name, blocking, evidence }) => {
    const { verdict = 'planned', code, reason } = verdicts.get(name) ?? {}
    const [startedAt, endedAt] = [lastOf('step.started', name), lastOf('step.finished', name)]
    return {
      ...{ name, verdict, blocking },
      ...(code !== undefined && { code }),
      ...(reason !== undefined && { reason }),
      ...(startedAt !== undefined && { startedAt }),
      ...(endedAt !== undefined && { endedAt }),
      ...(evidence && {
        what: evidence.what,
        ...(evidence.exit !== undefined && { exit: evidence.exit }),
        milliseconds: evidence.milliseconds,
        ...(evidence.peakMemory !== undefined && { peakMemory: evidence.peakMemory }),
        ...(evidence.output && {
          output: { bytes: evidence.output.bytes, sha256: evidence.output.sha256 },
        }),
      }),
      artifacts: evidence?.files.map(file => ({ ...file })) ?? [],
      ...(evidence?.facts && { facts: evidence.facts }),
    }
  })
}

/** Whether a run whose gates have these verdicts ends as the evidence says. */
export const isConsistent = ({
  state,
  gates,
}: Pick<PipelineEvidence, 'state' | 'gates'>): boolean => {
  const isBlocked = gates.some(({ verdict }) => verdict === 'failed')
  const areMarked = gates.every(
    ({ verdict, blocking }) =>
      (verdict !== 'failed' || blocking) && (verdict !== 'warned' || !blocking),
  )
  const isDone = gates.every(({ verdict }) => verdict !== 'planned' && verdict !== 'running')
  if (!areMarked) return false
  return state === 'success' ? !isBlocked && isDone : state !== 'success'
}
