import { createHmac } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'
import test from 'ava'
import {
  type SignedRequest,
  sendSigned,
  signatureOf,
} from '../../../src/adapters/http/signed-request.ts'
import { hookServer } from '../../support/hook-server.ts'
import { endless, stubborn, stubbornServer } from '../../support/stubborn-server.ts'

const request = (url: string, more: Partial<SignedRequest> = {}): SignedRequest => ({
  url: `${url}/hooks/T0KEN?key=s3cret`,
  body: '{"text":"Ärger 🚨"}',
  secret: 'shared',
  timeout: 20_000,
  signal: new AbortController().signal,
  now: new Date(1_767_225_600_000),
  ...more,
})

/** An address where nobody listens any more. */
const closedPort = (): Promise<string> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(`http://127.0.0.1:${port}`))
    })
  })

test('the signature is the HMAC of the raw body, as GitHub signs its webhooks', async t => {
  // The example of GitHub's documentation.
  t.is(
    signatureOf('Hello, World!', "It's a Secret to Everybody"),
    'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  )
  const server = await hookServer(t)
  const sent = request(server.url, { headers: { 'git-doc-alert-id': 'abc' } })
  t.is((await sendSigned(sent)).status, 204)
  const [heard] = server.heard
  t.is(heard?.body, sent.body)
  t.like(heard?.headers, {
    'content-type': 'application/json',
    'git-doc-alert-id': 'abc',
    'x-git-doc-timestamp': '1767225600',
    'x-git-doc-signature-256': `sha256=${createHmac('sha256', 'shared')
      .update(heard?.body ?? '')
      .digest('hex')}`,
  })
})

for (const status of [300, 400, 401, 404, 410, 413, 429, 500, 503])
  test(`a response with status ${status} is a refusal`, async t => {
    const server = await hookServer(t, response => response.writeHead(status).end('s3cret'))
    const error = await t.throwsAsync(sendSigned(request(server.url)), { code: 'HTTP_REFUSED' })
    t.false(/T0KEN|s3cret/.test(error?.message ?? ''))
  })

for (const status of [301, 302, 303, 307, 308])
  test(`a redirect by ${status} is not followed`, async t => {
    const other = await hookServer(t)
    const server = await hookServer(t, response =>
      response.writeHead(status, { location: `${other.url}/elsewhere` }).end(),
    )
    const error = await t.throwsAsync(sendSigned(request(server.url)), { code: 'HTTP_REDIRECTED' })
    t.is(other.heard.length, 0)
    t.false(/T0KEN|s3cret/.test(error?.message ?? ''))
  })

for (const [what, way] of Object.entries(stubborn))
  test(`a server that ${what} is given up when the time is up`, async t => {
    const server = await stubbornServer(t, way)
    const error = await t.throwsAsync(sendSigned(request(server.url, { timeout: 300 })))
    t.is((error as { code?: string }).code, 'HTTP_TIMED_OUT')
    t.false(/T0KEN|s3cret/.test(error?.message ?? ''))
  })

for (const [what, way] of Object.entries(endless))
  test(`a server that ${what} is given up`, async t => {
    const server = await stubbornServer(t, way)
    await t.throwsAsync(sendSigned(request(server.url)), { code: 'HTTP_TOO_LARGE' })
  })

test('a connection that is refused or reset', async t => {
  const server = await stubbornServer(t, socket => socket.resetAndDestroy())
  const error = await t.throwsAsync(sendSigned(request(server.url)), { code: 'HTTP_UNREACHABLE' })
  t.false(/T0KEN|s3cret/.test(error?.message ?? ''))
  await t.throwsAsync(sendSigned(request(await closedPort())), {
    code: 'HTTP_UNREACHABLE',
    message: /ECONNREFUSED/,
  })
})

test('an interruption ends it at once', async t => {
  const server = await stubbornServer(t, () => {})
  const stop = new AbortController()
  const sending = sendSigned(request(server.url, { signal: stop.signal }))
  while (server.requests() === 0) await new Promise(resolve => setImmediate(resolve))
  stop.abort()
  await t.throwsAsync(sending, { code: 'INTERRUPTED' })
})
