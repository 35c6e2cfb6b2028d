import * as z from 'zod'
import type { Model } from '../../ports/model.ts'
import { jsonOf } from '../http/answer.ts'
import { endpointModel, type Protocol } from './endpoint-model.ts'
import { shapeFailure } from './failures.ts'
import { type Finish, readFinish, tokenCount, type Usage } from './finish.ts'
import { FetchFailed, guardedFetch } from './http.ts'
import { bearer, requestHeaders } from './request-headers.ts'
import type { Endpoint, Target } from './target.ts'

/** A model behind OpenAI's chat completions, which nearly all servers offer. */
export const chatCompletions = (endpoint: Endpoint): Model =>
  endpointModel(endpoint, async target => ({ post: await posting(endpoint, target), read }))

/**
 * Sends prompts with the OpenAI client. Its retries, logging and telemetry headers stay out, and so does whatever it
 * would take from OPENAI_* variables. It does not parse the answer: bad JSON would become a bare SyntaxError.
 */
const posting = async (endpoint: Endpoint, target: Target): Promise<Protocol['post']> => {
  const { apiKey, baseUrl, model, body, reasoningEffort, keyHeader } = endpoint
  const { OpenAI } = await import('./openai.ts')
  const { origin, pathname, searchParams } = new URL(baseUrl)
  const client = new OpenAI({
    baseURL: `${origin}${pathname}`,
    defaultQuery: Object.fromEntries(searchParams),
    // The client insists on a key; without one the guarded fetch sends no authorization.
    apiKey: apiKey || 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // Our own deadline covers the body as well, which the client's does not.
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    fetch: guardedFetch(
      target,
      requestHeaders(endpoint, keyHeader && apiKey ? { [keyHeader]: apiKey } : bearer(apiKey)),
    ),
  })
  const fields = {
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort as never }),
    ...body,
  }
  return async ({ prompt: { system, user } }, signal) => {
    const messages = [
      { role: 'system' as const, content: system },
      { role: 'user' as const, content: user },
    ]
    try {
      const response = await client.chat.completions
        .create({ ...fields, model, messages }, { signal })
        .asResponse()
      const { status, headers } = response
      return { answer: { status, headers, body: await response.text() } }
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined
      if (cause instanceof FetchFailed) return cause.outcome
      if (signal.aborted) return { error }
      // Nothing was sent: a mistake of ours, reported without the key.
      throw new Error(target.scrub(String(error)))
    }
  }
}

/** What all these servers have in common; the rest differs from vendor to vendor. */
const ChatCompletion = z.object({
  choices: z.array(
    z.object({
      index: z.int().optional().catch(undefined),
      finish_reason: z.string().nullish(),
      message: z
        .object({
          content: z
            .union([z.string(), z.array(z.object({ text: z.string().optional() }))])
            .nullish(),
          refusal: z.string().nullish(),
        })
        .nullish(),
    }),
  ),
  usage: z
    .object({
      prompt_tokens: tokenCount,
      completion_tokens: tokenCount,
      total_tokens: tokenCount,
    })
    .nullish()
    .catch(undefined),
})
type ChatCompletion = z.infer<typeof ChatCompletion>

const read: Protocol['read'] = (answer, target) => {
  const completion = ChatCompletion.safeParse(jsonOf(answer.body)).data
  if (!completion) return { error: shapeFailure(target, answer), usage: {} }
  const usage = usageOf(completion)
  const finish = finishOf(completion)
  if (!finish) return { error: shapeFailure(target, answer, 'without any choice'), usage }
  return { usage, ...readFinish(finish, target, answer) }
}

const usageOf = ({ usage }: ChatCompletion): Usage => {
  const { prompt_tokens: inputTokens, completion_tokens: written, total_tokens } = usage ?? {}
  // Gemini does not count its thoughts as output, and bills them as output.
  const rest = (total_tokens ?? 0) - (inputTokens ?? 0)
  const outputTokens = written === undefined ? undefined : Math.max(written, rest)
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
  }
}

/** The first answer, wherever it stands in the list; undefined if there is none. */
const finishOf = ({ choices }: ChatCompletion): Finish | undefined => {
  const choice = choices.find(({ index }) => index === 0) ?? choices[0]
  if (!choice) return undefined
  const { message, finish_reason: reason } = choice
  const content = message?.content ?? ''
  const text = typeof content === 'string' ? content : content.map(part => part.text ?? '').join('')
  return { reason, text, refusal: message?.refusal ?? undefined }
}
