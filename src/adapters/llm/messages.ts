import * as z from 'zod'
import { tokensOf } from '../../documentation/budget.ts'
import type { Prompt } from '../../documentation/prompt.ts'
import type { Provider } from '../../ports/provider.ts'
import { type Answer, type Ending, jsonOf, tokens, type Usage } from './answer.ts'
import { type Endpoint, exchange, exchanging, type Protocol } from './exchange.ts'
import { readEnding, shapeFailure } from './failures.ts'

/** The version of the API that this file speaks; it goes with every request. */
const apiVersion = '2023-06-01'

/** Tokens an answer may have beyond twice its section: new lines, and what a model thinks before it writes. */
const spare = 8192

/** A provider that speaks Anthropic's Messages API. */
export const messages = (endpoint: Endpoint): Provider =>
  exchanging(endpoint, async subject => {
    const url = new URL(endpoint.baseUrl)
    url.pathname = `${url.pathname.replace(/\/$/, '')}/messages`
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'git-doc',
      'anthropic-version': apiVersion,
      ...(endpoint.apiKey && { 'x-api-key': endpoint.apiKey }),
    }
    return {
      read,
      post: ({ prompt, text }, signal) => {
        const body = JSON.stringify(bodyOf(endpoint.model, prompt, text))
        return exchange(url, { method: 'POST', headers, body, signal }, subject)
      },
    }
  })

/** An answer that grows beyond what its section can become is stopped there, rather than paid for to its end. */
const bodyOf = (model: string, { system, user }: Prompt, section: string) => ({
  model,
  max_tokens: spare + 2 * tokensOf(section),
  system,
  messages: [{ role: 'user', content: user }],
})

/** A message as far as it matters here: of its blocks only text is used, not what it thought. */
const Message = z.object({
  type: z.literal('message'),
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  stop_reason: z.string().nullish(),
  stop_details: z.object({ explanation: z.string().nullish() }).nullish().catch(undefined),
  usage: z
    .object({
      input_tokens: tokens,
      cache_creation_input_tokens: tokens.nullish(),
      cache_read_input_tokens: tokens.nullish(),
      output_tokens: tokens,
    })
    .nullish()
    .catch(undefined),
})
type Message = z.infer<typeof Message>

const read: Protocol['read'] = (answer, subject) => {
  const message = messageOf(answer)
  if (!message)
    return {
      error: shapeFailure(subject, answer, 'something that is no message of the Messages API'),
      usage: {},
    }
  return { usage: usageOf(message), ...readEnding(endingOf(message), subject, answer) }
}

const messageOf = (answer: Answer): Message | undefined =>
  Message.safeParse(jsonOf(answer.body)).data

/** What was read from a cache, or written to one, is input like the rest; we ask for neither. */
const usageOf = ({ usage }: Message): Usage => {
  const { input_tokens: input, output_tokens: outputTokens } = usage ?? {}
  const cached = (usage?.cache_creation_input_tokens ?? 0) + (usage?.cache_read_input_tokens ?? 0)
  return {
    ...(input !== undefined && { inputTokens: input + cached }),
    ...(outputTokens !== undefined && { outputTokens }),
  }
}

const endingOf = ({ content, stop_reason: reason, stop_details: details }: Message): Ending => {
  if (reason === 'refusal') return { end: 'refused', words: details?.explanation ?? '' }
  if (reason === 'max_tokens' || reason === 'model_context_window_exceeded')
    return { end: 'truncated' }
  const text = content
    .filter(({ type }) => type === 'text')
    .map(({ text = '' }) => text)
    .join('')
  return text.trim() === '' ? { end: 'empty' } : { end: 'text', text }
}
