import test from 'ava'
import { chatCompletions } from '../../../src/adapters/llm/chat-completions.ts'
import { duration } from '../../../src/adapters/llm/failures.ts'
import { withRetries } from '../../../src/adapters/llm/retry.ts'
import { retryAfter } from '../../../src/adapters/llm/retry-after.ts'
import { oneLine, scrubber } from '../../../src/adapters/llm/scrub.ts'
import type { Endpoint } from '../../../src/adapters/llm/target.ts'
import { ModelError, type ModelErrorClass } from '../../../src/errors/models.ts'
import type { ModelCall } from '../../../src/events/model-call.ts'
import { answered, failed, kept, modelServer, type Reply } from '../../support/model-server.ts'
import { completionRequest } from './request.ts'

/** One request without policy; its error or its draft, and the calls told of. */
const ask = async (baseUrl: string, more: Partial<Endpoint> = {}) => {
  const provider = chatCompletions({
    name: 'openai',
    model: 'gpt',
    baseUrl,
    apiKey: 'k',
    timeout: 180_000,
    ...more,
  })
  const calls: ModelCall[] = []
  const signal = new AbortController().signal
  const end = await provider
    .complete(completionRequest(), { signal, onCall: call => calls.push(call) })
    .catch((error: unknown) => error)
  return { end, calls }
}

const failure = test.macro({
  exec: async (t, file: string, errorClass: ModelErrorClass, wait?: number) => {
    const server = await modelServer(t, [kept(file)])
    const { end } = await ask(server.url)
    if (!(end instanceof ModelError)) return t.fail('It was an answer.')
    t.is(end.class, errorClass, end.message)
    t.is(end.retryAfter, wait)
  },
  title: (_, file, errorClass) => `${file} is ${errorClass}`,
})

test(failure, 'openai-quota', 'quota')
test(failure, 'openai-throttled', 'throttled', 20_000)
test(failure, 'openai-request-too-large', 'context-length')
test(failure, 'openai-context-length', 'context-length')
test(failure, 'openai-key-wrong', 'auth')
test(failure, 'openai-model-unknown', 'model-unknown')
test(failure, 'anthropic-overloaded', 'server')
test(failure, 'anthropic-credit', 'quota')
test(failure, 'gemini-throttled', 'throttled', 34_000)
test(failure, 'gemini-day-used-up', 'quota')
test(failure, 'gemini-exhausted', 'throttled')
test(failure, 'gemini-key-wrong', 'auth')
test(failure, 'gemini-filtered', 'refused')
test(failure, 'gemini-truncated-without-content', 'truncated')
test(failure, 'groq-throttled', 'throttled', 5000)
test(failure, 'groq-too-large', 'context-length')
test(failure, 'groq-model-decommissioned', 'model-unknown')
test(failure, 'ollama-model-unknown', 'model-unknown')
test(failure, 'ollama-bare-error', 'model-unknown')

test('a failure says what happened, where, in whose words, and what to do', async t => {
  const of = async (reply: Reply) => {
    const server = await modelServer(t, [reply])
    const { end } = await ask(`${server.url}/v1`)
    const { message, hint } = end as ModelError
    return [message.replace(server.url, 'http://host'), hint]
  }
  t.deepEqual(await of(kept('ollama-bare-error')), [
    'openai (http://host/v1) knows no model "gpt": 404 model \'llama3.1\' not found.',
    'Set llm.model in .git-doc/config.toml to a model it has. If the model is right: Check llm.base_url in .git-doc/config.toml.',
  ])
  t.deepEqual(await of(kept('gemini-key-wrong')), [
    'openai (http://host/v1) does not accept the API key: 400 API key not valid. Please pass a valid API key.',
    'Check llm.api_key in .git-doc/config.toml.',
  ])
  t.deepEqual(await of(failed(429, { message: 'Slow down' }, { 'retry-after': '7200' })), [
    'openai (http://host/v1) asks to slow down: 429 Slow down. It asks to wait 2 hours.',
    'Wait and run "git-doc retry", or name another provider under llm.fallbacks.',
  ])
  t.deepEqual(await of({ status: 503 }), [
    'openai (http://host/v1) has a problem of its own: 503.',
    'Wait and run "git-doc retry", or name another provider under llm.fallbacks.',
  ])
})

test('a text in parts is one text', async t => {
  const parts = [
    { type: 'text', text: '## Usage\n' },
    { type: 'reference' },
    { type: 'text', text: 'Run.\n' },
  ]
  const server = await modelServer(t, [answered(null, {}, { content: parts })])
  t.like((await ask(server.url)).end, { text: '## Usage\nRun.\n' })
})

test('JSON that does not say it is JSON is read all the same', async t => {
  const { body } = answered('Fine.')
  const server = await modelServer(t, [{ headers: { 'content-type': 'text/plain' }, body }])
  t.like((await ask(server.url)).end, { text: 'Fine.' })
})

test('tokens that are none are left out, tokens of a truncated answer are told', async t => {
  const { body } = answered('Fine.', { finish_reason: 'length' })
  const odd = { ...(body as object), usage: { prompt_tokens: -1, completion_tokens: '5' } }
  const server = await modelServer(t, [{ body: odd }, { body }])
  const [first, second] = [await ask(server.url), await ask(server.url)]
  t.deepEqual(Object.keys(first.calls[0] ?? {}).sort(), [
    'milliseconds',
    'model',
    'outcome',
    'provider',
    'status',
  ])
  t.like(second.calls[0], { outcome: 'truncated', inputTokens: 12, outputTokens: 5 })
})

test('what a model thought is billed as what it wrote, whether its count says so or not', async t => {
  const server = await modelServer(t, [kept('gemini-good')])
  t.like((await ask(server.url)).calls[0], { inputTokens: 812, outputTokens: 498 })
})

test('HTML instead of an answer asks whether base_url is right', async t => {
  const server = await modelServer(t, [
    { headers: { 'content-type': 'text/html' }, body: '<p>Hi</p>' },
  ])
  const { end } = await ask(`${server.url}/v1?token=secret`)
  t.is(
    (end as Error).message,
    `The server at ${server.url}/v1 answered HTML instead of JSON: is base_url right?`,
  )
})

test('a redirect is not followed', async t => {
  const elsewhere = await modelServer(t, [answered('Stolen.')])
  const server = await modelServer(t, [{ status: 307, headers: { location: elsewhere.url } }])
  t.like((await ask(server.url)).end, { class: 'malformed' })
  t.is(elsewhere.requests.length, 0)
})

test('a key with a line break in it is told of before anything is sent', async t => {
  const server = await modelServer(t, [answered('Fine.')])
  const { end, calls } = await ask(server.url, { apiKey: 'sk-first\nsk-second' })
  t.like(end, { class: 'auth' })
  t.notRegex(String((end as Error).stack), /sk-/)
  t.is(server.requests.length, 0)
  t.deepEqual(calls, [])
})

test('a model named like the key does not give it away', async t => {
  const server = await modelServer(t, [failed(404, { message: 'No such model' })])
  const { end } = await ask(server.url, { apiKey: 'sk-pasted-twice', model: 'sk-pasted-twice' })
  t.notRegex(`${end} ${JSON.stringify(end)}`, /sk-pasted/)
})

test.serial('OPENAI_* variables of the person change nothing', async t => {
  const server = await modelServer(t, [answered('Fine.')])
  const other = await modelServer(t, [answered('Other.')])
  const variables = {
    OPENAI_BASE_URL: other.url,
    OPENAI_API_KEY: 'sk-person',
    OPENAI_ADMIN_KEY: 'sk-admin',
    OPENAI_ORG_ID: 'org-person',
    OPENAI_PROJECT_ID: 'proj-person',
    OPENAI_CUSTOM_HEADERS: 'X-Person: yes\nAuthorization: Bearer sk-custom',
    OPENAI_LOG: 'debug',
  }
  Object.assign(process.env, variables)
  t.teardown(() => {
    for (const name of Object.keys(variables)) delete process.env[name]
  })
  await ask(server.url)
  await ask(server.url, { apiKey: undefined })
  t.is(other.requests.length, 0)
  t.notRegex(JSON.stringify(server.requests), /person|admin|custom|stainless/i)
  t.deepEqual(
    server.requests.map(({ headers }) => headers.authorization),
    ['Bearer k', undefined],
  )
})

test.serial(
  'ten drafts at a time on one signal give no warning of a leak, round after round',
  async t => {
    const server = await modelServer(t, [answered('Fine.')])
    const { signal } = new AbortController()
    const warnings: string[] = []
    const onWarning = ({ name }: Error) => warnings.push(name)
    process.on('warning', onWarning)
    t.teardown(() => process.off('warning', onWarning))
    const one = chatCompletions({
      name: 'openai',
      model: 'm',
      baseUrl: server.url,
      timeout: 180_000,
    })
    const provider = withRetries(one, { maxRetries: 0 })
    for (let round = 0; round < 3; round += 1)
      await Promise.all(
        Array.from({ length: 10 }, () => provider.complete(completionRequest(), { signal })),
      )
    await new Promise(resolve => setImmediate(resolve))
    t.deepEqual(warnings, [])
  },
)

const waits = test.macro({
  exec: (t, headers: Record<string, string>, milliseconds: number | undefined) =>
    t.is(retryAfter(new Headers(headers), Date.parse('2026-11-21T10:00:00Z')), milliseconds),
  title: (_, headers) => `the wait of ${JSON.stringify(headers)}`,
})
test(waits, {}, undefined)
test(waits, { 'retry-after': '20' }, 20_000)
test(waits, { 'retry-after': '1.5' }, 1500)
test(waits, { 'retry-after': '20', 'retry-after-ms': '150' }, 150)
test(waits, { 'retry-after': '20', 'retry-after-ms': 'soon' }, 20_000)
test(waits, { 'retry-after': 'Sat, 21 Nov 2026 10:00:07 GMT' }, 7000)
test(waits, { 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' }, 0)
test(
  waits,
  { date: 'Sat, 21 Nov 2020 10:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2020 10:01:00 GMT' },
  60_000,
)
test(waits, { 'retry-after': 'soon' }, undefined)
test(waits, { 'retry-after': '-5' }, undefined)

test('a wait is said as people say it', t => {
  t.deepEqual(
    [40, 1000, 1500, 20_000, 34_070, 90_000, 120_000, 3_600_000, 7_200_000, 86_400_000].map(
      duration,
    ),
    [
      '0.1 seconds',
      '1 second',
      '1.5 seconds',
      '20 seconds',
      '35 seconds',
      '90 seconds',
      '2 minutes',
      '60 minutes',
      '2 hours',
      '24 hours',
    ],
  )
})

test("someone else's words are one line without control characters, and cut after the key is out", t => {
  const scrub = scrubber('sk-a+b/c=')
  t.is(oneLine('\u001b[31mred\r\nand  blue\u202e ', scrub), '[31mred and blue')
  t.is(oneLine(`${'x'.repeat(8)} sk-a+b/c=`, scrub, 14), 'xxxxxxxx [API…')
  t.is(scrub('sk-a%2Bb%2Fc%3D c2stYStiL2M9 sk-a+b/c='), '[API key] [API key] [API key]')
})

test('a call is told with the time it took', async t => {
  const slow: Reply = { ...answered('Fine.'), silence: { before: 'headers', for: 20 } }
  const server = await modelServer(t, [slow])
  const { calls } = await ask(server.url)
  // Timers are set in whole milliseconds and may end one early.
  t.true((calls[0]?.milliseconds ?? 0) >= 18)
})
