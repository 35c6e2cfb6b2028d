import * as z from 'zod'
import { ModelCall } from './model-call.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal digits')

/**
 * A step before it begins. `needs` names steps that must be done first. `repeat` says what happens if the process dies
 * while the step runs: `safe` begins it again, `never` waits for a person. If a step that is not `blocking` fails, the run goes
 * on and may still succeed.
 */
export const PlannedStep = z.object({
  id: z.string().min(1),
  label: z.string().optional(),
  needs: z.array(z.string()),
  repeat: z.enum(['safe', 'never']),
  blocking: z.boolean(),
})
export type PlannedStep = z.infer<typeof PlannedStep>

/** What shows that a step was carried out, and how. Times are in milliseconds, sizes in bytes. */
export const Evidence = z.object({
  /** The command that ran, or the rule that looked. */
  what: z.string(),
  exit: z.int().nullable().optional(),
  milliseconds: z.number().min(0),
  /** Sampled, so a lower bound. */
  peakMemory: z.number().min(0).optional(),
  /** The end of the output, without secrets; the whole of it is in a file that is named by the hash. */
  output: z.object({ tail: z.string(), bytes: z.int().min(0), sha256: Sha256 }).optional(),
  /** Files that the step made. */
  files: z.array(z.object({ path: z.string(), sha256: Sha256 })),
  /** Facts of the kind's own, such as what a job returned. */
  facts: z.record(z.string(), z.unknown()).optional(),
})
export type Evidence = z.infer<typeof Evidence>

/** Somebody or something asked for the run. Each kind says what `data` holds. */
export const runRequested = z.object({
  type: z.literal('run.requested'),
  data: z.record(z.string(), z.unknown()),
})

/** Whether each step has an id of its own and needs only steps before it, so that every step can begin some time. */
const isOrdered = (steps: readonly PlannedStep[]): boolean => {
  const before = new Set<string>()
  return steps.every(({ id, needs }) => {
    const isFree = !before.has(id) && needs.every(need => before.has(need))
    before.add(id)
    return isFree
  })
}

/**
 * The steps of a run, in their order. `inputs` is a hash of everything that they depend on: as long as it is the same, a
 * step that is done stays done.
 */
export const stepsPlanned = z.object({
  type: z.literal('steps.planned'),
  data: z.object({
    inputs: z.string(),
    steps: z.array(PlannedStep).min(1).refine(isOrdered, 'are not in the order of their needs'),
  }),
})

/** There is nothing to do. */
export const runSkipped = z.object({
  type: z.literal('run.skipped'),
  data: z.object({ code: z.string(), detail: z.string() }),
})

/** Nothing stands in the way of the first step. */
export const runStarted = z.object({ type: z.literal('run.started'), data: z.object({}) })

export const stepStarted = z.object({
  type: z.literal('step.started'),
  data: z.object({ step: z.string() }),
})

/** A step is over. `code` and `reason` say why it failed or was skipped; `commits` are those that it prepared and Git has. */
export const stepFinished = z.object({
  type: z.literal('step.finished'),
  data: z.object({
    step: z.string(),
    state: z.enum(['done', 'failed', 'skipped']),
    code: z.string().optional(),
    reason: z.string().optional(),
    evidence: Evidence.optional(),
    commits: z.array(z.string()).optional(),
  }),
})

/**
 * A step is about to move a branch to a commit that it made. It is on record before it happens, so that a step that is repeated
 * after a crash finds its commit and makes no other. `call` counts from 0 what the step asked to commit.
 */
export const stepPrepared = z.object({
  type: z.literal('step.prepared'),
  data: z.object({
    step: z.string(),
    call: z.int().min(0),
    commit: z.object({ commit: z.string(), parent: z.string(), ref: z.string() }),
  }),
})

/** A step asked a model. `prompt` is the SHA-256 of what was sent, without secrets. */
export const stepAsked = z.object({
  type: z.literal('step.asked'),
  data: z.object({
    step: z.string(),
    provider: z.string(),
    model: z.string(),
    calls: z.array(ModelCall),
    prompt: z.string(),
  }),
})

/**
 * The whole run took place elsewhere, in a process that does not write the log, such as a hook that can refuse a commit.
 * `data` holds the request, the steps with their ends, and the reason why the run was skipped or failed, if it was.
 */
export const runReported = z.object({
  type: z.literal('run.reported'),
  data: z.object({
    state: z.enum(['success', 'failed', 'skipped']),
    request: z.record(z.string(), z.unknown()),
    steps: z.array(
      PlannedStep.extend({
        state: z.enum(['planned', 'done', 'failed', 'skipped']),
        code: z.string().optional(),
        reason: z.string().optional(),
        evidence: Evidence.optional(),
      }),
    ),
    reason: z.object({ code: z.string(), detail: z.string() }).optional(),
  }),
})

/** A person wants undone what the run did. */
export const undoRequested = z.object({ type: z.literal('undo.requested'), data: z.object({}) })

export const undoFinished = z.object({
  type: z.literal('undo.finished'),
  data: z.object({ evidence: z.array(Evidence) }),
})

/** A person accepts a step that was cut off as done. `commits` are those that it made; one that was only prepared is no longer its. */
export const stepAccepted = z.object({
  type: z.literal('step.accepted'),
  data: z.object({ step: z.string(), commits: z.array(z.string()).optional() }),
})

/** A person lets the run do what it must not do unasked. */
export const runApproved = z.object({ type: z.literal('run.approved'), data: z.object({}) })

/**
 * A run that failed has looked after what it had changed: all of it is as it was before, or was never touched, or is not
 * (`failed`, and `reason` says what to do).
 */
export const runRecovered = z.object({
  type: z.literal('run.recovered'),
  data: z.object({
    rolledBack: z.union([z.literal(true), z.enum(['failed', 'not-needed'])]),
    code: z.string().optional(),
    reason: z.string().optional(),
    evidence: z.array(Evidence),
  }),
})

export type StepEvent = z.infer<
  | typeof runRequested
  | typeof stepsPlanned
  | typeof runSkipped
  | typeof runStarted
  | typeof stepStarted
  | typeof stepFinished
  | typeof stepAccepted
  | typeof stepPrepared
  | typeof stepAsked
  | typeof runReported
  | typeof undoRequested
  | typeof undoFinished
  | typeof runApproved
  | typeof runRecovered
>

/** Everything that can happen in a row of steps. A kind lists these beside the lifecycle's events. */
export const stepEvents = [
  runRequested,
  stepsPlanned,
  runSkipped,
  runStarted,
  stepStarted,
  stepFinished,
  stepAccepted,
  stepPrepared,
  stepAsked,
  runReported,
] as const

/** What a kind lists whose runs can be undone. */
export const undoEvents = [undoRequested, undoFinished] as const

/** What a kind lists whose runs may need an approval, and that look after what they changed when they fail. */
export const carefulEvents = [runApproved, runRecovered] as const
