import { ModelError } from '../../errors.ts'
import type { ModelCall } from '../../events/commit-parts.ts'
import type { Draft, DraftRequest, Price, Provider } from '../../ports/provider.ts'
import type { Answer, Usage } from './answer.ts'
import { connectionFailure, mayHaveArrived } from './connection.ts'
import {
  aborted,
  type Hints,
  keyUnusable,
  type Subject,
  statusFailure,
  timedOut,
  tooLarge,
} from './failures.ts'
import { expectedTokens } from './money.ts'
import { costOfCall } from './prices.ts'
import { scrubber } from './scrub.ts'

/** Where a model is asked, and with what. */
export interface Endpoint {
  readonly name: string
  readonly model: string
  /** Without the last part of the path, which the protocol knows; a query in it goes with every request. */
  readonly baseUrl: string
  /** Left out for a server that asks for none: then no credential is sent at all. */
  readonly apiKey?: string | undefined
  /** Milliseconds for a whole request, from its start to the last byte of the answer. */
  readonly timeout: number
  readonly hints?: Partial<Hints>
  readonly price?: Price | undefined
}

/** The text of an answer, or why it has none we may use; and what it will be billed by. */
export type Read = { readonly usage: Usage } & (
  | { readonly text: string }
  | { readonly error: ModelError }
)

/** The answer to a request, whatever its status, or the error that kept it from us. */
export interface Seen {
  answer?: Answer
  error?: unknown
}

/** How a kind of server is spoken to. */
export interface Protocol {
  post(request: DraftRequest, signal: AbortSignal): Promise<Seen>
  /** Reads a success; what is none is the same for all. */
  read(answer: Answer, subject: Subject): Read
}

/** A provider whose every draft is one request; `open` loads what the protocol needs when the first is made. */
export const exchanging = (
  endpoint: Endpoint,
  open: (subject: Subject) => Promise<Protocol>,
): Provider => {
  const { name, model, timeout, apiKey = '' } = endpoint
  const subject = subjectOf(endpoint)
  return {
    name,
    model,
    free: false,
    async draft(request, { signal, onCall }) {
      if (!/^[\x21-\x7e]*$/.test(apiKey)) throw keyUnusable(subject)

      const protocol = await open(subject)
      if (signal.aborted) throw aborted(name)
      const started = performance.now()
      const limit = deadline(timeout, signal)
      const { answer, error } = await protocol.post(request, limit.signal).finally(limit.release)
      const read: Read = answer
        ? readStatus(answer, subject, protocol)
        : { error: whyNone(error, limit.reason(), subject, timeout), usage: {} }
      const call: ModelCall = {
        provider: name,
        model,
        milliseconds: Math.round(performance.now() - started),
        outcome: 'error' in read ? read.error.class : 'ok',
        ...(answer && { status: answer.status }),
        ...read.usage,
        ...('text' in read && expectationOf(request)),
      }
      const cost = costOfCall(endpoint.price, call, answer !== undefined || mayHaveArrived(error))
      if (cost !== undefined) call.cost = cost
      onCall?.(call)
      if ('error' in read) throw read.error
      return { text: read.text, provider: name, model, proofs: [], calls: [call] } satisfies Draft
    },
  }
}

const expectationOf = (request: DraftRequest) => {
  const { inputTokens, outputTokens } = expectedTokens(request)
  return { expectedInputTokens: inputTokens, expectedOutputTokens: outputTokens }
}

const readStatus = (answer: Answer, subject: Subject, protocol: Protocol): Read =>
  answer.status < 200 || answer.status > 299
    ? { error: statusFailure(subject, answer), usage: {} }
    : protocol.read(answer, subject)

const subjectOf = ({ name, model, baseUrl, apiKey, hints }: Endpoint): Subject => {
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

/** A signal for one request: the person's, or our own when the time is up. It covers the body, which an SDK's does not. */
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

const largestAnswer = 2 * 1_048_576

/** One request and its whole answer; it is not looked at before it is all here. */
export const exchange = async (
  url: Parameters<typeof fetch>[0],
  init: RequestInit,
  subject: Subject,
): Promise<Seen> => {
  try {
    const response = await fetch(url, { ...init, redirect: 'error' })
    const body = await textOf(response, subject)
    return { answer: { status: response.status, headers: response.headers, body } }
  } catch (error) {
    return { error }
  }
}

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
