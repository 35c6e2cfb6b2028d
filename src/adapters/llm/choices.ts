import { invalidConfig } from '../../errors/configuration.ts'
import type { ProviderName, ProviderSettings, Settings } from '../../ports/settings.ts'
import { presets } from './presets.ts'

export type ModelKind = Exclude<ProviderName, 'offline'>

/** A model that the settings name, with everything they say about it. */
export interface Choice {
  /** The name of its table, or its kind. */
  readonly name: string
  readonly kind: ModelKind
  readonly model: string | undefined
  readonly baseUrl: string | undefined
  readonly apiKey: string | undefined
  /** Environment variables that the settings name for it and that are not set. */
  readonly unset: readonly string[]
  readonly table: Partial<ProviderSettings>
  readonly where: 'llm.provider' | 'llm.fallbacks'
}

const isKind = (name: string): name is ModelKind => Object.hasOwn(presets, name)

/**
 * The models of llm.provider and llm.fallbacks, in order; undefined stands for the offline provider. llm.model,
 * llm.base_url and llm.api_key belong to llm.provider: a key goes to no other provider. CONFIG_INVALID.
 */
export const choicesOf = (llm: Settings['llm']): readonly (Choice | undefined)[] => {
  const { model, baseUrl, apiKey, unset } = llm
  const own = { model, baseUrl, apiKey, ...(unset && { unset }) }
  const { provider, fallbacks, providers } = llm
  return [
    choiceOf(provider, undefined, providers, own, 'llm.provider'),
    ...fallbacks.map(text => {
      const { name, model } = namesIn(text.trim(), providers)
      return choiceOf(
        name,
        model,
        providers,
        name === provider ? { ...own, model: undefined } : {},
        'llm.fallbacks',
      )
    }),
  ]
}

/** `provider` or `provider:model`; a model's name may have colons too. */
const namesIn = (
  text: string,
  providers: Settings['llm']['providers'],
): { readonly name: string; readonly model?: string | undefined } => {
  if (Object.hasOwn(providers, text)) return { name: text }
  const [, name = '', model] = /^([^:]*)(?::(.+))?$/s.exec(text) ?? []
  return { name, model }
}

const choiceOf = (
  name: string,
  model: string | undefined,
  providers: Settings['llm']['providers'],
  own: Partial<Pick<Settings['llm'], 'model' | 'baseUrl' | 'apiKey' | 'unset'>>,
  where: Choice['where'],
): Choice | undefined => {
  if (name === 'offline') return undefined
  const table: Partial<ProviderSettings> = Object.hasOwn(providers, name)
    ? (providers[name] ?? {})
    : {}
  const kind = table.kind ?? name
  if (!isKind(kind))
    throw invalidConfig(
      where,
      `"${name}" is not a provider.`,
      `Known: ${[...Object.keys(presets), ...Object.keys(providers), 'offline'].join(', ')}; with a model: "groq:llama-3.3-70b-versatile".`,
    )
  return {
    name,
    kind,
    model: model ?? own.model ?? table.model ?? presets[kind].model,
    baseUrl: own.baseUrl ?? table.baseUrl,
    apiKey: own.apiKey ?? table.apiKey,
    unset: [...(own.unset ?? []), ...(table.unset ?? [])],
    table,
    where,
  }
}
