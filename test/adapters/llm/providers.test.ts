import { tmpdir } from 'node:os'
import test from 'ava'
import { defaultSettings } from '../../../src/adapters/config/keys.ts'
import { cleanKey } from '../../../src/adapters/llm/key.ts'
import { keyCommandIn } from '../../../src/adapters/llm/key-command.ts'
import { openModels } from '../../../src/adapters/llm/open.ts'
import { openProcesses } from '../../../src/adapters/process/runner.ts'
import { isGitDocError } from '../../../src/errors/error.ts'
import type { Model } from '../../../src/ports/model.ts'
import type { ProviderSettings, Settings } from '../../../src/ports/settings.ts'
import { answered, failed, modelServer, type Reply } from '../../support/model-server.ts'
import { stubborn, stubbornServer } from '../../support/stubborn-server.ts'
import { converseDialect, messagesDialect, ollamaDialect } from './dialects.ts'
import { completionRequest } from './request.ts'

type Table = Partial<ProviderSettings> & Pick<ProviderSettings, 'kind'>

/** The model of one table under the name `team`. */
const team = (
  table: Table,
  env: Readonly<Record<string, string>> = {},
  more: Partial<Settings['llm']> = {},
): Model => {
  const { model } = openModels(
    {
      provider: 'team',
      apiKey: undefined,
      model: undefined,
      baseUrl: undefined,
      timeout: 180_000,
      maxRetries: 0,
      concurrency: 4,
      diffTokens: 4000,
      fallbacks: [],
      pricesFile: undefined,
      providers: { team: { headers: {}, body: {}, unset: [], ...table } },
      ...more,
    },
    { env, runKeyCommand: keyCommandIn(openProcesses(tmpdir()), tmpdir()) },
  )
  if (!model) throw new Error('The table names no model.')
  return model
}

const options = () => ({ signal: new AbortController().signal })
const ended = (model: Model, prompt: { user?: string } = {}): Promise<string> =>
  model.complete(completionRequest(prompt), options()).then(
    ({ text }) => text,
    (error: unknown) => (isGitDocError(error) ? error.code : String(error)),
  )

test('a provider goes by the name of its table, and has its own retries', async t => {
  const server = await modelServer(t, [failed(503, { message: 'Busy' }), answered('Fine.')])
  const table = { kind: 'compatible', model: 'm', baseUrl: server.url } as const
  t.is(await ended(team({ ...table, maxRetries: 0 })), 'MODEL_SERVER')
  t.like(team(table), { name: 'team', model: 'm' })
  t.like(await team({ ...table, maxRetries: 1 }).complete(completionRequest(), options()), {
    provider: 'team',
    text: 'Fine.',
  })
})

test('headers, effort and more fields go with every request of chat completions', async t => {
  const server = await modelServer(t, [answered('Fine.')])
  const model = team({
    kind: 'compatible',
    model: 'm',
    baseUrl: server.url,
    headers: { 'x-team': 'docs', 'user-agent': 'docs-bot' },
    body: { temperature: 0, provider: { order: ['a'] } },
    reasoningEffort: 'low',
  })
  t.is(await ended(model), 'Fine.')
  const [request] = server.requests
  t.like(request?.headers, { 'x-team': 'docs', 'user-agent': 'docs-bot' })
  t.like(request?.body, {
    model: 'm',
    temperature: 0,
    provider: { order: ['a'] },
    reasoning_effort: 'low',
  })
})

test("Anthropic's fields may be set, and its effort has no field", async t => {
  const server = await modelServer(t, [messagesDialect.answered('Fine.')])
  const table = { kind: 'anthropic', apiKey: 'k', baseUrl: server.url } as const
  t.is(await ended(team({ ...table, body: { max_tokens: 99 } })), 'Fine.')
  t.like(server.requests[0]?.body, { max_tokens: 99 })
  t.throws(() => team({ ...table, reasoningEffort: 'low' }), { code: 'CONFIG_INVALID' })
})

test('a header that is a secret is in no error', async t => {
  const secret = 'team-secret-0123456789abcdef'
  const server = await modelServer(t, [failed(403, { message: `No access with ${secret}` })])
  const headers = { 'x-team': secret }
  const model = team({ kind: 'compatible', model: 'm', baseUrl: server.url, headers })
  const error = await t.throwsAsync(model.complete(completionRequest(), options()))
  t.false(String(error).includes(secret))
  t.is(await ended(model, { user: `+ ${secret}` }), 'MODEL_KEY_EXPOSED')
})

test('a variable that is not set matters when the provider is asked', async t => {
  const table = { kind: 'compatible', model: 'm', baseUrl: 'http://127.0.0.1:1' } as const
  const model = team({ ...table, unset: ['TEAM_KEY'] })
  const error = await t.throwsAsync(model.complete(completionRequest(), options()), {
    code: 'MODEL_KEY_MISSING',
  })
  t.true(isGitDocError(error) && error.hint?.includes('TEAM_KEY'))
})

test('without the address that the settings mean, a key goes nowhere', async t => {
  const model = team({ kind: 'openai', model: 'm', apiKey: 'sk-team', unset: ['TEAM_PROXY'] })
  const error = await t.throwsAsync(model.complete(completionRequest(), options()), {
    code: 'MODEL_KEY_MISSING',
  })
  t.true(isGitDocError(error) && error.hint?.includes('TEAM_PROXY'))
})

test('a provider whose address is not set can be opened, and not asked', async t => {
  const model = team({ kind: 'compatible', model: 'm', unset: ['TEAM_URL'] })
  t.is(await ended(model, { user: 'x' }), 'MODEL_KEY_MISSING')
})

// Keys

const pasted = test.macro({
  exec: (t, key: string) => t.is(cleanKey(key), 'sk-1/2+3='),
  title: (_, key) => `a key pasted as ${key} is cleaned`,
})
test(pasted, ' sk-1/2+3=\n')
test(pasted, '"sk-1/2+3="')
test(pasted, "'sk-1/2+3='")
test(pasted, 'OPENAI_API_KEY=sk-1/2+3=')
test(pasted, 'export OPENAI_API_KEY="sk-1/2+3="')
test(pasted, 'Bearer sk-1/2+3=')
test(pasted, 'Authorization: Bearer sk-1/2+3=')

const printing = (text: string) => [process.execPath, '-p', text]

test('a command gives the key, without a shell, and is not run before the first request', async t => {
  const server = await modelServer(t, [answered('Fine.')])
  const table = { kind: 'compatible', model: 'm', baseUrl: server.url } as const
  team({ ...table, apiKeyCommand: ['/no/such/program'] })
  const model = team({ ...table, apiKeyCommand: printing("'key-of-$HOME\\nmore'") })
  t.is(await ended(model), 'Fine.')
  t.is(await ended(model), 'Fine.')
  t.is(server.requests[1]?.headers.authorization, 'Bearer key-of-$HOME')
})

test('a command that fails or prints nothing is an error that repeats none of its words', async t => {
  const table = { kind: 'compatible', model: 'm', baseUrl: 'http://127.0.0.1:1' } as const
  for (const command of [
    ['/no/such/program', 'secret-argument'],
    printing("''"),
    [process.execPath, '-e', "console.log('secret-argument'); process.exit(3)"],
  ]) {
    const model = team({ ...table, apiKeyCommand: command })
    const error = await t.throwsAsync(model.complete(completionRequest(), options()), {
      code: 'MODEL_AUTH',
    })
    t.notRegex(`${error?.message} ${error?.stack}`, /secret-argument/)
  }
})

test('a command that nothing runs is never run', async t => {
  const { model } = openModels(
    {
      ...defaultSettings.llm,
      provider: 'compatible',
      baseUrl: 'http://127.0.0.1:1',
      model: 'm',
      providers: {
        compatible: {
          kind: 'compatible',
          apiKeyCommand: ['touch', 'made'],
          headers: {},
          body: {},
          unset: [],
        },
      },
    },
    { env: {} },
  )
  await t.throwsAsync(async () => model?.complete(completionRequest(), options()), {
    code: 'NOT_ALLOWED',
  })
})

test('a key of a command that is no longer accepted is fetched anew, once', async t => {
  const server = await modelServer(t, ({ headers }, index) =>
    index === 1 || headers.authorization === 'Bearer bad'
      ? failed(401, { message: 'Expired' })
      : answered('Fine.'),
  )
  const table = { kind: 'compatible', model: 'm', baseUrl: server.url } as const
  const model = team({ ...table, apiKeyCommand: printing('process.pid') })
  t.is(await ended(model), 'Fine.')
  t.is(await ended(model), 'Fine.')
  const keys = server.requests.map(({ headers }) => headers.authorization)
  t.is(keys[0], keys[1])
  t.not(keys[1], keys[2])
  const wrong = team({ ...table, apiKeyCommand: printing("'bad'") })
  t.is(await ended(wrong), 'MODEL_AUTH')
})

// Azure

test('Azure gets its key in its own header, at a deployment or at the API without versions', async t => {
  const server = await modelServer(t, [answered('Fine.')])
  const table = { kind: 'azure', model: 'my gpt', baseUrl: server.url, apiKey: 'k' } as const
  t.is(await ended(team({ ...table, apiVersion: '2024-10-21' })), 'Fine.')
  t.is(await ended(team(table)), 'Fine.')
  t.is(await ended(team({ ...table, baseUrl: `${server.url}/openai/v1/` })), 'Fine.')
  t.deepEqual(
    server.requests.map(({ path }) => path),
    [
      '/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21',
      '/openai/v1/chat/completions',
      '/openai/v1/chat/completions',
    ],
  )
  for (const { headers } of server.requests) {
    t.is(headers['api-key'], 'k')
    t.is(headers.authorization, undefined)
  }
})

// Bedrock

const aws = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG' }

test('Bedrock is asked with a key, or with a signature of AWS credentials', async t => {
  const server = await modelServer(t, [converseDialect('m').answered('Fine.')])
  const table = { kind: 'bedrock', model: 'eu.vendor.m-v1:0', baseUrl: server.url } as const
  t.is(await ended(team(table, { AWS_BEARER_TOKEN_BEDROCK: 'key' })), 'Fine.')
  const env = { ...aws, AWS_SESSION_TOKEN: 'token', AWS_REGION: 'eu-west-1' }
  t.is(await ended(team(table, env)), 'Fine.')
  const [first, second] = server.requests
  t.is(first?.path, '/model/eu.vendor.m-v1%3A0/converse')
  t.is(first?.headers.authorization, 'Bearer key')
  t.regex(
    second?.headers.authorization ?? '',
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request, SignedHeaders=.*host.*, Signature=[0-9a-f]{64}$/,
  )
  t.is(second?.headers['x-amz-security-token'], 'token')
  t.false(JSON.stringify(server.requests).includes(aws.AWS_SECRET_ACCESS_KEY))
})

// Ollama

const local = (baseUrl: string, more: Partial<ProviderSettings> = {}) =>
  team({ kind: 'ollama', baseUrl, ...more })

test('Ollama loads a model once, with the context window of the requests', async t => {
  const server = await modelServer(t, [ollamaDialect.answered('Fine.')])
  const model = local(`${server.url}/v1`, {
    numCtx: 4096,
    reasoningEffort: 'low',
    body: { keep_alive: '1h', options: { temperature: 0 } },
  })
  t.deepEqual([await ended(model), await ended(model)], ['Fine.', 'Fine.'])
  t.is(server.loads(), 1)
  t.is(server.requests[0]?.path, '/api/chat')
  t.like(server.requests[0]?.body, {
    think: 'low',
    keep_alive: '1h',
    stream: false,
    options: { temperature: 0, num_ctx: 4096, num_predict: 2056 },
  })
})

test('a prompt that does not fit into the context window is not sent', async t => {
  const server = await modelServer(t, [ollamaDialect.answered('Fine.')])
  const model = local(server.url, { numCtx: 2048 })
  t.is(await ended(model, { user: 'word '.repeat(2000) }), 'MODEL_CONTEXT_LENGTH')
  t.is(server.requests.length, 0)
})

test('a model may take longer to load than a request may take, but not for ever', async t => {
  const slow = await stubbornServer(t, stubborn['says nothing'] ?? (() => {}))
  const model = local(slow.url, { timeout: 180_000, loadTimeout: 3000 })
  t.is(await ended(model), 'MODEL_TIMEOUT')
  t.is(slow.requests(), 1)
})

const thinking: Reply = ollamaDialect.answered('<think>Hm.</think>\n\n## Usage\n')
test('what a local model thinks is not in its answer', async t => {
  const server = await modelServer(t, [thinking])
  t.is(await ended(local(server.url)), '## Usage\n')
})
