import type { Evidence, PlannedStep } from '../events/steps.ts'

/** `running` in a process that is gone means that it was cut off. */
export type StepState = 'planned' | 'running' | 'done' | 'failed' | 'skipped'

export interface Step extends PlannedStep {
  readonly state: StepState
  readonly code?: string | undefined
  readonly reason?: string | undefined
  readonly evidence?: Evidence | undefined
  /** Commits that it made, or was about to make, in their order: one for each call that asked for one. */
  readonly commits?: readonly StepCommit[] | undefined
  /** How often it asked a model. */
  readonly asked?: number | undefined
}

export interface StepCommit {
  /** Which of the step's calls it is of, counted from 0. */
  readonly call: number
  readonly commit: string
  readonly parent: string
  readonly ref: string
}

/** A run that is a row of steps. `request` is what asked for it; each kind has its own shape for that. */
export interface SteppedRun {
  readonly request: Readonly<Record<string, unknown>>
  readonly inputs: string
  readonly steps: readonly Step[]
  readonly reason?:
    | { readonly code: string; readonly detail: string; readonly hint?: string | undefined }
    | undefined
  /** Why undoing it failed, or what shows that it was undone. */
  readonly undo?:
    | { readonly code: string; readonly detail: string; readonly hint?: string | undefined }
    | { readonly evidence: readonly Evidence[] }
    | undefined
  /** A person lets it do what it must not do unasked. */
  readonly approved?: boolean | undefined
  /** What became of what it had changed when it failed. */
  readonly recovery?: Recovery | undefined
}

export interface Recovery {
  readonly rolledBack: true | 'failed' | 'not-needed'
  readonly code?: string | undefined
  readonly reason?: string | undefined
  readonly evidence: readonly Evidence[]
}

/** A step that is over and lets those go on that need it. */
const isPassed = ({ state, blocking }: Step): boolean =>
  state === 'done' || state === 'skipped' || (state === 'failed' && !blocking)

export const hasFailed = ({ state, blocking }: Step): boolean => state === 'failed' && blocking

/** Why a run failed whose steps are over. */
export const failureIn = (steps: readonly Step[]): { code: string; detail: string } => {
  const first = steps.find(hasFailed)
  const name = first?.label ?? first?.id
  // The name of the only step says nothing.
  const detail =
    steps.length > 1 || !first?.reason
      ? `${name} failed${first?.reason ? `: ${first.reason}` : '.'}`
      : first.reason
  return { code: first?.code ?? 'STEP_FAILED', detail }
}

/** The steps that may begin now: planned, and everything they need is over. One that needs a step which failed never begins. */
export const readySteps = (steps: readonly Step[]): readonly Step[] => {
  const passed = new Set(steps.filter(isPassed).map(({ id }) => id))
  return steps.filter(
    ({ state, needs }) => state === 'planned' && needs.every(need => passed.has(need)),
  )
}

/** Steps that were running when their process died. */
export const cutOff = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(({ state }) => state === 'running')

/** Whether no step runs and none is left that may begin. */
export const isOver = (steps: readonly Step[]): boolean =>
  cutOff(steps).length === 0 && readySteps(steps).length === 0

/**
 * The steps as they are planned anew. If nothing that they depend on has changed, those that are done stay done, and of the others
 * their commits are kept, so that trying again makes no commit twice.
 */
export const replanned = (
  before: SteppedRun,
  { inputs, steps }: { readonly inputs: string; readonly steps: readonly PlannedStep[] },
): readonly Step[] => {
  const known = new Map(
    before.inputs === inputs ? before.steps.map(step => [step.id, keptOf(step)]) : [],
  )
  return steps.map(step => ({ state: 'planned' as const, ...known.get(step.id), ...step }))
}

const keptOf = (step: Step): Partial<Step> => {
  if (step.state === 'done') return step
  return step.commits ? { commits: step.commits } : {}
}

/** The step with this id, changed. */
export const withStep = (
  steps: readonly Step[],
  id: string,
  change: Partial<Step>,
): readonly Step[] => steps.map(step => (step.id === id ? { ...step, ...change } : step))

/** What a step prepared and Git has, as its end says; all of it if that says nothing. */
export const madeBy = (
  { steps }: Pick<SteppedRun, 'steps'>,
  id: string,
  made: readonly string[] | undefined,
): Pick<Step, 'commits'> => {
  const prepared = steps.find(step => step.id === id)?.commits
  return prepared && made ? { commits: prepared.filter(({ commit }) => made.includes(commit)) } : {}
}

/** A step as it was before it began. */
export const again: Partial<Step> = {
  state: 'planned',
  code: undefined,
  reason: undefined,
  evidence: undefined,
}

/** The step that an event is about. */
export const stepOf = ({ data }: { readonly data: object }): string | undefined =>
  'step' in data ? String(data.step) : undefined
