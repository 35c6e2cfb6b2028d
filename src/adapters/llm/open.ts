import { invalidConfig, modelKeyMissing, priceUnknown } from '../../errors.ts'
import type { Breaker, Provider, Spending } from '../../ports/provider.ts'
import type { ProviderName, Settings } from '../../ports/settings.ts'
import { withBreaker } from './breaker.ts'
import { chatCompletions } from './chat-completions.ts'
import { withFallbacks } from './fallbacks.ts'
import { withoutKeys } from './keys.ts'
import { type Ledger, openLedger } from './ledger.ts'
import { withLimit } from './limit.ts'
import { messages } from './messages.ts'
import { estimator, withBudget } from './money.ts'
import { type OfflineDraft, offlineProvider } from './offline.ts'
import { type Policy, withPolicy } from './policy.ts'
import { type Environment, keyInEnvironment, presets } from './presets.ts'
import { priceOf } from './prices.ts'

export interface OpenOptions {
  readonly env: Environment
  readonly offlineDraft: OfflineDraft
  /** Other waits than the usual ones. */
  readonly policy?: Omit<Policy, 'maxRetries' | 'timeout'>
  readonly prices?: Settings['prices']
  /** Undefined where nothing is asked, and so nothing spent. */
  readonly budget?: Settings['budget'] | undefined
  /** What was spent before; nothing where it is left out. */
  readonly spending?: Spending
  /** What is remembered of a provider, by a name that is stable; left out where nobody is asked. */
  breaker?(name: string): Breaker
}

/** A provider that is asked: which, and what the settings say of it. */
interface Choice {
  readonly provider: ProviderName
  readonly model: string | undefined
  /** Of llm.api_key and llm.base_url, which belong to llm.provider and to no other. */
  readonly apiKey: string | undefined
  readonly baseUrl: string | undefined
  readonly where: 'llm.provider' | 'llm.fallbacks'
}

/**
 * The provider that the settings ask for, with its policy and its fallbacks. Nothing is loaded or sent before the first
 * draft, but what is missing is said now: MODEL_KEY_MISSING, CONFIG_INVALID.
 */
export const openProvider = (llm: Settings['llm'], options: OpenOptions): Provider => {
  const { provider, model, apiKey, baseUrl } = llm
  const { budget = unlimited, spending = nothingSpent } = options
  const ledger = openLedger(budget, spending, Date.now)
  const opened = [
    open({ provider, model, apiKey, baseUrl, where: 'llm.provider' }, llm, options, ledger),
    ...llm.fallbacks.map(name => open(fallback(name, llm), llm, options, ledger)),
  ] as const
  const [first, ...others] = opened.map(({ provider }) => provider) as [Provider, ...Provider[]]
  const keys = opened.flatMap(({ key }) => (key === undefined ? [] : [key]))
  return withoutKeys(withFallbacks(first, ...others), keys)
}

const unlimited = { month: undefined, run: undefined, commit: undefined }

const nothingSpent: Spending = {
  month: async () => 0,
  commit: async () => 0,
  experience: async () => ({ input: 1, output: 1 }),
}

/** What the first provider of the settings would be asked, whether or not it can be: for plans, which ask nobody. */
export const estimateWith = (
  { provider, model: chosen }: Pick<Settings['llm'], 'provider' | 'model'>,
  { prices, spending = nothingSpent }: Pick<OpenOptions, 'prices' | 'spending'>,
): Provider['estimate'] => {
  if (provider === 'offline') return undefined
  const model = chosen ?? presets[provider].model ?? ''
  return estimator({ name: provider, model }, priceOf(provider, model, prices), spending)
}

/** `provider` or `provider:model`. A key is sent nowhere but to the provider it was given for. */
const fallback = (name: string, llm: Settings['llm']): Choice => {
  const [, provider = '', model] = /^([^:]*)(?::(.+))?$/s.exec(name.trim()) ?? []
  if (!isProvider(provider))
    throw invalidConfig(
      'llm.fallbacks',
      `"${name}" is no provider.`,
      `Known: ${[...Object.keys(presets), 'offline'].join(', ')}; with a model: "groq:llama-3.3-70b-versatile".`,
    )
  const same = provider === llm.provider
  return {
    provider,
    model,
    apiKey: same ? llm.apiKey : undefined,
    baseUrl: same ? llm.baseUrl : undefined,
    where: 'llm.fallbacks',
  }
}

const isProvider = (name: string): name is ProviderName =>
  name === 'offline' || Object.hasOwn(presets, name)

const open = (
  choice: Choice,
  { timeout, maxRetries, concurrency }: Settings['llm'],
  { env, offlineDraft, policy, breaker, prices, budget, spending = nothingSpent }: OpenOptions,
  ledger: Ledger,
): { readonly provider: Provider; readonly key?: string } => {
  const { provider: name } = choice
  if (name === 'offline') return { provider: offlineProvider(offlineDraft) }
  const preset = presets[name]
  const key = choice.apiKey?.trim() || environmentKey(choice, env)
  if (key === undefined && preset.variables.length > 0)
    throw modelKeyMissing(name, preset.variables)
  const model = choice.model ?? preset.model ?? missing('llm.model', choice)
  const baseUrl = checkedUrl(
    choice.baseUrl ?? preset.baseUrl(env) ?? missing('llm.base_url', choice),
  )
  const price = priceOf(name, model, prices)
  if (!price && Object.values(budget ?? {}).some(limit => limit !== undefined))
    throw priceUnknown(name, model)
  const speak = preset.protocol === 'messages' ? messages : chatCompletions
  const provider = speak({
    name,
    model,
    baseUrl,
    apiKey: key,
    timeout,
    price,
    hints: { ...keyHint(preset.variables), ...preset.hints },
  })
  const patient = withPolicy(provider, { ...policy, maxRetries })
  const address = choice.baseUrl === undefined ? '' : `@${new URL(baseUrl).host}`
  // Whoever waits for its turn looks at the breaker when it comes.
  const guarded = breaker
    ? withBreaker(patient, breaker(`${name}:${model}${address}`), { now: Date.now, ...policy })
    : patient
  const paid = withBudget(guarded, ledger, estimator(guarded, price, spending))
  return {
    provider: withLimit(paid, concurrency),
    ...(key !== undefined && { key }),
  }
}

/**
 * The key the environment holds for a provider, for that provider's own address or this machine's: a repository's
 * configuration may name another address, and must not have a key sent there that it does not name itself.
 */
const environmentKey = ({ provider, baseUrl }: Choice, env: Environment): string | undefined =>
  baseUrl === undefined || isLoopback(baseUrl) ? keyInEnvironment(provider, env)?.key : undefined

const isLoopback = (url: string): boolean =>
  URL.canParse(url) && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)

const keyHint = (variables: readonly string[]): { key?: string } =>
  variables.length === 0
    ? {}
    : {
        key: `Check llm.api_key in .git-doc/config.toml or the environment variable ${variables.join(' or ')}.`,
      }

const missing = (key: 'llm.model' | 'llm.base_url', { provider, where }: Choice): never => {
  const hints = {
    'llm.provider': `Set ${key} in .git-doc/config.toml.`,
    'llm.fallbacks':
      key === 'llm.model'
        ? `Name the model in the fallback: "${provider}:<model>".`
        : 'It belongs to llm.provider: make this one the provider, and the other a fallback.',
  }
  throw invalidConfig(key, `${provider} (${where}) needs it, and it is not set.`, hints[where])
}

const checkedUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return text
  // The URL itself is not repeated: what is wrong with it may be a password.
  throw invalidConfig(
    'llm.base_url',
    'It is no http(s) URL without user name and password.',
    'For example: base_url = "http://127.0.0.1:8080/v1".',
  )
}
