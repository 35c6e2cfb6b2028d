import * as z from 'zod'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import { defineKind, kindsOf } from '../../src/engine/define-kind.ts'
import type { Effect } from '../../src/engine/kind.ts'
import {
  applyDeferred,
  applyResumed,
  attemptFailed,
  retryRequested,
} from '../../src/events/lifecycle.ts'
import type { DomainEvent } from '../../src/events/recorded.ts'
import { stepEvents } from '../../src/events/steps.ts'
import { alert } from '../../src/kinds/alert.ts'
import { trigger } from '../../src/kinds/trigger.ts'
import type { SteppedRun } from '../../src/machines/stepped-run.ts'
import { steppedChart } from '../../src/machines/steps.ts'
import type { EventLog } from '../../src/ports/log.ts'
import { viewsOf } from '../../src/projections/views.ts'

const ProofEvent = z.discriminatedUnion('type', [
  ...stepEvents,
  applyDeferred,
  applyResumed,
  attemptFailed,
  retryRequested,
])
type ProofEvent = z.infer<typeof ProofEvent>

const never = async (): Promise<Effect<SteppedRun, ProofEvent, never>> => async function* () {}

/** A kind of run that nobody knows: it has steps, and its receipts say what the steps left. */
const proof = defineKind({
  name: 'proof',
  event: ProofEvent,
  machine: steppedChart('proof'),
  effects: { plan: never, start: never, run: never },
  summary: ({ context }) => ({
    subject: `proof of ${context.steps.length}`,
    reason: context.reason,
  }),
  receipt({ context: { request, steps } }) {
    const { commit } = request as { commit?: string }
    if (commit === undefined) return undefined
    const evidence = steps.flatMap(({ evidence }) => evidence?.output?.sha256 ?? [])
    const [exit] = steps.flatMap(({ evidence }) => evidence?.exit ?? [])
    return {
      commit,
      exit,
      evidence,
      facts: { steps: steps.map(({ id, state }) => ({ id, state })) },
    }
  },
})

export const proofKinds = kindsOf([proof, trigger, alert])

/** A log for such runs, whose clock goes on by a second with each append. */
export const proofLog = (time = { at: Date.UTC(2026, 0, 1) }): EventLog => {
  const now = () => {
    time.at += 1_000
    return new Date(time.at)
  }
  return memoryLog({ projections: viewsOf(proofKinds), now })
}

const step = { id: 'all', needs: [], repeat: 'safe' as const, blocking: true }

/** What happens in a run of one step, to its end. */
export const proved = (
  commit: string | undefined,
  state: 'done' | 'failed' = 'done',
): readonly DomainEvent[] => [
  { type: 'run.requested', data: commit === undefined ? {} : { commit } },
  ...attempt(state),
]

/** What happens when it is tried again. */
export const provedAgain = (state: 'done' | 'failed' = 'done'): readonly DomainEvent[] => [
  { type: 'retry.requested', data: {} },
  ...attempt(state),
]

const attempt = (state: 'done' | 'failed'): readonly DomainEvent[] => [
  { type: 'steps.planned', data: { inputs: 'x', steps: [step] } },
  { type: 'run.started', data: {} },
  { type: 'step.started', data: { step: 'all' } },
  {
    type: 'step.finished',
    data: {
      step: 'all',
      state,
      ...(state === 'failed' && { code: 'EXIT', reason: 'Exit code 1.' }),
      evidence: {
        what: 'prove',
        exit: state === 'done' ? 0 : 1,
        milliseconds: 5,
        output: { tail: 'ok', bytes: 2, sha256: 'c'.repeat(64) },
        files: [],
      },
    },
  },
]

/** Appends events to a run. */
export const append = async (
  log: EventLog,
  run: string,
  events: readonly DomainEvent[],
): Promise<void> => {
  const expected = (await log.read(run)).length
  for (const [at, event] of events.entries()) await log.append(run, [{ event }], expected + at)
}
