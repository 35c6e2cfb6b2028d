import { ModelError, type ModelErrorClass } from '../../errors/models.ts'
import { type HttpAnswer, isSuccess, looksLikeHtml } from '../http/answer.ts'
import { errorBodyOf } from './error-body.ts'
import { errorClassOf } from './error-class.ts'
import { retryAfter } from './retry-after.ts'
import { oneLine } from './scrub.ts'
import { baseUrlHint, type Target } from './target.ts'

/** A ModelError. Only the words of a cause are kept: the error of a library can hold headers and bodies with the key. */
export const failure = (
  errorClass: ModelErrorClass,
  message: string,
  hint: string,
  more: { wait?: number | undefined; cause?: string; retryable?: boolean } = {},
): ModelError =>
  new ModelError(errorClass, message, {
    hint,
    ...(more.retryable !== undefined && { retryable: more.retryable }),
    ...(more.wait !== undefined && { retryAfter: more.wait }),
    ...(more.cause !== undefined && { cause: new Error(more.cause) }),
  })

export const aborted = (name: string) =>
  failure('aborted', `Interrupted while waiting for ${name}.`, 'The next run asks again.')

export const timedOut = (name: string, milliseconds: number) =>
  failure(
    'timeout',
    `${name} did not answer within ${duration(milliseconds)}.`,
    'Raise the timeout in .git-doc/config.toml, or try again later.',
  )

/** Milliseconds in words: rounded up, in the largest unit of which there are two or more. */
export const duration = (milliseconds: number): string => {
  const [unit, size] =
    (
      [
        ['hour', 3_600_000],
        ['minute', 60_000],
        ['second', 1000],
      ] as const
    ).find(([, size]) => milliseconds >= 2 * size) ?? (['second', 1000] as const)
  const exact = milliseconds / size
  const count = exact < 2 ? Math.ceil(exact * 10) / 10 : Math.ceil(exact)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** What happened and what to do, by class. */
const sentences: Partial<
  Record<ModelErrorClass, (target: Target) => { happened: string; hint: string }>
> = {
  'context-length': ({ model }) => ({
    happened: `finds the prompt too long for ${model}`,
    hint: 'Choose a model that takes longer prompts under llm.model, or map smaller sections.',
  }),
  quota: () => ({
    happened: 'has no quota left for this account',
    hint: 'Look at plan and billing of the account, or name another provider under llm.fallbacks.',
  }),
  throttled: () => ({
    happened: 'asks to slow down',
    hint: 'Wait and run "git-doc retry", or name another provider under llm.fallbacks.',
  }),
  auth: ({ hints }) => ({ happened: 'does not accept the API key', hint: hints.key }),
  'model-unknown': ({ model, hints }) => ({
    happened: `knows no model "${model}"`,
    hint: `${hints.model} If the model is right: ${baseUrlHint}`,
  }),
  server: () => ({
    happened: 'has a problem of its own',
    hint: 'Wait and run "git-doc retry", or name another provider under llm.fallbacks.',
  }),
  malformed: () => ({ happened: 'answered with something else', hint: baseUrlHint }),
}

/** A response that is no success, in a sentence: the status, the server's own words, how long it asks to wait. */
export const statusFailure = (target: Target, answer: HttpAnswer): ModelError => {
  const body = errorBodyOf(answer)
  const status = isSuccess(answer) ? (body.status ?? answer.status) : answer.status
  const errorClass = errorClassOf(status, body)
  const { happened, hint } = sentences[errorClass]?.(target) ?? {
    happened: 'does not take the request',
    hint: 'Check llm.model and llm.base_url in .git-doc/config.toml.',
  }
  const passes = errorClass === 'throttled' || errorClass === 'server'
  const wait = passes ? (retryAfter(answer.headers) ?? body.wait) : undefined
  const words = oneLine(body.message, target.scrub)
  return failure(
    errorClass,
    [
      `${target.name} (${target.address}) ${happened}: ${status}${words && ` ${words}`}`,
      ...(wait === undefined ? [] : [`It asks to wait ${duration(wait)}.`]),
    ]
      .map(sentence => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`))
      .join(' '),
    hint,
    { wait },
  )
}

/** A success without an answer in the protocol's shape; `what` says what came instead. */
export const shapeFailure = (target: Target, answer: HttpAnswer, what?: string): ModelError => {
  // A gateway that reports the failure of a model with status 200.
  if (what === undefined && errorBodyOf(answer).status !== undefined)
    return statusFailure(target, answer)
  if (looksLikeHtml(answer))
    return failure(
      'malformed',
      `The server at ${target.address} answered HTML instead of JSON: is base_url right?`,
      baseUrlHint,
    )
  const words = oneLine(errorBodyOf(answer).message, target.scrub, 120)
  return failure(
    'malformed',
    `The server at ${target.address} answered ${what ?? 'something that is no chat completion'}${words && ` (${words})`}.`,
    `Run "git-doc retry"; if it stays so: ${baseUrlHint}`,
  )
}

/** A prompt that Ollama would cut silently; nothing was sent. */
export const promptTooLong = ({ name, model }: Target, window: number): ModelError =>
  failure(
    'context-length',
    `${name} finds the prompt too long for ${model}: the context window is ${window} tokens.`,
    `Raise num_ctx under [llm.providers.${name}] in .git-doc/config.toml, or lower llm.diff_tokens.`,
  )

/** An answer in the right shape that holds something else than a text to use. */
export const unusable = (target: Target, what: string): ModelError =>
  failure(
    'malformed',
    `The server at ${target.address} answered ${what}.`,
    'Run "git-doc retry"; if it happens again, choose another model under llm.model.',
  )

export const tooLarge = (target: Target, bytes: number) =>
  failure(
    'malformed',
    `The server at ${target.address} answered more than ${bytes / 1_048_576} MiB.`,
    baseUrlHint,
  )

export const truncated = ({ name, model }: Target) =>
  failure(
    'truncated',
    `The answer of ${model} (${name}) was cut off at its length limit: nothing of it is used.`,
    'Choose a model with longer answers under llm.model, or map smaller sections.',
  )

export const refused = ({ name, model, scrub }: Target, words: string) =>
  failure(
    'refused',
    `${model} (${name}) refused to answer${words && `: ${oneLine(words, scrub)}`}`.replace(
      /([^.!?…])$/,
      '$1.',
    ),
    'Choose another model under llm.model, or name another provider under llm.fallbacks.',
  )

export const keyUnusable = ({ name, hints }: Target) =>
  failure('auth', `The API key for ${name} has characters that no key has.`, hints.key)
