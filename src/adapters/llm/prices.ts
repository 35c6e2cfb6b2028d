import type { ModelCall } from '../../events/commit-parts.ts'
import type { Price } from '../../ports/provider.ts'
import table from './prices.json' with { type: 'json' }

/** Prices by model, or by `provider:model`, as a person sets them. */
export type OwnPrices = Readonly<Record<string, Price>>

const providers: Readonly<Record<string, OwnPrices>> = table.providers

/** What a model costs: as the person says, else as the table does; undefined if neither knows. */
export const priceOf = (provider: string, model: string, own: OwnPrices = {}): Price | undefined =>
  own[`${provider}:${model}`] ?? own[model] ?? listed(provider, model)

/** A model may be named with the day it was made; one that Ollama fetches from its maker's servers is not free. */
const listed = (provider: string, model: string): Price | undefined => {
  const prices = Object.hasOwn(providers, provider) ? providers[provider] : undefined
  const name = model.replace(/^models\//, '')
  const known = [name, name.replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '')]
  const found = known.find(each => prices && Object.hasOwn(prices, each))
  if (found !== undefined) return prices?.[found]
  return /[:-]cloud$/.test(name) ? undefined : prices?.['*']
}

/** US dollars for so many tokens. */
export const costOf = (
  { input, output }: Price,
  { inputTokens, outputTokens }: { readonly inputTokens: number; readonly outputTokens: number },
): number => (inputTokens * input + outputTokens * output) / 1_000_000

/**
 * What a request cost, where that can be known. A failure that the server told, or a connection that was never made, costs
 * nothing; a success without its tokens, and a request that was cut off, may have cost something.
 */
export const costOfCall = (
  price: Price | undefined,
  { status, inputTokens, outputTokens }: Partial<ModelCall>,
  sent: boolean,
): number | undefined => {
  if (!price) return undefined
  if (inputTokens !== undefined && outputTokens !== undefined)
    return costOf(price, { inputTokens, outputTokens })
  return !sent || (status !== undefined && status > 299) ? 0 : undefined
}
