// Long because it is one contract, read from top to bottom.
import { inspect } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { ModelError, type ModelErrorClass } from '../../../src/errors/models.ts'
import type { ModelCall } from '../../../src/events/model-call.ts'
import type { Model } from '../../../src/ports/model.ts'
import { type ModelServer, modelServer, type Reply } from '../../support/model-server.ts'
import { untrustedServer } from '../../support/untrusted-server.ts'
import type { Dialect } from './dialects.ts'
import { completionRequest } from './request.ts'

/** A model as a person configures it, against a server of our own: how it is opened, and what it must send there. */
export interface Contender {
  readonly name: string
  readonly model: string
  readonly speaks: Dialect
  /** What stands between host and the protocol's own path, with the last slash if its base URL has one. */
  readonly base: string
  /** Undefined for one that needs none. */
  readonly key: string | undefined
  /** A good answer in the vendor's shape, whose text is the one below, and the tokens it is billed by. */
  readonly good: Reply
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number }
  /** Opens it with two retries that come at once. */
  open(baseUrl: string, options: { timeout: number }): Model
}

const text = '## Usage\n\nRun `tool --verbose`.\n'
const never = Number.POSITIVE_INFINITY
const html = '<!doctype html><title>Welcome</title>'

type Bad = readonly [what: string, Reply, ModelErrorClass, requests: number]

const wait = (header: string, value: string) => ({ [header]: value })
const ten = 'Sat, 21 Nov 2026 10:00:00 GMT'
const noon = 'Sat, 21 Nov 2026 12:00:00 GMT'

/** What every kind of server may answer, and what it may say in its own words. */
const badOf = (speaks: Dialect): readonly Bad[] => {
  const { answered, failed } = speaks
  const slow = (headers: Readonly<Record<string, string>>) => failed(429, 'Slow down', { headers })
  const page = { headers: { 'content-type': 'text/html' }, body: html }
  return [
    ['400', failed(400, 'Unsupported value: temperature'), 'refused', 1],
    ['400, context too long', speaks.contextTooLong, 'context-length', 1],
    ['401', failed(401, 'Incorrect API key provided'), 'auth', 1],
    ['402', failed(402, 'Insufficient Balance'), 'quota', 1],
    ['403', failed(403, 'Permission denied'), 'auth', 1],
    ['403 for a region', failed(403, 'Country, region, or territory not supported'), 'refused', 1],
    ['404', failed(404, 'No such model'), 'model-unknown', 1],
    ['404 as HTML', { ...page, status: 404 }, 'model-unknown', 1],
    ['408', failed(408, 'Request Timeout'), 'server', 3],
    ['413', failed(413, 'Request too large'), 'context-length', 1],
    ['422', failed(422, 'Unprocessable'), 'refused', 1],
    ['429', slow({}), 'throttled', 3],
    ['429, a short wait in seconds', slow(wait('retry-after', '0')), 'throttled', 3],
    ['429, a short wait in milliseconds', slow(wait('retry-after-ms', '2')), 'throttled', 3],
    ['429, a short wait as a date', slow({ date: ten, 'retry-after': ten }), 'throttled', 3],
    ['429, a long wait in seconds', slow(wait('retry-after', '3600')), 'throttled', 1],
    ['429, a long wait as a date', slow({ date: ten, 'retry-after': noon }), 'throttled', 1],
    ['a quota used up', speaks.quota, 'quota', 1],
    ['500', failed(500, 'Oops'), 'server', 3],
    ['500 without a body', { status: 500 }, 'server', 3],
    ['502 as HTML', { ...page, status: 502 }, 'server', 3],
    ['503', failed(503, 'Overloaded'), 'server', 3],
    ['504', failed(504, 'Gateway Timeout'), 'server', 3],
    ['529', failed(529, 'Overloaded'), 'server', 3],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, 'malformed', 2],
    ['a connection cut before the answer', { cut: 'headers' }, 'network', 3],
    ['a connection cut in the answer', { ...answered(text), cut: 'rest' }, 'network', 3],
    ['truncated JSON', { body: speaks.begun }, 'malformed', 2],
    ['HTML', page, 'malformed', 2],
    ['HTML that says it is JSON', { body: html }, 'malformed', 2],
    ['nothing at all', {}, 'malformed', 2],
    ['204', { status: 204 }, 'malformed', 2],
    ['JSON of another shape', { body: { result: 'fine' } }, 'malformed', 2],
    [
      'a failure that calls itself a success',
      { ...failed(500, 'Upstream failed'), status: 200 },
      'malformed',
      2,
    ],
    ['an endless body', { body: Buffer.alloc(2_200_000, 32) }, 'malformed', 2],
    ['an empty text', answered(' \n'), 'malformed', 2],
    ['no text', answered(null), 'malformed', 2],
    ['a refusal', answered(null, 'refusal'), 'refused', 1],
    ['a text that was begun and refused', answered(text, 'refusal'), 'refused', 1],
    ['a text cut off at its length limit', answered(text, 'length'), 'truncated', 1],
    ...speaks.own,
  ]
}

/** What a person is told in each case: of whom, what, and never the same as in another. */
const sentences: Readonly<Partial<Record<ModelErrorClass, RegExp>>> = {
  throttled: /asks to slow down/,
  quota: /has no quota left for this account/,
  auth: /does not accept the API key/,
  'model-unknown': /knows no model "/,
  'context-length': /finds the prompt too long for /,
  truncated: /was cut off at its length limit/,
  refused: /refused to answer|does not take the request/,
  timeout: /did not answer within/,
  network: /closed the connection|refused the connection|cannot be resolved|TLS|certificate/,
  server: /has a problem of its own/,
  malformed: /^The server at \S+ (answered|redirects)/,
  aborted: /^Interrupted/,
}

/** What every model promises: the same answers and the same failures, whoever serves it. */
export const modelContract = (contender: Contender): void => {
  const { name, model, base, key, good, speaks } = contender
  const { answered, failed } = speaks
  const spoken = (title: string) => `${name}: ${title}`
  const at = (server: ModelServer, timeout = 180_000) =>
    contender.open(`${server.url}${base}`, { timeout })

  test(spoken('one prompt is one request, and its text comes back as it is'), async t => {
    const server = await modelServer(t, [good])
    const heard: ModelCall[] = []
    const completion = await at(server).complete(completionRequest({ system: 'S', user: 'U' }), {
      signal: new AbortController().signal,
      onCall: call => heard.push(call),
    })
    t.like(completion, { text, provider: name, model })
    t.deepEqual(completion.calls, heard)
    t.is(heard.length, 1)
    t.like(heard[0], { provider: name, model, outcome: 'ok', status: 200, ...contender.usage })
    t.true(Number.isInteger(heard[0]?.milliseconds))

    t.is(server.requests.length, 1)
    const [request] = server.requests
    t.is(request?.method, 'POST')
    t.is(request?.path, `${base.replace(/\/$/, '')}${speaks.path}`)
    t.deepEqual(request?.body, speaks.request(model, 'S', 'U'))
    const sent = Object.entries(request?.headers ?? {}).filter(([header]) =>
      /^(x-|openai-|anthropic-|api-key$|authorization$)/.test(header),
    )
    t.deepEqual(Object.fromEntries(sent), speaks.headers(key))
  })

  for (const [what, reply, errorClass, requests] of badOf(speaks))
    test(spoken(`${what} is ${errorClass}, after ${requests} requests`), async t => {
      const server = await modelServer(t, [reply])
      const { calls } = await failure(t, at(server), errorClass, key)
      t.is(server.requests.length, requests)
      t.deepEqual(
        calls.map(({ outcome }) => outcome),
        Array(requests).fill(errorClass),
      )
    })

  for (const before of ['headers', 'rest'] as const)
    test.serial(spoken(`silence before the ${before} is a timeout`), async t => {
      const server = await modelServer(t, [{ ...good, silence: { before, for: never } }])
      const { calls } = await failure(t, at(server, 60), 'timeout', key)
      t.deepEqual(
        calls.map(({ outcome }) => outcome),
        ['timeout', 'timeout', 'timeout'],
      )
      // On a busy machine the time may be up before a request has arrived; more than are told of never come.
      t.true(server.requests.length <= 3)
    })

  test(spoken('a slow answer within its time is an answer'), async t => {
    const server = await modelServer(t, [{ ...good, silence: { before: 'rest', for: 5 } }])
    const completion = await at(server).complete(completionRequest(), {
      signal: new AbortController().signal,
    })
    t.is(completion.text, text)
  })

  test(spoken('a failure that passes is followed by the answer, and both are told'), async t => {
    const server = await modelServer(t, [failed(503, 'Busy'), { cut: 'headers' }, good])
    const completion = await at(server).complete(completionRequest(), {
      signal: new AbortController().signal,
    })
    t.is(completion.text, text)
    t.deepEqual(
      completion.calls.map(({ outcome }) => outcome),
      ['server', 'network', 'ok'],
    )
  })

  test(spoken('no server is network'), async t => {
    const server = await modelServer(t, [])
    await server.close()
    const { error } = await failure(t, at(server), 'network', key)
    t.regex(error.message, /refused the connection/)
  })

  test(spoken('a name nobody has is network'), async t => {
    const provider = contender.open('http://git-doc.invalid/v1', { timeout: 180_000 })
    const { error } = await failure(t, provider, 'network', key)
    t.regex(error.message, /cannot be resolved/)
  })

  test(spoken('a server without TLS asked for it is network'), async t => {
    const server = await modelServer(t, [good])
    const provider = contender.open(`${server.url.replace('http:', 'https:')}${base}`, {
      timeout: 180_000,
    })
    const { error } = await failure(t, provider, 'network', key)
    t.regex(error.message, /TLS/)
  })

  test(
    spoken('a certificate that nobody vouches for is network, once, and nothing is sent'),
    async t => {
      const server = await untrustedServer(t)
      const provider = contender.open(`${server.url}${base}`, { timeout: 180_000 })
      const { error, calls } = await failure(t, provider, 'network', key)
      t.regex(error.message, /has a certificate that cannot be trusted: .*self.signed/)
      t.is(calls.length, 1)
      t.is(server.connections(), 1)
      // Who trusts it is heard, so that silence means something.
      await server.tell('A word.')
      t.is(server.heard(), 'A word.')
    },
  )

  for (const before of ['headers', 'rest'] as const)
    test(spoken(`an abort before the ${before} ends it at once`), async t => {
      const abort = new AbortController()
      const server = await modelServer(t, () => {
        setTimeout(() => abort.abort(), 10)
        return { ...good, silence: { before, for: never } }
      })
      const { calls } = await failure(t, at(server), 'aborted', key, abort.signal)
      t.is(server.requests.length, 1)
      t.deepEqual(
        calls.map(({ outcome }) => outcome),
        ['aborted'],
      )
    })

  test(spoken('an abort that came first, or before all is loaded, sends nothing'), async t => {
    const server = await modelServer(t, [good])
    const early = await failure(t, at(server), 'aborted', key, AbortSignal.abort())
    const abort = new AbortController()
    const asked = failure(t, at(server), 'aborted', key, abort.signal)
    abort.abort()
    t.deepEqual([early.calls, (await asked).calls], [[], []])
    t.is(server.requests.length, 0)
  })

  if (key !== undefined)
    test(spoken('a key that the server repeats is in no error'), async t => {
      const echo = `Bad key ${key} (${Buffer.from(key).toString('base64')}), ${'x'.repeat(215)} ${key}`
      const replies: readonly Reply[] = [
        failed(401, echo, { code: key }),
        failed(500, echo, { headers: { 'x-key': key } }),
        { status: 400, body: [{ error: { message: echo } }] },
        { status: 400, body: { error: echo } },
        { status: 400, headers: { 'content-type': 'text/plain' }, body: echo },
        { status: 404, headers: { 'content-type': 'text/html' }, body: `<p>${echo}</p>` },
        { body: { error: { message: echo } } },
        { body: `${speaks.begun}${key}` },
        answered(null, 'refusal', echo),
        answered(key, 'length'),
      ]
      for (const reply of replies) {
        const server = await modelServer(t, [reply])
        await failure(t, at(server), undefined, key)
      }
    })

  if (key !== undefined)
    test(spoken('a prompt with the key is not sent, an answer with it is not used'), async t => {
      const server = await modelServer(t, [answered(`The key is ${key}.`)])
      const signal = new AbortController().signal
      const asked = at(server).complete(completionRequest({ user: `+ const key = '${key}'` }), {
        signal,
      })
      await t.throwsAsync(asked, { code: 'MODEL_KEY_EXPOSED' })
      t.is(server.requests.length, 0)
      await t.throwsAsync(at(server).complete(completionRequest(), { signal }), {
        code: 'MODEL_KEY_EXPOSED',
      })
    })
}

/** The ModelError of a request and the calls told of; whatever can be printed of it has no key in it. */
const failure = async (
  t: ExecutionContext,
  provider: Model,
  errorClass: ModelErrorClass | undefined,
  key: string | undefined,
  signal = new AbortController().signal,
): Promise<{ error: ModelError; calls: readonly ModelCall[] }> => {
  const calls: ModelCall[] = []
  const completing = provider.complete(completionRequest(), {
    signal,
    onCall: call => calls.push(call),
  })
  const error = await t.throwsAsync(completing, { instanceOf: ModelError })
  if (errorClass !== undefined) {
    t.is(error?.class, errorClass, inspect(error))
    t.regex(error?.message ?? '', sentences[errorClass] ?? /^$/)
  }
  t.regex(error?.message ?? '', /[.?…]$/)
  t.truthy(error?.hint)
  const printed = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify([error, calls])]
  if (key !== undefined)
    for (const form of [key, key.slice(0, 12), Buffer.from(key).toString('base64')])
      t.false(
        printed.some(words => words.includes(form)),
        printed.join('\n'),
      )
  return { error: error as ModelError, calls }
}
