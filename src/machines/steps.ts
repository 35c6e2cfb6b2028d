// Long because it is one chart, whose states are read together.
import { assign, setup } from 'xstate'
import type { LifecycleEvent } from '../events/lifecycle.ts'
import type { StepEvent } from '../events/steps.ts'
import {
  again,
  cutOff,
  failureIn,
  hasFailed,
  isOver,
  madeBy,
  replanned,
  type SteppedRun,
  stepOf,
  withStep,
} from './stepped-run.ts'
import type { Tag } from './tags.ts'

/** What a state of a stepped run may ask for: which steps there are, whether they may begin, and the steps themselves. */
export type StepsEffect = 'plan' | 'start' | 'run' | 'undo' | 'recover'

const nothing: SteppedRun = { request: {}, inputs: '', steps: [] }

interface ChartOptions {
  readonly undo?: false | keyof typeof undoStates
  readonly careful?: boolean
}

/** What the states are called in which a success is undone, and is undone. */
const undoStates = {
  revert: ['reverting', 'reverted'],
  rollback: ['rollingBack', 'rolledBack'],
} as const

/**
 * The chart of a run that is a row of steps: of jobs, pipelines and upstream updates. A step that was cut off and must not be
 * repeated waits for a person: `retry.requested` repeats it, `step.accepted` counts it as done. With `undo`, a success can be
 * undone: it is `reverting` and then `reverted`, or `rollingBack` and `rolledBack`. With `careful`, a run can wait for an
 * approval before its first step, and looks after what it changed before it counts as failed.
 */
export const steppedChart = (id: string, { undo = false, careful = false }: ChartOptions = {}) => {
  const [undoing, undone] = undoStates[undo || 'revert']
  const ifFailed = careful ? 'recovering' : `#${id}.failed`
  return setup({
    types: {} as {
      context: SteppedRun
      events: StepEvent | LifecycleEvent
      meta: { effect: StepsEffect }
      tags: Tag
    },
    guards: {
      someFailed: ({ context: { steps } }) => isOver(steps) && steps.some(hasFailed),
      allAreOver: ({ context: { steps } }) => isOver(steps),
      nothingIsCutOff: ({ context: { steps } }) => cutOff(steps).length === 0,
      isCutOff: ({ context: { steps } }) => cutOff(steps).length > 0,
      mayBegin: ({ context: { steps }, event }) =>
        steps.some(
          ({ id: step, state }) =>
            step === stepOf(event) && (state === 'planned' || state === 'running'),
        ),
      runs: ({ context: { steps }, event }) =>
        cutOff(steps).some(({ id: step }) => step === stepOf(event)),
      isLastCutOff: ({ context: { steps }, event }) => {
        const [last, ...others] = cutOff(steps)
        return last?.id === stepOf(event) && others.length === 0
      },
      /** What it changed could not be put back, so a person may ask for that again. */
      isHalfway: ({ context: { recovery } }) => recovery?.rolledBack === 'failed',
      reportsFailure: ({ event }) => (event as Of<'run.reported'>).data.state === 'failed',
      reportsSkip: ({ event }) => (event as Of<'run.reported'>).data.state === 'skipped',
    },
    actions: {
      request: assign(({ event }) => ({ request: (event as Of<'run.requested'>).data })),
      report: assign(({ event }) => {
        const { request, steps, reason } = (event as Of<'run.reported'>).data
        return { request, steps, reason }
      }),
      prepare: assign(({ context: { steps }, event }) => {
        const { step: id, call, commit } = (event as Of<'step.prepared'>).data
        const made = steps.find(step => step.id === id)?.commits ?? []
        // Of one call only the last counts: the branch never moved to those before it.
        const others = made.filter(each => each.call !== call)
        return { steps: withStep(steps, id, { commits: [...others, { call, ...commit }] }) }
      }),
      ask: assign(({ context: { steps }, event }) => {
        const { step: id } = (event as Of<'step.asked'>).data
        const asked = steps.find(step => step.id === id)?.asked ?? 0
        return { steps: withStep(steps, id, { asked: asked + 1 }) }
      }),
      beginUndo: assign({ undo: undefined }),
      finishUndo: assign(({ event }) => ({ undo: (event as Of<'undo.finished'>).data })),
      failUndo: assign(({ event }) => {
        const { code, reason: detail, hint } = (event as Of<'attempt.failed'>).data
        return { undo: { code, detail, hint } }
      }),
      plan: assign(({ context, event }) => {
        const { data } = event as Of<'steps.planned'>
        return { inputs: data.inputs, steps: replanned(context, data), reason: undefined }
      }),
      skip: assign(({ event }) => ({ reason: (event as Of<'run.skipped'>).data })),
      defer: assign(({ event }) => {
        const { reason: code, detail } = (event as Of<'apply.deferred'>).data
        return { reason: { code, detail } }
      }),
      resume: assign({ reason: undefined }),
      approve: assign({ approved: true, reason: undefined }),
      recover: assign(({ event }) => ({ recovery: (event as Of<'run.recovered'>).data })),
      failRecovery: assign(({ event }) => {
        const { code, reason, hint } = (event as Of<'attempt.failed'>).data
        const words = hint ? `${reason} ${hint}` : reason
        return { recovery: { rolledBack: 'failed' as const, code, reason: words, evidence: [] } }
      }),
      begin: assign(({ context, event }) => ({
        steps: withStep(context.steps, (event as Of<'step.started'>).data.step, {
          ...again,
          state: 'running',
        }),
      })),
      finish: assign(({ context, event }) => {
        const { step, commits, ...end } = (event as Of<'step.finished'>).data
        return {
          steps: withStep(context.steps, step, { ...end, ...madeBy(context, step, commits) }),
        }
      }),
      accept: assign(({ context, event }) => {
        const { step, commits } = (event as Of<'step.accepted'>).data
        const made = madeBy(context, step, commits)
        const steps = withStep(context.steps, step, { state: 'done', ...made })
        return { reason: cutOff(steps).length > 0 ? context.reason : undefined, steps }
      }),
      repeat: assign(({ context }) => ({
        reason: undefined,
        steps: context.steps.map(step => (step.state === 'running' ? { ...step, ...again } : step)),
      })),
      fail: assign(({ event }) => {
        const { code, reason: detail, hint } = (event as Of<'attempt.failed'>).data
        return { reason: { code, detail, hint } }
      }),
      sayStepFailed: assign(({ context: { steps } }) => ({ reason: failureIn(steps) })),
      /**
       * What failed begins anew; whether what is done stays done is for the plan to say. Of what was rolled back nothing is done
       * any more.
       */
      beginAttempt: assign(({ context, event }) => {
        const { targets: only, all: everything = false } = (event as Of<'retry.requested'>).data
        const { rolledBack = 'not-needed' } = context.recovery ?? {}
        const all = everything || rolledBack !== 'not-needed'
        return {
          reason: undefined,
          ...(context.recovery && { recovery: undefined }),
          steps: context.steps.map(step =>
            all || (step.state === 'failed' && (only?.includes(step.id) ?? true))
              ? { ...step, ...again, ...(all && { commits: undefined }) }
              : step,
          ),
        }
      }),
    },
  }).createMachine({
    id,
    context: nothing,
    initial: 'unknown',
    states: {
      unknown: {
        on: {
          'run.requested': { target: 'pending', actions: 'request' },
          'run.reported': [
            { guard: 'reportsFailure', target: 'failed', actions: 'report' },
            { guard: 'reportsSkip', target: 'skipped', actions: 'report' },
            { target: 'success', actions: 'report' },
          ],
        },
      },
      pending: {
        initial: 'planning',
        states: {
          planning: {
            tags: 'active',
            meta: { effect: 'plan' },
            on: {
              'steps.planned': { target: `#${id}.planned`, actions: 'plan' },
              'run.skipped': { target: `#${id}.skipped`, actions: 'skip' },
              'apply.deferred': { target: 'waiting', actions: 'defer' },
              'attempt.failed': { target: `#${id}.failed`, actions: 'fail' },
            },
          },
          /** It waits for a person: what the run would do is not allowed yet. */
          waiting: {
            tags: 'waiting',
            on: { 'apply.resumed': { target: 'planning', actions: 'resume' } },
          },
        },
      },
      planned: {
        initial: 'ready',
        on: { 'run.skipped': { target: 'skipped', actions: 'skip' } },
        states: {
          ready: {
            tags: 'active',
            meta: { effect: 'start' },
            on: {
              'run.started': `#${id}.applying`,
              'apply.deferred': { target: 'waiting', actions: 'defer' },
              'attempt.failed': { target: `#${id}.failed`, actions: 'fail' },
            },
          },
          /** It waits for a person, or for another run. */
          waiting: {
            tags: 'waiting',
            on: {
              'apply.resumed': { target: 'ready', actions: 'resume' },
              ...(careful && {
                'run.approved': { target: 'ready', actions: 'approve' as const },
              }),
            },
          },
        },
      },
      applying: {
        initial: 'running',
        states: {
          running: {
            tags: 'active',
            meta: { effect: 'run' },
            always: [
              { guard: 'someFailed', target: ifFailed, actions: 'sayStepFailed' },
              { guard: 'allAreOver', target: `#${id}.success` },
            ],
            on: {
              'step.started': { guard: 'mayBegin', actions: 'begin' },
              'step.prepared': { guard: 'runs', actions: 'prepare' },
              'step.asked': { guard: 'runs', actions: 'ask' },
              'step.finished': { guard: 'runs', actions: 'finish' },
              'apply.deferred': { target: 'waiting', actions: 'defer' },
              'attempt.failed': { target: ifFailed, actions: 'fail' },
            },
          },
          ...(careful && {
            /** What it has changed is put back as it was. */
            recovering: {
              tags: 'active' as const,
              meta: { effect: 'recover' as const },
              on: {
                'run.recovered': { target: `#${id}.failed`, actions: 'recover' as const },
                'attempt.failed': { target: `#${id}.failed`, actions: 'failRecovery' as const },
              },
            },
          }),
          /** It waits for a person: a step was cut off and must not be repeated unasked, or needs an approval. */
          waiting: {
            tags: 'waiting',
            on: {
              'step.accepted': [
                { guard: 'isLastCutOff', target: 'running', actions: 'accept' },
                { guard: 'runs', actions: 'accept' },
              ],
              'retry.requested': { guard: 'isCutOff', target: 'running', actions: 'repeat' },
              'apply.resumed': {
                guard: 'nothingIsCutOff',
                target: 'running',
                actions: 'resume',
              },
            },
          },
        },
      },
      success: {
        tags: 'done',
        on: undo ? { 'undo.requested': { target: undoing, actions: 'beginUndo' } } : {},
      },
      failed: {
        tags: 'failed',
        on: {
          'retry.requested': { target: 'pending', actions: 'beginAttempt' },
          ...(careful && {
            'undo.requested': {
              guard: 'isHalfway' as const,
              target: `#${id}.applying.recovering`,
              actions: 'beginUndo' as const,
            },
          }),
        },
      },
      skipped: { tags: 'done' },
      ...(undo && {
        [undoing]: {
          tags: 'active' as const,
          meta: { effect: 'undo' as const },
          on: {
            'undo.finished': { target: undone, actions: 'finishUndo' as const },
            'attempt.failed': { target: 'success', actions: 'failUndo' as const },
          },
        },
        [undone]: { tags: 'done' as const },
      }),
    },
  })
}

type Of<Type extends (StepEvent | LifecycleEvent)['type']> = Extract<
  StepEvent | LifecycleEvent,
  { type: Type }
>
