import type { Step } from '../machines/stepped-run.ts'

/** What came of a gate: `warned` failed but is not blocking; the last two are of a run that is not over. */
export type Verdict = 'passed' | 'warned' | 'failed' | 'skipped' | 'planned' | 'running'

/** A gate with its verdict, and why. */
export interface JudgedGate {
  readonly name: string
  readonly verdict: Verdict
  readonly code?: string | undefined
  readonly reason?: string | undefined
}

/** The verdict on each gate. A gate that never began because of another one is skipped, as soon as the run is over. */
export const verdictsOf = (steps: readonly Step[], isOver: boolean): readonly JudgedGate[] => {
  const judged = new Map<string, JudgedGate>()
  for (const step of steps) {
    const missing = step.needs.find(need => isMissing(judged.get(need)))
    judged.set(step.id, isOver && isOpen(step) ? notReached(step, missing) : judgedStep(step))
  }
  return [...judged.values()]
}

const isOpen = ({ state }: Step): boolean => state === 'planned' || state === 'running'

const isMissing = (gate: JudgedGate | undefined): boolean =>
  gate?.verdict === 'failed' || gate?.code === 'not-reached'

const notReached = ({ id: name }: Step, missing: string | undefined): JudgedGate => {
  const reason = missing === undefined ? 'The run ended before it.' : `It needs ${missing}.`
  return { name, verdict: 'skipped', code: 'not-reached', reason }
}

const judgedStep = ({ id: name, state, blocking, code, reason }: Step): JudgedGate => {
  if (state === 'done') return { name, verdict: 'passed' }
  const verdict = state === 'failed' ? (blocking ? 'failed' : 'warned') : state
  return { name, verdict, ...(code && { code }), ...(reason && { reason }) }
}

/** How many gates have which verdict, as a line: `3 passed, 1 warned, 1 skipped`. */
export const countsOf = (gates: readonly JudgedGate[]): string =>
  (['passed', 'warned', 'failed', 'skipped', 'running', 'planned'] as const)
    .map(verdict => [gates.filter(gate => gate.verdict === verdict).length, verdict] as const)
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count} ${verdict}`)
    .join(', ')
