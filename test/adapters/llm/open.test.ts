import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import test from 'ava'
import { build } from 'esbuild'
import { type OpenedModels, openModels } from '../../../src/adapters/llm/open.ts'
import { presets } from '../../../src/adapters/llm/presets.ts'
import { isGitDocError } from '../../../src/errors/error.ts'
import { ModelError } from '../../../src/errors/models.ts'
import type { Model } from '../../../src/ports/model.ts'
import type { Settings } from '../../../src/ports/settings.ts'
import { answered, failed, kept, modelServer, type Reply } from '../../support/model-server.ts'
import { temporaryFolder } from '../../support/repository.ts'
import {
  chatDialect,
  converseDialect,
  type Dialect,
  messagesDialect,
  ollamaDialect,
} from './dialects.ts'
import { modelContract } from './model.contract.ts'
import { completionRequest } from './request.ts'

const text = '## Usage\n\nRun `tool --verbose`.\n'
const azureDialect: Dialect = {
  ...chatDialect,
  headers: (key): Readonly<Record<string, string>> => (key === undefined ? {} : { 'api-key': key }),
}
const settings = (llm: Partial<Settings['llm']>): Settings['llm'] => ({
  provider: 'ollama',
  apiKey: undefined,
  model: undefined,
  baseUrl: undefined,
  timeout: 180_000,
  maxRetries: 2,
  concurrency: 4,
  diffTokens: 4000,
  fallbacks: [],
  pricesFile: undefined,
  providers: {},
  ...llm,
})
const opened = (llm: Partial<Settings['llm']>, env: Record<string, string> = {}): OpenedModels =>
  openModels(settings(llm), { env, retries: { initialDelay: 1, maxDelay: 2 } })
const open = (llm: Partial<Settings['llm']>, env: Record<string, string> = {}): Model => {
  const { model } = opened(llm, env)
  if (!model) throw new Error('The settings name no model.')
  return model
}
const options = () => ({ signal: new AbortController().signal })

const vendors: readonly (readonly [
  name: keyof typeof presets,
  base: string,
  hasKey: boolean,
  good: string | Reply,
  speaks: Dialect,
])[] = [
  ['openai', '/v1', true, 'openai-good', chatDialect],
  ['anthropic', '/v1', true, 'anthropic-messages-good', messagesDialect],
  ['google', '/v1beta/openai/', true, 'gemini-good', chatDialect],
  ['groq', '/openai/v1', true, 'groq-good', chatDialect],
  ['ollama', '', false, ollamaDialect.answered(text), ollamaDialect],
  ['azure', '/openai/v1', true, 'openai-good', azureDialect],
  ['bedrock', '', true, converseDialect('own').answered(text), converseDialect('own')],
  ['compatible', '/own/v1/', true, 'openai-good', chatDialect],
]

for (const [name, base, hasKey, good, speaks] of vendors) {
  const key = hasKey ? `${name}-4f/9a+c27d1e-SECRET-0b5566` : undefined
  const model = presets[name].model ?? 'own'
  modelContract({
    name,
    model,
    speaks,
    base,
    key,
    good: typeof good === 'string' ? kept(good) : good,
    usage: { inputTokens: 812, outputTokens: name === 'google' ? 498 : 14 },
    open: (baseUrl, { timeout }) => open({ provider: name, baseUrl, timeout, apiKey: key, model }),
  })

  const own = presets[name].baseUrl({})
  if (own === undefined || name === 'bedrock') continue
  test(`${name}: its own base URL has the path the contract was run with`, t => {
    t.is(new URL(own).pathname, base || '/')
  })
}

/** How a request ends: its text, or the code of its error. */
const ended = (model: Model): Promise<string> =>
  model.complete(completionRequest(), options()).then(
    ({ text }) => text,
    (error: unknown) => (isGitDocError(error) ? error.code : String(error)),
  )

test('a key of the environment goes to the provider or to this machine, and nowhere a configuration sends it', async t => {
  const env = { OPENAI_API_KEY: 'sk-of-the-environment' }
  const server = await modelServer(t, [answered('Fine.')])
  const elsewhere = { provider: 'openai', baseUrl: 'https://models.example.org/v1' } as const
  t.is(await ended(open(elsewhere, env)), 'MODEL_KEY_MISSING')
  t.is(await ended(open({ ...elsewhere, baseUrl: server.url }, env)), 'Fine.')
  t.is(server.requests[0]?.headers.authorization, 'Bearer sk-of-the-environment')
})

test('a compatible server may need a key, a query and a model of its own', async t => {
  const server = await modelServer(t, [answered('Fine.')])
  const provider = open({
    provider: 'compatible',
    model: 'own',
    apiKey: ' own-key\n',
    baseUrl: `${server.url}/deep/v1?api-version=2`,
  })
  t.is((await provider.complete(completionRequest(), options())).text, 'Fine.')
  t.is(server.requests[0]?.path, '/deep/v1/chat/completions?api-version=2')
  t.is(server.requests[0]?.headers.authorization, 'Bearer own-key')
})

test('a key is looked for in the settings, then in each variable of its provider', async t => {
  const server = await modelServer(t, [answered('Fine.')])
  const sent = async (llm: Partial<Settings['llm']>, env: Record<string, string>) => {
    const provider = open({ provider: 'google', baseUrl: server.url, ...llm }, env)
    await provider.complete(completionRequest(), options())
    return server.requests.at(-1)?.headers.authorization
  }
  t.is(await sent({ apiKey: 'a' }, { GEMINI_API_KEY: 'b', GOOGLE_API_KEY: 'c' }), 'Bearer a')
  t.is(await sent({}, { GEMINI_API_KEY: 'b', GOOGLE_API_KEY: 'c' }), 'Bearer b')
  t.is(await sent({ apiKey: '' }, { GEMINI_API_KEY: ' ', GOOGLE_API_KEY: 'c\n' }), 'Bearer c')
})

test('a key is missed when its provider is asked, and is named by its variable', async t => {
  const google = open({ provider: 'google' })
  const missing = await t.throwsAsync(google.complete(completionRequest(), options()), {
    code: 'MODEL_KEY_MISSING',
  })
  t.true(isGitDocError(missing) && missing.hint?.includes('GEMINI_API_KEY or GOOGLE_API_KEY'))
  t.is((missing as ModelError).scope, 'process', 'it stops the command')
})

test('a fallback needs its key only when it is asked, and then fails beside the first', async t => {
  const chat = ollamaDialect.answered('Fine.')
  const local = await modelServer(t, [chat, failed(404, { message: 'No' })])
  const both = open({ provider: 'ollama', baseUrl: local.url, fallbacks: ['groq'] })
  t.is(await ended(both), 'Fine.')
  const error = await t.throwsAsync(both.complete(completionRequest(), options()), {
    instanceOf: ModelError,
  })
  t.is(error?.scope, 'run')
  t.regex(error?.message ?? '', /ollama:.*\(model-unknown\).*groq:.*\(auth\): No API key for groq/)
})

test('a key and a base URL go to the provider they were given for, to no fallback', async t => {
  const server = await modelServer(t, [failed(404, { message: 'No' })])
  const groq = {
    provider: 'openai',
    apiKey: 'k',
    baseUrl: server.url,
    fallbacks: ['groq'],
  } as const
  const error = await t.throwsAsync(open(groq).complete(completionRequest(), options()))
  t.regex(error?.message ?? '', /No API key for groq/)
  const url = {
    provider: 'openai',
    apiKey: 'k',
    baseUrl: 'http://127.0.0.1:1',
    fallbacks: ['compatible:m'],
  } as const
  t.throws(() => open(url), { code: 'CONFIG_INVALID', message: /llm\.base_url/ })
})

test('what a compatible server lacks is named', t => {
  t.throws(() => open({ provider: 'compatible', model: 'm' }), { message: /llm\.base_url/ })
  const baseUrl = 'http://127.0.0.1:1/v1'
  t.throws(() => open({ provider: 'compatible', baseUrl }), { message: /llm\.model/ })
  const fallbacks = ['compatible']
  t.throws(() => open({ provider: 'compatible', baseUrl, model: 'm', fallbacks }), {
    message: /llm\.model/,
  })
  t.notThrows(() =>
    open({ provider: 'compatible', baseUrl, model: 'm', fallbacks: ['compatible:n'] }),
  )
})

test('a base URL is http or https and holds no password', t => {
  for (const baseUrl of ['nowhere', 'file:///etc/passwd', 'https://ada:hunter2@example.org/v1']) {
    const error = t.throws(() => open({ provider: 'ollama', baseUrl }), { code: 'CONFIG_INVALID' })
    t.notRegex(`${error.message} ${JSON.stringify(error)}`, /hunter2/)
  }
})

test('a fallback is a known provider', t => {
  for (const name of ['', 'grok', 'toString', ':llama3.1'])
    t.throws(
      () => open({ provider: 'ollama', fallbacks: [name] }),
      { code: 'CONFIG_INVALID' },
      name,
    )
})

test('a fallback may name its model, colons and all', async t => {
  const server = await modelServer(t, request =>
    (request.body as { model: string }).model === 'llama3.1:8b'
      ? ollamaDialect.answered('From the second.')
      : failed(404, { message: 'No such model' }),
  )
  const provider = open(
    { provider: 'ollama', fallbacks: ['ollama:llama3.1:8b'] },
    { OLLAMA_HOST: server.url },
  )
  const completion = await provider.complete(completionRequest(), options())
  t.like(completion, { text: 'From the second.', provider: 'ollama', model: 'llama3.1:8b' })
  t.deepEqual(
    completion.calls.map(({ model, outcome }) => [model, outcome]),
    [
      ['llama3.1', 'model-unknown'],
      ['llama3.1:8b', 'ok'],
    ],
  )
})

test('no prompt takes the key of one provider to another', async t => {
  const server = await modelServer(t, [answered('Fine.')])
  const key = 'groq-key-0123456789'
  const provider = open(
    { provider: 'ollama', baseUrl: server.url, fallbacks: ['groq'] },
    { GROQ_API_KEY: key },
  )
  const drafting = provider.complete(completionRequest({ user: `+ "${key}"` }), options())
  await t.throwsAsync(drafting, { code: 'MODEL_KEY_EXPOSED' })
  t.is(server.requests.length, 0)
})

test('models are those before offline in the list, and those after it are never asked', t => {
  t.deepEqual(opened({ provider: 'offline' }), { model: undefined, thenOffline: true })
  const first = opened({ provider: 'offline', fallbacks: ['openai'] })
  t.deepEqual(first, { model: undefined, thenOffline: true })
  t.true(opened({ provider: 'ollama', fallbacks: ['offline', 'openai'] }).thenOffline)
  t.false(opened({ provider: 'ollama', fallbacks: ['ollama:other'] }).thenOffline)
})

const host = test.macro({
  exec: (t, value: string | undefined, url: string) =>
    t.is(presets.ollama.baseUrl({ OLLAMA_HOST: value }), url),
  title: (_, value) => `OLLAMA_HOST=${value ?? '(unset)'} is understood`,
})
test(host, undefined, 'http://127.0.0.1:11434')
test(host, '  ', 'http://127.0.0.1:11434')
test(host, 'gpu', 'http://gpu:11434')
test(host, 'gpu:8080', 'http://gpu:8080')
test(host, ':8080', 'http://127.0.0.1:8080')
test(host, '0.0.0.0', 'http://127.0.0.1:11434')
test(host, '0.0.0.0:8080', 'http://127.0.0.1:8080')
test(host, '[::]:8080', 'http://127.0.0.1:8080')
test(host, '[::1]', 'http://[::1]:11434')
test(host, 'http://gpu:8080/', 'http://gpu:8080')
test(host, 'https://gpu.example.org/ollama/', 'https://gpu.example.org/ollama')

test('every provider of the settings can be opened', t => {
  const env = Object.fromEntries(
    Object.values(presets).flatMap(({ variables }) => variables.map(name => [name, 'k'])),
  )
  for (const provider of Object.keys(presets)) {
    const more = { model: 'm', baseUrl: 'http://127.0.0.1:1/v1' }
    t.is(open({ provider, ...more }, env).name, provider)
  }
})

test('bundled as it is shipped it works too: a failure, a retry, an answer', async t => {
  const outdir = temporaryFolder(t)
  await build({
    entryPoints: [fileURLToPath(new URL('../../../src/adapters/llm/open.js', import.meta.url))],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
    },
  })
  const bundle = await import(pathToFileURL(join(outdir, 'open.mjs')).href)
  const fine = ollamaDialect.answered('Fine.')
  const server = await modelServer(t, [failed(503, { message: 'Busy' }), fine])
  const { model }: { model: Model } = bundle.openModels(
    settings({ provider: 'ollama', baseUrl: server.url }),
    { env: {}, retries: { initialDelay: 1, maxDelay: 2 } },
  )
  const { calls } = await model.complete(completionRequest(), options())
  t.deepEqual(
    calls.map(({ outcome }) => outcome),
    ['server', 'ok'],
  )
})
