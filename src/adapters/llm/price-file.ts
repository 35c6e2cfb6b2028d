import { readFileSync, statSync } from 'node:fs'
import * as z from 'zod'
import { invalidConfig } from '../../errors/configuration.ts'
import type { Settings } from '../../ports/settings.ts'
import { choicesOf } from './choices.ts'
import { type OwnPrices, priceOf, tableDate } from './prices.ts'

/** Prices from a file, and the day they are from, ISO 8601. */
export interface PriceFile {
  readonly prices: OwnPrices
  readonly at: string
}

/** Days after which prices may have changed. */
const freshDays = 90

/**
 * The prices of the settings, over those of their file. The warning is for a person, if the first model's price is
 * from a table or file that is old; `now` is in milliseconds since 1970.
 */
export const knownPrices = (
  { llm, prices: own }: Pick<Settings, 'llm' | 'prices'>,
  pathOf: (file: string) => string,
  now: number,
): { readonly prices: OwnPrices; readonly warning?: string } => {
  const file = llm.pricesFile === undefined ? undefined : readPrices(pathOf(llm.pricesFile))
  const prices = { ...file?.prices, ...own }
  const [choice] = choicesOf({ ...llm, fallbacks: [] })
  if (!choice) return { prices }
  const model = { name: choice.name, kind: choice.kind, model: choice.model ?? '' }
  const price = priceOf(model, prices)
  const isOwn = priceOf({ ...model, kind: '' }, own) !== undefined
  const isFromFile = file && priceOf({ ...model, kind: '' }, prices) !== undefined
  const at = isFromFile ? file.at : tableDate
  const days = Math.floor((now - Date.parse(at)) / 86_400_000)
  if (!price || price.input + price.output === 0 || isOwn || days <= freshDays) return { prices }
  const source = isFromFile ? llm.pricesFile : 'git-doc'
  return {
    prices,
    warning: `The price of ${choice.name}:${model.model} is from ${at} (${source}), ${days} days ago, and may have changed. docs/models.md says how to renew it.`,
  }
}

const amount = z.number().nonnegative()

/** The format of git-doc's own table. */
const Table = z.object({
  at: z.iso.date(),
  providers: z.record(
    z.string(),
    z.record(z.string(), z.object({ input: amount, output: amount })),
  ),
})

/** One model in LiteLLM's catalogue; other fields and models without a price do not matter. */
const Listed = z.object({
  input_cost_per_token: amount,
  output_cost_per_token: amount,
  litellm_provider: z.string().optional(),
})

/** LiteLLM's names of our providers. */
const names: Readonly<Record<string, string>> = { gemini: 'google' }

/**
 * The prices in a file, as git-doc's own table or as LiteLLM's `model_prices_and_context_window.json`. CONFIG_INVALID
 * if it cannot be read.
 */
export const readPrices = (path: string): PriceFile => {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const table = Table.safeParse(json).data
    if (table) return { prices: fromTable(table), at: table.at }
    const prices = fromCatalogue(z.record(z.string(), z.unknown()).parse(json))
    if (Object.keys(prices).length === 0) throw new Error('it has no prices')
    return { prices, at: statSync(path).mtime.toISOString().slice(0, 10) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw invalidConfig(
      'llm.prices_file',
      code === 'ENOENT' ? 'There is no such file.' : 'It is not a file with prices.',
      'docs/models.md says in which formats prices can be.',
      error,
    )
  }
}

const fromTable = ({ providers }: z.infer<typeof Table>): OwnPrices =>
  Object.fromEntries(
    Object.entries(providers).flatMap(([provider, models]) =>
      Object.entries(models).map(([model, price]) => [`${provider}:${model}`, price]),
    ),
  )

const fromCatalogue = (models: Readonly<Record<string, unknown>>): OwnPrices =>
  Object.fromEntries(
    Object.entries(models).flatMap(([name, value]) => {
      const listed = Listed.safeParse(value).data
      if (!listed) return []
      const { litellm_provider: provider = '' } = listed
      const price = {
        input: perMillion(listed.input_cost_per_token),
        output: perMillion(listed.output_cost_per_token),
      }
      const model = name.startsWith(`${provider}/`) ? name.slice(provider.length + 1) : name
      const bare = name.slice(name.lastIndexOf('/') + 1)
      return [
        [`${names[provider] ?? provider}:${model}`, price],
        [`${names[provider] ?? provider}:${bare}`, price],
      ] as const
    }),
  )

/** Without the last digits of a floating-point product. */
const perMillion = (perToken: number): number => Number((perToken * 1_000_000).toPrecision(12))
