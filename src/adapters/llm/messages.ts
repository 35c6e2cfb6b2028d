import * as z from 'zod'
import type { CompletionRequest, Model } from '../../ports/model.ts'
import { tokensOf } from '../../ports/tokens.ts'
import { jsonOf } from '../http/answer.ts'
import { endpointModel, type Protocol } from './endpoint-model.ts'
import { shapeFailure } from './failures.ts'
import { type Finish, readFinish, tokenCount, type Usage } from './finish.ts'
import { exchange } from './http.ts'
import { requestHeaders } from './request-headers.ts'
import type { Endpoint } from './target.ts'

/** The version of the API that this file uses; it goes with every request. */
const apiVersion = '2023-06-01'

/** Tokens that an answer may have beyond twice the expected text: new lines, and what a model thinks before it writes. */
const spare = 8192

/** A model behind Anthropic's Messages API. */
export const messages = (endpoint: Endpoint): Model =>
  endpointModel(endpoint, async target => {
    const url = new URL(endpoint.baseUrl)
    url.pathname = `${url.pathname.replace(/\/$/, '')}/messages`
    const headers = requestHeaders(endpoint, {
      'anthropic-version': apiVersion,
      ...(endpoint.apiKey && { 'x-api-key': endpoint.apiKey }),
    })
    return {
      read,
      post: (request, signal) => {
        const body = JSON.stringify(bodyOf(endpoint, request))
        return exchange(url, { method: 'POST', headers, body, signal }, target)
      },
    }
  })

/** The API needs a limit; an answer that goes beyond what we can use stops there instead of being paid for to its end. */
const bodyOf = (
  { model, body }: Endpoint,
  { prompt: { system, user }, answerLike }: CompletionRequest,
) => ({
  max_tokens: spare + 2 * tokensOf(answerLike),
  ...body,
  model,
  system,
  messages: [{ role: 'user', content: user }],
})

/** A message as far as it matters here: only the text blocks are used, not the thoughts. */
const Message = z.object({
  type: z.literal('message'),
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  stop_reason: z.string().nullish(),
  stop_details: z.object({ explanation: z.string().nullish() }).nullish().catch(undefined),
  usage: z
    .object({
      input_tokens: tokenCount,
      cache_creation_input_tokens: tokenCount.nullish(),
      cache_read_input_tokens: tokenCount.nullish(),
      output_tokens: tokenCount,
    })
    .nullish()
    .catch(undefined),
})
type Message = z.infer<typeof Message>

const read: Protocol['read'] = (answer, target) => {
  const message = Message.safeParse(jsonOf(answer.body)).data
  if (!message)
    return {
      error: shapeFailure(target, answer, 'something that is not a message of the Messages API'),
      usage: {},
    }
  return { usage: usageOf(message), ...readFinish(finishOf(message), target, answer) }
}

/** Tokens read from a cache or written to one are input like the rest; we ask for neither. */
const usageOf = ({ usage }: Message): Usage => {
  const { input_tokens: input, output_tokens: outputTokens } = usage ?? {}
  const cached = (usage?.cache_creation_input_tokens ?? 0) + (usage?.cache_read_input_tokens ?? 0)
  return {
    ...(input !== undefined && { inputTokens: input + cached }),
    ...(outputTokens !== undefined && { outputTokens }),
  }
}

const finishOf = ({ content, stop_reason: reason, stop_details: details }: Message): Finish => {
  const text = content
    .filter(({ type }) => type === 'text')
    .map(({ text = '' }) => text)
    .join('')
  return { reason, text, refusal: details?.explanation ?? undefined }
}
