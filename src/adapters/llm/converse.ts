import * as z from 'zod'
import type { CompletionRequest, Model } from '../../ports/model.ts'
import { tokensOf } from '../../ports/tokens.ts'
import { jsonOf } from '../http/answer.ts'
import { endpointModel, type Protocol } from './endpoint-model.ts'
import { shapeFailure } from './failures.ts'
import { readFinish, tokenCount, type Usage } from './finish.ts'
import { exchange } from './http.ts'
import { bearer, requestHeaders } from './request-headers.ts'
import type { Endpoint } from './target.ts'

/** Tokens that an answer may have beyond twice the expected text. */
const spare = 8192

/** A model behind Amazon Bedrock's Converse API, with an API key or with a signature made of AWS credentials. */
export const converse = (endpoint: Endpoint): Model =>
  endpointModel(endpoint, async target => {
    const url = new URL(endpoint.baseUrl)
    const path = `/model/${encodeURIComponent(endpoint.model)}/converse`
    url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`
    return {
      read,
      post: async (request, signal) => {
        const body = JSON.stringify(bodyOf(endpoint, request))
        const headers = await signed(endpoint, url, body)
        return exchange(url, { method: 'POST', headers, body, signal }, target)
      },
    }
  })

const signed = async (endpoint: Endpoint, url: URL, body: string) => {
  const { apiKey, aws } = endpoint
  if (apiKey || !aws) return requestHeaders(endpoint, bearer(apiKey))
  const { AwsV4Signer } = await import('aws4fetch')
  const headers = requestHeaders(endpoint, {})
  const signer = new AwsV4Signer({
    ...aws,
    method: 'POST',
    url: url.href,
    headers: { ...headers },
    body,
    service: 'bedrock',
  })
  const { headers: result } = await signer.sign()
  return Object.fromEntries([...result].filter(([name]) => name !== 'host'))
}

const bodyOf = (
  { body }: Endpoint,
  { prompt: { system, user }, answerLike }: CompletionRequest,
) => ({
  ...body,
  system: [{ text: system }],
  messages: [{ role: 'user', content: [{ text: user }] }],
  inferenceConfig: {
    maxTokens: spare + 2 * tokensOf(answerLike),
    ...(typeof body?.inferenceConfig === 'object' ? body.inferenceConfig : {}),
  },
})

/** A reply as far as it matters here: blocks without a text are thoughts and tools. */
const Reply = z.object({
  output: z.object({
    message: z.object({ content: z.array(z.object({ text: z.string().optional() })) }),
  }),
  stopReason: z.string().nullish(),
  usage: z
    .object({
      inputTokens: tokenCount,
      outputTokens: tokenCount,
      cacheReadInputTokens: tokenCount,
      cacheWriteInputTokens: tokenCount,
    })
    .nullish()
    .catch(undefined),
})

const read: Protocol['read'] = (answer, target) => {
  const reply = Reply.safeParse(jsonOf(answer.body)).data
  if (!reply)
    return {
      error: shapeFailure(target, answer, 'something that is no reply of Converse'),
      usage: {},
    }
  const text = reply.output.message.content.map(block => block.text ?? '').join('')
  return {
    usage: usageOf(reply),
    ...readFinish({ reason: reply.stopReason, text }, target, answer),
  }
}

const usageOf = ({ usage }: z.infer<typeof Reply>): Usage => {
  const {
    inputTokens,
    outputTokens,
    cacheReadInputTokens = 0,
    cacheWriteInputTokens = 0,
  } = usage ?? {}
  return {
    ...(inputTokens !== undefined && {
      inputTokens: inputTokens + cacheReadInputTokens + cacheWriteInputTokens,
    }),
    ...(outputTokens !== undefined && { outputTokens }),
  }
}
