import type { Prompt } from '../../documentation/prompt.ts'
import type { Provider } from '../../ports/provider.ts'
import { completionOf, endingOf, usageOf } from './answer.ts'
import { type Endpoint, exchange, exchanging, type Protocol, type Seen } from './exchange.ts'
import { readEnding, type Subject, shapeFailure } from './failures.ts'

/** A provider that speaks OpenAI's chat completions, which nearly all of them do. */
export const chatCompletions = (endpoint: Endpoint): Provider =>
  exchanging(endpoint, async subject => {
    const post = await client(endpoint, subject)
    return { read, post: ({ prompt }, signal) => post(prompt, signal) }
  })

const read: Protocol['read'] = (answer, subject) => {
  const completion = completionOf(answer)
  if (!completion) return { error: shapeFailure(subject, answer), usage: {} }
  return { usage: usageOf(completion), ...readEnding(endingOf(completion), subject, answer) }
}

/**
 * What sends one prompt and gives the whole answer, whatever its status. The SDK makes the request; its retries, its
 * logging, its telemetry headers and whatever it would take from OPENAI_* variables are kept out of it, and it never
 * reads the answer: a bad one is a bare SyntaxError or a string there.
 */
const client = async (options: Endpoint, subject: Subject) => {
  const { OpenAI } = await import('openai')
  const { origin, pathname, searchParams } = new URL(options.baseUrl)
  return async (prompt: Prompt, signal: AbortSignal): Promise<Seen> => {
    let seen: Seen = {}
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
      fetch: async (url, init) => {
        const headers = plainHeaders(options.apiKey)
        seen = await exchange(url, { ...init, headers, signal }, subject)
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
