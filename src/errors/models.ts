import { type ErrorScope, GitDocError } from './error.ts'

/** How a request to a model failed. The class decides what git-doc does next (SPEC D3). */
export type ModelErrorClass =
  | 'throttled'
  | 'quota'
  | 'auth'
  | 'model-unknown'
  | 'context-length'
  | 'truncated'
  | 'refused'
  | 'timeout'
  | 'network'
  | 'server'
  | 'malformed'
  | 'unavailable'
  | 'aborted'

export class ModelError extends GitDocError {
  readonly class: ModelErrorClass
  /** How long the provider asked us to wait, in milliseconds, if it said so. */
  readonly retryAfter: number | undefined
  /** False if retrying at once will not help, even though failures of this class are often transient. */
  readonly retryable: boolean

  constructor(
    errorClass: ModelErrorClass,
    message: string,
    options: {
      hint?: string
      cause?: unknown
      retryAfter?: number
      retryable?: boolean
      scope?: ErrorScope
      code?: string
    } = {},
  ) {
    super(options.code ?? `MODEL_${errorClass.toUpperCase().replace('-', '_')}`, message, options)
    this.class = errorClass
    this.retryAfter = options.retryAfter
    this.retryable = options.retryable ?? true
  }
}

/**
 * git-doc is not calling this provider for now. `until` is ISO 8601, `reason` is the provider's last failure, `wait` is
 * in milliseconds.
 */
export const providerLeftAlone = (name: string, until: string, reason: string, wait: number) =>
  new ModelError('unavailable', `git-doc will not call ${name} until ${until}: ${reason}`, {
    hint: 'Run "git-doc update" after that time, or name another provider under llm.fallbacks.',
    retryAfter: wait,
  })

/**
 * The request was not sent, because it could cost more than the budget has left. `needs` is its possible cost in US
 * dollars.
 */
export class BudgetError extends GitDocError {
  readonly needs: number

  constructor(message: string, needs: number) {
    super('BUDGET_REACHED', message, { hint: 'Raise it under [budget] in .git-doc/config.toml.' })
    this.needs = needs
  }
}

export const priceUnknown = (provider: string, model: string) =>
  new GitDocError(
    'PRICE_UNKNOWN',
    `The price of ${provider}:${model} is unknown, so git-doc cannot keep to a budget.`,
    {
      hint: `Set it under [prices] in .git-doc/config.toml, in US dollars per million tokens: ${JSON.stringify(model)} = { input = 1.00, output = 5.00 }. Or remove the budget.`,
    },
  )

/** `variables` are the environment variables that may hold the key. */
export const modelKeyMissing = (provider: string, variables: readonly string[]) =>
  new ModelError('auth', `No API key for ${provider} was found.`, {
    code: 'MODEL_KEY_MISSING',
    // Every other run would fail the same way.
    scope: 'process',
    hint: `Set the environment variable ${variables.join(' or ')}, or llm.api_key in .git-doc/config.toml if ${provider} is llm.provider.`,
  })

/** The configuration takes a provider's key, address or headers from variables that the environment does not have. */
export const variableUnset = (provider: string, variables: readonly string[]) =>
  new ModelError(
    'auth',
    `${provider} cannot be asked: the configuration names ${variables.map(name => `\${${name}}`).join(' and ')}, and the environment has no usable value for ${variables.length > 1 ? 'them' : 'it'}.`,
    {
      code: 'MODEL_KEY_MISSING',
      scope: 'process',
      hint: `Set ${variables.join(' and ')} in the environment, or remove the line from .git-doc/config.toml.`,
    },
  )

export const modelKeyExposed = (where: 'prompt' | 'answer') =>
  new GitDocError(
    'MODEL_KEY_EXPOSED',
    where === 'prompt'
      ? 'The prompt contains an API key from the configuration, so git-doc did not send it.'
      : 'The answer contains an API key from the configuration, so git-doc discarded it.',
    { hint: 'Remove the key from the code, its history and its documents, and replace it.' },
  )

/** A guard rejected the answer. `rule` is the guard's stable name. */
export const answerRefused = (rule: string, what: string) =>
  new GitDocError(`ANSWER_${rule.toUpperCase().replaceAll('-', '_')}`, what, {
    hint: 'The document was not changed.',
  })
