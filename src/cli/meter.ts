import type { ProgressEvent } from '../commands/progress.ts'
import type { ModelCall } from '../events/model-call.ts'
import type { DomainEvent } from '../events/recorded.ts'
import { costOf, count } from './print-usage.ts'

/** What a command asked of models while it ran; `cost` is in US dollars and without the calls of unknown cost. */
export interface Spent {
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost: number
  readonly unpriced: number
}

/** Counts calls, tokens and cost as events come in. */
export const meter = () => {
  const calls: ModelCall[] = []
  const sum = (amount: (call: ModelCall) => number) =>
    calls.reduce((total, call) => total + amount(call), 0)
  return {
    onProgress(event: ProgressEvent): void {
      if (event.type === 'recorded') calls.push(...callsOf(event.recorded.event))
    },
    spent: (): Spent => ({
      calls: calls.length,
      inputTokens: sum(({ inputTokens = 0 }) => inputTokens),
      outputTokens: sum(({ outputTokens = 0 }) => outputTokens),
      cost: sum(({ cost = 0 }) => cost),
      unpriced: sum(({ cost }) => Number(cost === undefined)),
    }),
  }
}

const callsOf = ({ data }: DomainEvent): readonly ModelCall[] =>
  (data as { calls?: readonly ModelCall[] }).calls ?? []

/** What was spent, as text: `3 calls, 4,210 tokens, $0.02`. */
export const spentText = (spent: Spent): string =>
  [
    `${count(spent.calls)} ${spent.calls === 1 ? 'call' : 'calls'}`,
    `${count(spent.inputTokens + spent.outputTokens)} tokens`,
    costOf(spent),
  ].join(', ')
