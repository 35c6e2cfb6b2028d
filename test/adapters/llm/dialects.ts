import type { ModelErrorClass } from '../../../src/errors/models.ts'
import { type Reply, answered as text, failed as wrong } from '../../support/model-server.ts'

/** How a kind of server says what all kinds say, in the shapes of its documentation. */
export interface Dialect {
  /** The protocol's part of the path. */
  readonly path: string
  request(model: string, system: string, user: string): unknown
  /** The headers of its own, and of authorization, that a request has. */
  headers(key: string | undefined): Readonly<Record<string, string>>
  /** `words` is what it says of a refusal. */
  answered(text: string | null, end?: 'length' | 'refusal', words?: string): Reply
  failed(
    status: number,
    message: string,
    more?: { readonly code?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Reply
  readonly contextTooLong: Reply
  readonly quota: Reply
  /** The first half of an answer. */
  readonly begun: string
  /** What no other kind of server says. */
  readonly own: readonly (readonly [string, Reply, ModelErrorClass, requests: number])[]
}

/** OpenAI's chat completions. */
export const chatDialect: Dialect = {
  path: '/chat/completions',
  request: (model, system, user) => ({
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
  }),
  headers: key => (key === undefined ? {} : { authorization: `Bearer ${key}` }),
  answered: (content, end, words = 'I cannot help with that.') =>
    text(
      content,
      { ...(end === 'length' && { finish_reason: 'length' }) },
      { ...(end === 'refusal' && { refusal: words }) },
    ),
  failed: (status, message, { code = codes[status], headers = {} } = {}) =>
    wrong(status, { message, ...(code && { code, type: code }) }, headers),
  contextTooLong: wrong(400, { message: 'Too long', code: 'context_length_exceeded' }),
  quota: wrong(429, { message: 'Quota', code: 'insufficient_quota' }),
  begun: '{"choices":[{"index":0,"mess',
  own: [
    [
      '429 around an array',
      { status: 429, body: [{ error: { code: 429, message: 'Exhausted' } }] },
      'throttled',
      3,
    ],
    ['no choices', { body: { choices: [] } }, 'malformed', 2],
    [
      'a text its filter stopped',
      text('## Usage\n', { finish_reason: 'content_filter' }),
      'refused',
      1,
    ],
  ],
}

const codes: Readonly<Record<number, string>> = {
  401: 'invalid_api_key',
  404: 'model_not_found',
  413: 'rate_limit_exceeded',
}

/** Anthropic's Messages API. */
export const messagesDialect: Dialect = {
  path: '/messages',
  request: (model, system, user) => ({
    model,
    max_tokens: 8192 + 2 * 4,
    system,
    messages: [{ role: 'user', content: user }],
  }),
  headers: key => ({
    'anthropic-version': '2023-06-01',
    ...(key !== undefined && { 'x-api-key': key }),
  }),
  answered: (content, end, words) =>
    message(content === null ? [] : [{ type: 'text', text: content }], {
      ...(end === 'length' && { stop_reason: 'max_tokens' }),
      ...(end === 'refusal' && {
        stop_reason: 'refusal',
        stop_details: { type: 'refusal', category: null, explanation: words ?? null },
      }),
    }),
  failed: (status, message, { code = types[status] ?? 'api_error', headers = {} } = {}) =>
    failure(status, code, message, headers),
  contextTooLong: failure(
    400,
    'invalid_request_error',
    'prompt is too long: 210345 tokens > 200000 maximum',
  ),
  quota: failure(
    400,
    'invalid_request_error',
    'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
  ),
  begun: '{"id":"msg_01","type":"message","cont',
  own: [
    [
      '400, prompt and answer together too long',
      failure(
        400,
        'invalid_request_error',
        'input length and `max_tokens` exceed context limit: 195000 + 8200 > 200000',
      ),
      'context-length',
      1,
    ],
    [
      'a text cut off where the context ended',
      message([{ type: 'text', text: '## Usage' }], {
        stop_reason: 'model_context_window_exceeded',
      }),
      'truncated',
      1,
    ],
    ['thoughts without a text', message([{ type: 'thinking', thinking: 'Hm.' }]), 'malformed', 2],
    ['a chat completion', text('## Usage\n'), 'malformed', 2],
  ],
}

/** Ollama's own API. */
export const ollamaDialect: Dialect = {
  path: '/api/chat',
  request: (model, system, user) => ({
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    stream: false,
    options: { num_predict: 2048 + 2 * 4, num_ctx: 16_384 },
  }),
  headers: key => (key === undefined ? {} : { authorization: `Bearer ${key}` }),
  answered: (content, end) =>
    end === 'refusal' ? chat(content, 'content_filter') : chat(content, end ?? 'stop'),
  failed: (status, message, { headers = {} } = {}) => ({
    status,
    headers,
    body: { error: message },
  }),
  contextTooLong: {
    status: 400,
    body: { error: 'the input length exceeds the context length' },
  },
  quota: { status: 402, body: { error: 'you have reached your monthly usage limit' } },
  begun: '{"model":"llama3.1","created_at":"2026-11-21T10:00:00Z","mess',
  own: [
    ['an answer that is not done', { body: { message: { content: 'Half' } } }, 'malformed', 2],
    ['an answer to a load', chat('', 'load'), 'malformed', 2],
  ],
}

function chat(content: string | null, reason: string): Reply {
  return {
    body: {
      model: 'llama3.1',
      created_at: '2026-11-21T10:00:00Z',
      message: { role: 'assistant', content },
      done: true,
      done_reason: reason,
      prompt_eval_count: 812,
      eval_count: 14,
    },
  }
}

/** Amazon Bedrock's Converse API. */
export const converseDialect = (model: string): Dialect => ({
  path: `/model/${encodeURIComponent(model)}/converse`,
  request: (_, system, user) => ({
    system: [{ text: system }],
    messages: [{ role: 'user', content: [{ text: user }] }],
    inferenceConfig: { maxTokens: 8192 + 2 * 4 },
  }),
  headers: key => (key === undefined ? {} : { authorization: `Bearer ${key}` }),
  answered: (content, end) =>
    reply(
      content === null ? [] : [{ text: content }],
      { length: 'max_tokens', refusal: 'guardrail_intervened', stop: 'end_turn' }[end ?? 'stop'],
    ),
  failed: (status, message, { headers = {} } = {}) => ({
    status,
    headers: { 'x-amzn-errortype': 'SomeException:', ...headers },
    body: { message },
  }),
  contextTooLong: { status: 400, body: { message: 'Input is too long for requested model.' } },
  quota: { status: 402, body: { message: 'Payment required' } },
  begun: '{"output":{"message":{"role":"assistant","cont',
  own: [
    [
      'thoughts without a text',
      reply([{ reasoningContent: { reasoningText: { text: 'Hm.' } } }], 'end_turn'),
      'malformed',
      2,
    ],
    [
      'a context that ended',
      reply([{ text: '## U' }], 'model_context_window_exceeded'),
      'truncated',
      1,
    ],
    [
      'an output the model spoilt',
      reply([{ text: '## U' }], 'malformed_model_output'),
      'malformed',
      2,
    ],
  ],
})

function reply(content: readonly unknown[], stopReason: string): Reply {
  return {
    body: {
      output: { message: { role: 'assistant', content } },
      stopReason,
      usage: { inputTokens: 812, outputTokens: 14, totalTokens: 826 },
      metrics: { latencyMs: 900 },
    },
  }
}

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

function message(content: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): Reply {
  return {
    headers: { 'content-type': 'application/json', 'request-id': 'req_0001' },
    body: {
      id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      content,
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 812, output_tokens: 14 },
      ...more,
    },
  }
}

function failure(
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const body = { type: 'error', error: { type, message }, request_id: 'req_0001' }
  return { status, headers: { 'request-id': 'req_0001', ...headers }, body }
}
