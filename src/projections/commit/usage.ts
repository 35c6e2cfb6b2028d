import { isOfKind } from '../../engine/run-name.ts'
import type { ModelCall } from '../../events/model-call.ts'
import type { ProviderEvent } from '../../events/provider.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { Projection } from '../../ports/projection.ts'
import { commitEvent } from './run.ts'

/** Requests and what they used. Money is in US dollars, time in milliseconds. */
export interface Used {
  readonly calls: number
  /** Calls without a usable answer. */
  readonly failed: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost: number
  /** Calls whose cost is unknown; `cost` does not include them. */
  readonly unpriced: number
  readonly milliseconds: number
  /** How many answers came from a model, and how many from the cache. */
  readonly asked: number
  readonly cached: number
}

/** The usage of one model. */
export interface UsedBy extends Used {
  readonly provider: string
  readonly model: string
}

export interface ModelUsage extends UsedBy {
  /** Calls that had an estimate: estimated tokens and counted tokens. */
  readonly foretold: {
    readonly calls: number
    readonly expectedInput: number
    readonly expectedOutput: number
    readonly input: number
    readonly output: number
  }
}

/** Usage by model, `provider:model`. */
export interface UsageRow {
  readonly models: Readonly<Record<string, ModelUsage>>
}

export const monthly = 'month/'
export const inAll = 'all'

/** Model usage for each month (`month/2026-11`, UTC), for each run (by name), and in total. */
export const usage: Projection<UsageRow> = {
  name: 'usage',
  version: 1,
  key: recorded =>
    entriesIn(recorded).length > 0
      ? [`${monthly}${recorded.at.slice(0, 7)}`, recorded.run, inAll]
      : undefined,
  apply(row, recorded) {
    const models = { ...row?.models }
    for (const { provider, model, add } of entriesIn(recorded)) {
      const name = `${provider}:${model}`
      models[name] = add(models[name] ?? none(provider, model))
    }
    return { models }
  },
}

interface Entry {
  readonly provider: string
  readonly model: string
  add(usage: ModelUsage): ModelUsage
}

/** The model usage in an event: each call, and the answer it produced or the cache supplied. */
const entriesIn = (recorded: Recorded): readonly Entry[] => {
  const event = commitEvent(recorded)
  if (!event) return testCalls(recorded).map(entryOf)
  const { type, data } = event
  const calls: readonly ModelCall[] = ('calls' in data && data.calls) || []
  const entries: Entry[] = calls.map(entryOf)
  if (type !== 'target.drafted' && type !== 'target.unchanged') return entries
  const { provider, model, cached } = data
  // The offline provider calls no model, so the cache saves nothing.
  if (provider === 'offline') return entries
  const answer = cached ? 'cached' : 'asked'
  return [
    ...entries,
    { provider, model, add: before => ({ ...before, [answer]: before[answer] + 1 }) },
  ]
}

const entryOf = (call: ModelCall): Entry => ({
  provider: call.provider,
  model: call.model,
  add: before => withCall(before, call),
})

/** The calls of a test that a person asked for. */
const testCalls = ({ run, event }: Recorded): readonly ModelCall[] => {
  if (!isOfKind(run, 'provider')) return []
  const tested = event as ProviderEvent
  return tested.type === 'provider.tested' ? tested.data.calls : []
}

const withCall = (before: ModelUsage, call: ModelCall): ModelUsage => ({
  ...before,
  calls: before.calls + 1,
  failed: before.failed + Number(call.outcome !== 'ok'),
  inputTokens: before.inputTokens + (call.inputTokens ?? 0),
  outputTokens: before.outputTokens + (call.outputTokens ?? 0),
  cost: before.cost + (call.cost ?? 0),
  unpriced: before.unpriced + Number(call.cost === undefined),
  milliseconds: before.milliseconds + call.milliseconds,
  foretold: withForetold(before.foretold, call),
})

const withForetold = (
  before: ModelUsage['foretold'],
  { inputTokens, outputTokens, expectedInputTokens, expectedOutputTokens }: ModelCall,
): ModelUsage['foretold'] =>
  inputTokens === undefined || outputTokens === undefined || expectedInputTokens === undefined
    ? before
    : {
        calls: before.calls + 1,
        expectedInput: before.expectedInput + expectedInputTokens,
        expectedOutput: before.expectedOutput + (expectedOutputTokens ?? 0),
        input: before.input + inputTokens,
        output: before.output + outputTokens,
      }

const none = (provider: string, model: string): ModelUsage => ({
  provider,
  model,
  calls: 0,
  failed: 0,
  inputTokens: 0,
  outputTokens: 0,
  cost: 0,
  unpriced: 0,
  milliseconds: 0,
  asked: 0,
  cached: 0,
  foretold: { calls: 0, expectedInput: 0, expectedOutput: 0, input: 0, output: 0 },
})
