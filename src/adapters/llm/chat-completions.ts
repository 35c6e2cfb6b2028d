import { ModelError } from '../../errors.ts'
import type { Draft, Prompt, Provider } from '../../ports.ts'
import { type Answer, completionOf, endingOf, usageOf } from './answer.ts'
import {
  aborted,
  connectionFailure,
  type Hints,
  keyUnusable,
  refused,
  type Subject,
  shapeFailure,
  statusFailure,
  timedOut,
  tooLarge,
  truncated,
} from './failures.ts'
import { scrubber } from './scrub.ts'

export interface ChatCompletions {
  readonly name: string
  readonly model: string
  /** Up to, without, `/chat/completions`; a query in it goes with every request. */
  readonly baseUrl: string
  /** Left out for a server that asks for none: then no credential is sent at all. */
  readonly apiKey?: string | undefined
  /** Milliseconds for a whole request, from its start to the last byte of the answer. */
  readonly timeout: number
  readonly hints?: Partial<Hints>
}

const largestAnswer = 2 * 1_048_576

/** A provider that speaks OpenAI's chat completions, which nearly all of them do. One draft is one request. */
export const chatCompletions = (options: ChatCompletions): Provider => {
  const { name, model, timeout } = options
  const subject = subjectOf(options)
  return {
    name,
    model,
    free: false,
    async draft({ prompt }, { signal, onCall }) {
      if (!/^[\x21-\x7e]*$/.test(options.apiKey ?? '')) throw keyUnusable(subject)

      const post = await client(options, subject)
      if (signal.aborted) throw aborted(name)
      const started = performance.now()
      const limit = deadline(timeout, signal)
      const seen = await post(prompt, limit.signal).finally(limit.release)
      const answer = seen.answer
        ? read(seen.answer, subject)
        : { error: whyNone(seen.error, limit.reason(), subject, timeout), usage: {} }
      const call = {
        provider: name,
        model,
        milliseconds: Math.round(performance.now() - started),
        outcome: 'error' in answer ? answer.error.class : 'ok',
        ...answer.usage,
      }
      onCall?.(call)
      if ('error' in answer) throw answer.error
      return { text: answer.text, provider: name, model, proofs: [], calls: [call] } satisfies Draft
    },
  }
}

const subjectOf = ({ name, model, baseUrl, apiKey, hints }: ChatCompletions): Subject => {
  const scrub = scrubber(apiKey)
  const { origin, pathname } = new URL(baseUrl)
  return {
    name,
    model: scrub(model),
    address: scrub(`${origin}${pathname.replace(/\/$/, '')}`),
    scrub,
    hints: {
      key: 'Check llm.api_key in .git-doc/config.toml.',
      model: 'Set llm.model in .git-doc/config.toml to a model it has.',
      connection: 'Check the network and llm.base_url in .git-doc/config.toml.',
      ...hints,
    },
  }
}

/** A signal for one request: the person's, or our own when the time is up. It covers the body, which the SDK's does not. */
const deadline = (milliseconds: number, signal: AbortSignal) => {
  const controller = new AbortController()
  let reason: 'aborted' | 'timeout' | undefined
  const end = (why: 'aborted' | 'timeout') => {
    reason ??= why
    controller.abort()
  }
  const onAbort = () => end('aborted')
  const timer = setTimeout(() => end('timeout'), Math.min(milliseconds, 2 ** 31 - 1))
  signal.addEventListener('abort', onAbort, { once: true })
  return {
    signal: controller.signal,
    reason: () => reason,
    release() {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    },
  }
}

/** Why no answer came. */
const whyNone = (
  error: unknown,
  reason: 'aborted' | 'timeout' | undefined,
  subject: Subject,
  timeout: number,
): ModelError => {
  if (reason === 'aborted') return aborted(subject.name)
  if (reason === 'timeout') return timedOut(subject.name, timeout)
  return error instanceof ModelError ? error : connectionFailure(subject, error, timeout)
}

type Read = { readonly usage: ReturnType<typeof usageOf> } & (
  | { readonly text: string }
  | { readonly error: ModelError }
)

/** The text of an answer, or why it has none we may use. */
const read = (answer: Answer, subject: Subject): Read => {
  if (answer.status < 200 || answer.status > 299)
    return { error: statusFailure(subject, answer), usage: {} }
  const completion = completionOf(answer)
  if (!completion) return { error: shapeFailure(subject, answer), usage: {} }
  const usage = usageOf(completion)
  const ending = endingOf(completion)
  switch (ending.end) {
    case 'text':
      return { text: ending.text, usage }
    case 'truncated':
      return { error: truncated(subject), usage }
    case 'refused':
      return { error: refused(subject, ending.words), usage }
    case 'empty':
      return { error: shapeFailure(subject, answer, 'an empty text'), usage }
    case 'no-choice':
      return { error: shapeFailure(subject, answer, 'without any choice'), usage }
  }
}

/** The answer to a request, or the error that kept it from us. */
interface Seen {
  answer?: Answer
  error?: unknown
}

/**
 * What sends one prompt and gives the whole answer, whatever its status. The SDK makes the request; its retries, its
 * logging, its telemetry headers and whatever it would take from OPENAI_* variables are kept out of it, and it never
 * reads the answer: a bad one is a bare SyntaxError or a string there.
 */
const client = async (options: ChatCompletions, subject: Subject) => {
  const { OpenAI } = await import('openai')
  const { origin, pathname, searchParams } = new URL(options.baseUrl)
  return async (prompt: Prompt, signal: AbortSignal): Promise<Seen> => {
    const seen: Seen = {}
    const openai = new OpenAI({
      baseURL: `${origin}${pathname}`,
      defaultQuery: Object.fromEntries(searchParams),
      // The SDK insists on one; without a key no authorization leaves.
      apiKey: options.apiKey || 'none',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      maxRetries: 0,
      timeout: 2 ** 31 - 1,
      logLevel: 'off',
      fetchOptions: { redirect: 'error' },
      fetch: async (url, init) => {
        try {
          const headers = plainHeaders(options.apiKey)
          const response = await fetch(url, { ...init, headers, signal })
          const body = await textOf(response, subject)
          seen.answer = { status: response.status, headers: response.headers, body }
        } catch (error) {
          seen.error = error
        }
        return new Response()
      },
    })
    const messages = [
      { role: 'system' as const, content: prompt.system },
      { role: 'user' as const, content: prompt.user },
    ]
    try {
      await openai.chat.completions.create({ model: options.model, messages }).asResponse()
    } catch (error) {
      // Nothing was sent: a mistake of ours, told without the key.
      throw new Error(subject.scrub(String(error)))
    }
    return seen
  }
}

/** Only what the request needs: nothing of the SDK's telemetry, nothing of OPENAI_CUSTOM_HEADERS. */
const plainHeaders = (apiKey: string | undefined): Headers =>
  new Headers({
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'git-doc',
    ...(apiKey && { authorization: `Bearer ${apiKey}` }),
  })

/** A body as text, given up as soon as it is larger than any answer can be. */
const textOf = async (response: Response, subject: Subject): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > largestAnswer) throw tooLarge(subject, largestAnswer)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
