import type { ModelCall } from '../../events/model-call.ts'
import type { Price } from '../../ports/money.ts'
import table from './prices.json' with { type: 'json' }

/** Prices by model or by `provider:model`, from the configuration. */
export type OwnPrices = Readonly<Record<string, Price>>

const providers: Readonly<Record<string, OwnPrices>> = table.providers

/** The day of the table, ISO 8601. */
export const tableDate = table.at

/** What a model costs: by the configuration, else by the table; undefined if neither knows. */
export const priceOf = (
  { name, kind, model }: { readonly name: string; readonly kind: string; readonly model: string },
  own: OwnPrices = {},
): Price | undefined =>
  own[`${name}:${model}`] ?? own[`${kind}:${model}`] ?? own[model] ?? listed(kind, model)

/** A model's name may end with its release date; a model that Ollama runs on its maker's servers is not free. */
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
 * What a request cost, if that can be known. A failure that the server reports costs nothing, nor does a connection that
 * was never made; a success without token counts or a request that was cut off may have cost something.
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
