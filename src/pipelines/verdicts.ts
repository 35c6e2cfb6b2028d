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
  for (const { id: name, state, blocking, needs, code, reason } of steps) {
    const words = { ...(code && { code }), ...(reason && { reason }) }
    if (state === 'done') judged.set(name, { name, verdict: 'passed' })
    else if (state === 'failed')
      judged.set(name, { name, verdict: blocking ? 'failed' : 'warned', ...words })
    else if (state === 'skipped') judged.set(name, { name, verdict: 'skipped', ...words })
    else if (isOver) {
      const missing = needs.find(need => isMissing(judged.get(need)))
      const why = missing === undefined ? 'The run ended before it.' : `It needs ${missing}.`
      judged.set(name, { name, verdict: 'skipped', code: 'not-reached', reason: why })
    } else judged.set(name, { name, verdict: state })
  }
  return [...judged.values()]
}

const isMissing = (gate: JudgedGate | undefined): boolean =>
  gate?.verdict === 'failed' || gate?.code === 'not-reached'

/** How many gates have which verdict, as a line: `3 passed, 1 warned, 1 skipped`. */
export const countsOf = (gates: readonly JudgedGate[]): string =>
  (['passed', 'warned', 'failed', 'skipped', 'running', 'planned'] as const)
    .map(verdict => [gates.filter(gate => gate.verdict === verdict).length, verdict] as const)
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count} ${verdict}`)
    .join(', ')
