import { priceUnknown } from '../../errors/models.ts'
import { notAllowed } from '../../errors/trust.ts'
import type { Breaker } from '../../ports/breaker.ts'
import type { Model } from '../../ports/model.ts'
import type { Spending } from '../../ports/money.ts'
import type { Settings } from '../../ports/settings.ts'
import { withBreaker } from './breaker.ts'
import { estimator, withBudget } from './budget.ts'
import { type Choice, choicesOf } from './choices.ts'
import { endpointOf, speakerOf } from './endpoint.ts'
import { withFallbacks } from './fallbacks.ts'
import { type KeyCommand, keyOf } from './key.ts'
import { keysAtHand, withoutKeys } from './keys.ts'
import { lazyModel } from './lazy-model.ts'
import { type Ledger, openLedger } from './ledger.ts'
import { withLimit } from './limit.ts'
import type { Environment } from './presets.ts'
import { type OwnPrices, priceOf } from './prices.ts'
import { type RetryOptions, withRetries } from './retry.ts'

export interface OpenOptions {
  readonly env: Environment
  /** Other waits than the usual ones. */
  readonly retries?: Omit<RetryOptions, 'maxRetries'>
  readonly prices?: OwnPrices
  /** No limits if left out. */
  readonly budget?: Settings['budget'] | undefined
  /** What was spent before; nothing if left out. */
  readonly spending?: Spending
  /** Runs the command of api_key_command if it is allowed; if left out, none is. */
  readonly runKeyCommand?: KeyCommand
  /** What is remembered of a provider, by a name that is the same in every process; left out if no model is asked. */
  breaker?(name: string): Breaker
}

/** The models that the settings name, in order; `thenOffline` says whether the offline provider follows the last of them. */
export interface OpenedModels {
  /** Undefined if the offline provider comes first. */
  readonly model: Model | undefined
  readonly thenOffline: boolean
}

/**
 * The models that the settings name, with retries, breaker, budget and fallbacks. Nothing is loaded, run or sent before
 * the first request, and a key is looked for only when its provider is about to be asked. CONFIG_INVALID, PRICE_UNKNOWN.
 */
export const openModels = (llm: Settings['llm'], options: OpenOptions): OpenedModels => {
  const choices = choicesOf(llm)
  const offline = choices.indexOf(undefined)
  const asked = choices.slice(0, offline < 0 ? undefined : offline).flatMap(each => each ?? [])
  const { budget = noLimits, spending = nothingSpent, env } = options
  const ledger = openLedger(budget, spending, Date.now)
  const keys = new Set(keysAtHand(llm, env))
  const [primary, ...others] = asked.map(choice => open(choice, llm, options, ledger, keys))
  return {
    model: primary && withoutKeys(withFallbacks(primary, ...others), keys),
    thenOffline: offline >= 0,
  }
}

const runNone: KeyCommand = async ({ name, command }) => {
  throw notAllowed([
    { what: 'command', name: `llm.providers.${name}.api_key_command`, label: command.join(' ') },
  ])
}

const noLimits = { month: undefined, run: undefined, commit: undefined }

const nothingSpent: Spending = {
  month: async () => 0,
  run: async () => 0,
  experience: async () => ({ input: 1, output: 1 }),
}

/** Estimates for the first model of the settings, whether or not it can be asked: plans ask none. */
export const estimateWith = (
  llm: Settings['llm'],
  { prices, spending = nothingSpent }: Pick<OpenOptions, 'prices' | 'spending'>,
): Model['estimate'] => {
  const choice = choicesOf({ ...llm, fallbacks: [] })[0]
  if (!choice) return undefined
  const { name, kind, model = '' } = choice
  return estimator({ name, model }, priceOf({ name, kind, model }, prices), spending)
}

const open = (
  choice: Choice,
  llm: Settings['llm'],
  { env, retries, breaker, prices, budget, spending = nothingSpent, ...options }: OpenOptions,
  ledger: Ledger,
  keys: Set<string>,
): Model => {
  const { name, kind, table } = choice
  const endpoint = endpointOf(choice, llm, env)
  const { model, baseUrl } = endpoint
  const price = priceOf({ name, kind, model }, prices)
  if (!price && Object.values(budget ?? {}).some(limit => limit !== undefined))
    throw priceUnknown(name, model)
  const once = lazyModel(
    { name, model, refreshes: table.apiKeyCommand !== undefined },
    async () => {
      const apiKey = await keyOf(choice, env, options.runKeyCommand ?? runNone)
      if (apiKey !== undefined) keys.add(apiKey)
      return speakerOf(kind)({ ...endpoint, price, apiKey })
    },
  )
  const maxRetries = table.maxRetries ?? llm.maxRetries
  const retrying = withRetries(once, { ...retries, maxRetries })
  const address = choice.baseUrl === undefined ? '' : `@${new URL(baseUrl).host}`
  // Inside the limit: a request that waited for its turn must see the breaker as it is then.
  const guarded = breaker
    ? withBreaker(retrying, breaker(`${name}:${model}${address}`), { now: Date.now, ...retries })
    : retrying
  const paid = withBudget(guarded, ledger, estimator(guarded, price, spending))
  return withLimit(paid, llm.concurrency)
}
