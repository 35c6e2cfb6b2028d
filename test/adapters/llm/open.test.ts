import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import test from 'ava'
import { build } from 'esbuild'
import { openProvider } from '../../../src/adapters/llm/open.ts'
import { presets } from '../../../src/adapters/llm/presets.ts'
import { isGitDocError } from '../../../src/errors.ts'
import type { ProviderName, Settings } from '../../../src/ports/settings.ts'
import { answered, failed, kept, modelServer } from '../../support/model-server.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { chatDialect, messagesDialect } from './dialects.ts'
import { providerContract } from './provider.contract.ts'
import { draftRequest } from './request.ts'

const offlineDraft = () => ({
  text: '## Usage\n',
  proofs: [{ kind: 'flag', from: '--a', to: '--b', file: 'a.ts', line: 1 }],
})
const settings = (llm: Partial<Settings['llm']>): Settings['llm'] => ({
  provider: 'offline',
  apiKey: undefined,
  model: undefined,
  baseUrl: undefined,
  timeout: 20_000,
  maxRetries: 2,
  concurrency: 4,
  diffTokens: 4000,
  fallbacks: [],
  ...llm,
})
const open = (llm: Partial<Settings['llm']>, env: Record<string, string> = {}) =>
  openProvider(settings(llm), { env, offlineDraft, policy: { initialDelay: 1, maxDelay: 2 } })
const options = () => ({ signal: new AbortController().signal })

const vendors = [
  ['openai', '/v1', 'OPENAI_API_KEY', 'openai-good'],
  ['anthropic', '/v1', 'ANTHROPIC_API_KEY', 'anthropic-messages-good'],
  ['google', '/v1beta/openai/', 'GEMINI_API_KEY', 'gemini-good'],
  ['groq', '/openai/v1', 'GROQ_API_KEY', 'groq-good'],
  ['ollama', '/v1', undefined, 'ollama-good'],
  ['compatible', '/own/v1/', 'OWN_KEY', 'openai-good'],
] as const

for (const [name, base, variable, good] of vendors) {
  const key = variable && `${name}-4f/9a+c27d1e-SECRET-0b5566`
  providerContract({
    name,
    model: presets[name].model ?? 'own',
    speaks: name === 'anthropic' ? messagesDialect : chatDialect,
    base,
    key,
    good: kept(good),
    usage: { inputTokens: 812, outputTokens: name === 'google' ? 498 : 14 },
    open: (baseUrl, { timeout }) =>
      open({ provider: name, baseUrl, timeout, apiKey: key, model: presets[name].model ?? 'own' }),
  })

  const own = presets[name].baseUrl({})
  if (own === undefined) continue
  test(`${name}: its own base URL has the path the contract was run with`, t => {
    t.is(new URL(own).pathname, base)
  })
}

test('a key of the environment goes to the provider or to this machine, and nowhere a configuration sends it', t => {
  const env = { OPENAI_API_KEY: 'sk-of-the-environment' }
  const elsewhere = { provider: 'openai', baseUrl: 'https://models.example.org/v1' } as const
  t.throws(() => open(elsewhere, env), { code: 'MODEL_KEY_MISSING' })
  t.notThrows(() => open({ ...elsewhere, apiKey: 'sk-named' }, env))
  t.notThrows(() => open({ ...elsewhere, baseUrl: 'http://127.0.0.1:8080/v1' }, env))
  t.notThrows(() => open({ provider: 'openai' }, env))
})

test('a compatible server may need a key, a query and a model of its own', async t => {
  const server = await modelServer(t, [answered('Fine.')])
  const provider = open({
    provider: 'compatible',
    model: 'own',
    apiKey: ' own-key\n',
    baseUrl: `${server.url}/deep/v1?api-version=2`,
  })
  t.is((await provider.draft(draftRequest(), options())).text, 'Fine.')
  t.is(server.requests[0]?.path, '/deep/v1/chat/completions?api-version=2')
  t.is(server.requests[0]?.headers.authorization, 'Bearer own-key')
})

test('a key is looked for in the settings, then in each variable of its provider', async t => {
  const server = await modelServer(t, [answered('Fine.')])
  const sent = async (llm: Partial<Settings['llm']>, env: Record<string, string>) => {
    const provider = open({ provider: 'google', baseUrl: server.url, ...llm }, env)
    await provider.draft(draftRequest(), options())
    return server.requests.at(-1)?.headers.authorization
  }
  t.is(await sent({ apiKey: 'a' }, { GEMINI_API_KEY: 'b', GOOGLE_API_KEY: 'c' }), 'Bearer a')
  t.is(await sent({}, { GEMINI_API_KEY: 'b', GOOGLE_API_KEY: 'c' }), 'Bearer b')
  t.is(await sent({ apiKey: '' }, { GEMINI_API_KEY: ' ', GOOGLE_API_KEY: 'c\n' }), 'Bearer c')
})

test('a key that is missing is named by its variable, of a fallback too', t => {
  const missing = t.throws(() => open({ provider: 'google' }), { code: 'MODEL_KEY_MISSING' })
  t.true(isGitDocError(missing) && missing.hint?.includes('GEMINI_API_KEY or GOOGLE_API_KEY'))
  const fallback = { code: 'MODEL_KEY_MISSING', message: /groq/ }
  t.throws(() => open({ provider: 'ollama', fallbacks: ['groq'] }), fallback)
  t.notThrows(() => open({ provider: 'ollama' }))
})

test('a key and a base URL go to the provider they were given for, to no fallback', t => {
  const fallback = { provider: 'openai', apiKey: 'k', fallbacks: ['groq'] } as const
  t.throws(() => open(fallback), { code: 'MODEL_KEY_MISSING' })
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
      ? answered('From the second.')
      : failed(404, { message: 'No such model' }),
  )
  const provider = open(
    { provider: 'ollama', fallbacks: ['ollama:llama3.1:8b'] },
    { OLLAMA_HOST: server.url },
  )
  const draft = await provider.draft(draftRequest(), options())
  t.like(draft, { text: 'From the second.', provider: 'ollama', model: 'llama3.1:8b' })
  t.deepEqual(
    draft.calls.map(({ model, outcome }) => [model, outcome]),
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
  const drafting = provider.draft(draftRequest({ user: `+ "${key}"` }), options())
  await t.throwsAsync(drafting, { code: 'MODEL_KEY_EXPOSED' })
  t.is(server.requests.length, 0)
})

test('offline is free, asks nobody and proves its edits', async t => {
  const provider = open({ provider: 'offline' })
  t.like(provider, { name: 'offline', model: 'offline', free: true })
  const draft = await provider.draft(draftRequest(), options())
  t.deepEqual(draft, { ...offlineDraft(), provider: 'offline', model: 'offline', calls: [] })
  const signal = AbortSignal.abort()
  await t.throwsAsync(provider.draft(draftRequest(), { signal }), { code: 'MODEL_ABORTED' })
})

test('offline can stand in for a model that fails, which is not free', async t => {
  const server = await modelServer(t, [failed(401, { message: 'No' })])
  const provider = open({
    provider: 'openai',
    apiKey: 'k',
    baseUrl: server.url,
    fallbacks: ['offline'],
  })
  t.false(provider.free)
  const draft = await provider.draft(draftRequest(), options())
  t.like(draft, { provider: 'offline', model: 'offline' })
  t.deepEqual(
    draft.calls.map(({ outcome }) => outcome),
    ['auth'],
  )
})

const host = test.macro({
  exec: (t, value: string | undefined, url: string) =>
    t.is(presets.ollama.baseUrl({ OLLAMA_HOST: value }), url),
  title: (_, value) => `OLLAMA_HOST=${value ?? '(unset)'} is understood`,
})
test(host, undefined, 'http://127.0.0.1:11434/v1')
test(host, '  ', 'http://127.0.0.1:11434/v1')
test(host, 'gpu', 'http://gpu:11434/v1')
test(host, 'gpu:8080', 'http://gpu:8080/v1')
test(host, ':8080', 'http://127.0.0.1:8080/v1')
test(host, '0.0.0.0', 'http://127.0.0.1:11434/v1')
test(host, '0.0.0.0:8080', 'http://127.0.0.1:8080/v1')
test(host, '[::]:8080', 'http://127.0.0.1:8080/v1')
test(host, '[::1]', 'http://[::1]:11434/v1')
test(host, 'http://gpu:8080/', 'http://gpu:8080/v1')
test(host, 'https://gpu.example.org/ollama/', 'https://gpu.example.org/ollama/v1')

test('every provider of the settings can be opened', t => {
  const env = Object.fromEntries(
    Object.values(presets).flatMap(({ variables }) => variables.map(name => [name, 'k'])),
  )
  for (const provider of ['offline', ...Object.keys(presets)] as ProviderName[]) {
    const compatible = provider === 'compatible' && { model: 'm', baseUrl: 'http://127.0.0.1:1/v1' }
    t.is(open({ provider, ...compatible }, env).name, provider)
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
  })
  const bundle = await import(pathToFileURL(join(outdir, 'open.mjs')).href)
  const server = await modelServer(t, [failed(503, { message: 'Busy' }), answered('Fine.')])
  const provider: ReturnType<typeof openProvider> = bundle.openProvider(
    settings({ provider: 'ollama', baseUrl: server.url }),
    { env: {}, offlineDraft, policy: { initialDelay: 1, maxDelay: 2 } },
  )
  const draft = await provider.draft(draftRequest(), options())
  t.deepEqual(
    draft.calls.map(({ outcome }) => outcome),
    ['server', 'ok'],
  )
})
