import { isGitDocError } from '../errors/error.ts'
import type { DomainEvent } from '../events/recorded.ts'
import type { Evidence } from '../events/steps.ts'
import {
  again,
  cutOff,
  readySteps,
  type Step,
  type SteppedRun,
  withStep,
} from '../machines/stepped-run.ts'
import { openAsked, type RecordEvent } from './asked-events.ts'
import type { Effect, World } from './kind.ts'

/** How a step ended. */
export interface StepEnd {
  readonly state: 'done' | 'failed' | 'skipped'
  readonly code?: string | undefined
  readonly reason?: string | undefined
  readonly evidence?: Evidence | undefined
  /** Of the commits that it prepared, those that were made; all of them if it does not say. */
  readonly commits?: readonly string[] | undefined
}

/**
 * Carries out one step; `context` has the steps before it as they ended. A GitDocError of the run's scope means that the step failed. `record` resolves when what the step
 * is about to do is in the log; it throws INTERRUPTED if the run ends before.
 */
export type CarryOutStep<Outside extends World> = (
  step: Step,
  context: SteppedRun,
  world: Outside,
  run: string,
  record: RecordEvent,
) => Promise<StepEnd>

/**
 * The effect that carries out the steps of a run: those that may begin, several at a time, until a blocking one fails or none is
 * left. A step that was cut off begins again if that is safe; otherwise the run waits.
 */
export const runSteps = <Outside extends World>(
  carryOut: CarryOutStep<Outside>,
  atOnce: (world: Outside) => number = () => 1,
): Effect<SteppedRun, DomainEvent, Outside> =>
  async function* (context, world, run) {
    const stuck = cutOff(context.steps).filter(({ repeat }) => repeat === 'never')
    if (stuck.length > 0) {
      yield { type: 'apply.deferred', data: { reason: 'cut-off', detail: cutOffText(stuck, run) } }
      return
    }
    let steps = context.steps.map(step => (step.state === 'running' ? { ...step, ...again } : step))
    const working = new Map<string, Promise<readonly [id: string, end: StepEnd]>>()
    const asked = openAsked()
    const change = (id: string, to: Partial<Step>): void => {
      steps = [...withStep(steps, id, to)]
    }
    try {
      for (;;) {
        for (const step of readySteps(steps).slice(0, atOnce(world) - working.size)) {
          yield { type: 'step.started', data: { step: step.id } }
          change(step.id, { state: 'running' })
          working.set(
            step.id,
            endOf(carryOut(step, { ...context, steps }, world, run, asked.record)).then(
              end => [step.id, end] as const,
            ),
          )
        }
        if (working.size === 0) return
        const ended = await Promise.race([...working.values(), asked.something()])
        yield* asked.events()
        if (!ended) continue
        const [id, end] = ended
        working.delete(id)
        const { commits: _, ...change_ } = end
        change(id, change_)
        yield { type: 'step.finished', data: { step: id, ...end } }
      }
    } finally {
      asked.end()
      // Whatever ends the run, no step is left alone.
      await Promise.allSettled(working.values())
    }
  }

/** How a step ended, also if it failed by an error. */
export const endOf = (work: Promise<StepEnd>): Promise<StepEnd> =>
  work.catch(error => {
    if (!isGitDocError(error) || error.scope === 'process') throw error
    return { state: 'failed', code: error.code, reason: error.message }
  })

const cutOffText = (steps: readonly Step[], run: string): string => {
  const names = steps.map(({ id, label }) => label ?? id).join(', ')
  return `${names} was cut off, and nobody knows how far it came. "git-doc retry ${run}" repeats it; with --skip-step it counts as done.`
}
