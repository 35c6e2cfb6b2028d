import * as z from 'zod'
import type { CompletionRequest, Model } from '../../ports/model.ts'
import { tokensOf } from '../../ports/tokens.ts'
import { type HttpOutcome, isSuccess, jsonOf } from '../http/answer.ts'
import { endpointModel, type Protocol } from './endpoint-model.ts'
import { promptTooLong, shapeFailure } from './failures.ts'
import { readFinish, tokenCount, type Usage } from './finish.ts'
import { exchange } from './http.ts'
import { bearer, requestHeaders } from './request-headers.ts'
import type { Endpoint, Target } from './target.ts'

/** Tokens of the context window. Ollama's own default is smaller, and drops the front of a longer prompt silently. */
export const usualContext = 16_384

/** Tokens that an answer may have beyond twice the expected text. */
const spare = 2048

/**
 * A model behind Ollama's own API. The first request of a process loads the model, with a deadline of its own; a prompt
 * that does not fit into the context window is not sent.
 */
export const ollama = (endpoint: Endpoint): Model => {
  const { numCtx = usualContext } = endpoint
  let loaded: Promise<HttpOutcome> | undefined
  return endpointModel(
    endpoint,
    async target => {
      const send = sending(endpoint, target)
      return {
        read,
        post: (request, signal) => {
          if (neededContext(request) > numCtx)
            return Promise.resolve({ error: promptTooLong(target, numCtx) })
          return send('/api/chat', chatBody(endpoint, request, numCtx), signal)
        },
      }
    },
    {
      milliseconds: endpoint.loadTimeout ?? 300_000,
      prepare: async (target, signal) => {
        // A request without messages loads the model (Ollama's API documentation, "Load a model").
        const body = { model: endpoint.model, messages: [], options: { num_ctx: numCtx } }
        loaded ??= sending(endpoint, target)('/api/chat', { ...body, stream: false }, signal)
        const outcome = await loaded
        if (!('answer' in outcome) || !isSuccess(outcome.answer)) loaded = undefined
        return outcome
      },
    },
  )
}

const neededContext = ({ prompt, answerLike }: CompletionRequest): number =>
  tokensOf(prompt.system) + tokensOf(prompt.user) + tokensOf(answerLike)

const sending =
  (endpoint: Endpoint, target: Target) =>
  (path: string, body: unknown, signal: AbortSignal): Promise<HttpOutcome> => {
    const url = new URL(endpoint.baseUrl)
    // Addresses for Ollama's imitation of OpenAI end with /v1.
    url.pathname = `${url.pathname.replace(/\/(v1\/?)?$/, '')}${path}`
    const headers = requestHeaders(endpoint, bearer(endpoint.apiKey))
    const init = { method: 'POST', headers, body: JSON.stringify(body), signal }
    return exchange(url, init, target)
  }

const chatBody = (
  { model, body, reasoningEffort }: Endpoint,
  { prompt: { system, user }, answerLike }: CompletionRequest,
  numCtx: number,
) => {
  const { options, ...fields } = body ?? {}
  return {
    ...(reasoningEffort !== undefined && { think: reasoningEffort }),
    ...fields,
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    stream: false,
    options: {
      num_predict: spare + 2 * tokensOf(answerLike),
      ...(typeof options === 'object' ? options : {}),
      num_ctx: numCtx,
    },
  }
}

const Chat = z.object({
  message: z.object({ content: z.string().nullish() }),
  done: z.boolean().optional(),
  done_reason: z.string().nullish(),
  prompt_eval_count: tokenCount,
  eval_count: tokenCount,
})

const read: Protocol['read'] = (answer, target) => {
  const chat = Chat.safeParse(jsonOf(answer.body)).data
  if (!chat) return { error: shapeFailure(target, answer), usage: {} }
  const { message, done, done_reason: reason, prompt_eval_count, eval_count } = chat
  const usage: Usage = {
    ...(prompt_eval_count !== undefined && { inputTokens: prompt_eval_count }),
    ...(eval_count !== undefined && { outputTokens: eval_count }),
  }
  // Versions before 0.1.43 say only that it is done.
  const finish = { reason: reason ?? (done ? 'stop' : ''), text: message.content ?? '' }
  return { usage, ...readFinish(finish, target, answer) }
}
