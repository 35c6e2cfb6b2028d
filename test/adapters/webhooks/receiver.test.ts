import { once } from 'node:events'
import { connect } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import type { ProvenDelivery, ReceiverOptions } from '../../../src/adapters/webhooks/options.ts'
import { openReceiver } from '../../../src/adapters/webhooks/receiver.ts'
import { type Sent, send, signedHeaders, tagPush } from '../../support/deliveries.ts'

const secret = 'It is a secret to everybody'
const repository = 'https://example.org/ada/tool.git'

const receiver = async (t: ExecutionContext, more: Partial<ReceiverOptions> = {}) => {
  const taken: ProvenDelivery[] = []
  let time = 0
  const opened = await openReceiver({
    host: '127.0.0.1',
    port: 0,
    allowFrom: [],
    secrets: () => [secret],
    async deliver(delivery) {
      taken.push(delivery)
      return 'recorded'
    },
    isReady: () => true,
    values: async () => [['git_doc_upstream_due', 'Sources that are to be looked at.', 2]],
    now: () => time,
    onError: error => t.fail(String(error)),
    ...more,
  })
  t.teardown(opened.close)
  return {
    ...opened,
    taken,
    pass: (milliseconds: number) => {
      time += milliseconds
    },
  }
}

const post = (url: string, headers: Record<string, string>, body: string | Uint8Array) =>
  fetch(url, { method: 'POST', headers, body: body as string })

for (const forge of ['github', 'gitlab', 'gitea', 'forgejo'] as const) {
  test(`a delivery as ${forge} documents it is taken, at any path`, async t => {
    const { url, taken } = await receiver(t)
    const sent = tagPush(forge, repository, 'v1.2.3')
    t.like(await send(`${url}/hooks/x?y=1`, sent, secret), { status: 202 })
    t.like(taken[0], { forge, id: sent.id, event: sent.event, body: sent.body, secrets: [secret] })
  })

  test(`a delivery of ${forge} with another secret is refused`, async t => {
    const { url, taken } = await receiver(t)
    t.is((await send(url, tagPush(forge, repository, 'v1'), 'another')).status, 401)
    t.deepEqual(taken, [])
  })
}

test('the bytes count as they came: one blank more is another body', async t => {
  const { url, taken } = await receiver(t)
  const sent = tagPush('github', repository, 'v1')
  const text = JSON.stringify(sent.body)
  const headers = await signedHeaders(sent, text, secret)
  t.is((await post(url, headers, `${text} `)).status, 401)
  // The same bytes in another order of keys, and what is no UTF-8.
  t.is((await post(url, headers, JSON.stringify(sent.body, undefined, 1))).status, 401)
  t.is((await post(url, headers, Buffer.from([0xff, 0xfe]))).status, 401)
  t.deepEqual(taken, [])
  t.is((await post(url, headers, text)).status, 202)
})

test('what is unsigned, of another type or with another method is refused by its own status', async t => {
  const { url } = await receiver(t)
  const sent = tagPush('github', repository, 'v1')
  const text = JSON.stringify(sent.body)
  const headers = await signedHeaders(sent, text, secret)
  const { 'x-hub-signature-256': _, ...unsigned } = headers
  t.is((await post(url, unsigned, text)).status, 401)
  t.is((await post(url, { 'content-type': 'application/json' }, text)).status, 401)
  const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
  t.is((await post(url, form, text)).status, 415)
  const put = await fetch(url, { method: 'PUT', headers, body: text })
  t.deepEqual([put.status, put.headers.get('allow')], [405, 'POST'])
  t.is((await fetch(`${url}/elsewhere`)).status, 405)
})

test('a signed body that is no object, and a delivery without an id, are refused', async t => {
  const { url, taken } = await receiver(t)
  const text = '"words"'
  const sent: Sent = { forge: 'github', event: 'push', id: 'one', body: 'words' }
  t.is((await post(url, await signedHeaders(sent, text, secret), text)).status, 400)
  for (const id of ['', 'a b', 'x'.repeat(201), '../up']) {
    const headers = await signedHeaders({ ...sent, id }, '{}', secret)
    t.is((await post(url, headers, '{}')).status, 400, id)
  }
  t.deepEqual(taken, [])
})

test('of an old GitLab the same bytes are the same delivery, and others are not', async t => {
  const { url, taken } = await receiver(t)
  const { body } = tagPush('gitlab', repository, 'v1')
  const head = { forge: 'gitlab', event: 'Tag Push Hook', id: '' } as const
  const headers = await signedHeaders(head, '{}', secret)
  for (const each of [body, body, { ...(body as object), ref: 'refs/tags/v2' }])
    t.is((await post(url, headers, JSON.stringify(each))).status, 202)
  const [first, second, third] = taken.map(({ id }) => id)
  t.is(first, second)
  t.not(first, third)
})

test('a body that is too large is refused, whether it says so or not', async t => {
  const { url } = await receiver(t)
  const headers = await signedHeaders(tagPush('github', repository, 'v1'), '{}', secret)
  const large = new Uint8Array(26 * 1024 * 1024)
  t.is((await post(url, headers, large)).status, 413)
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`,
  )
  for (let sent = 0; sent < 27; sent += 1) {
    socket.write('100000\r\n')
    socket.write(large.subarray(0, 0x100000))
    socket.write('\r\n')
  }
  const [answer] = (await once(socket, 'data')) as [Buffer]
  t.regex(answer.toString(), /^HTTP\/1\.1 413 /)
  socket.destroy()
})

test('too many requests without a valid signature are told so; a signed one never is', async t => {
  const { url, pass } = await receiver(t)
  const statuses: number[] = []
  for (let tries = 0; tries < 62; tries += 1)
    statuses.push((await send(url, tagPush('github', repository, 'v1'), 'another')).status)
  t.deepEqual([...new Set(statuses)], [401, 429])
  t.is(statuses.indexOf(429), 60)
  t.is((await send(url, tagPush('github', repository, 'v1'), secret)).status, 202)
  pass(60_000)
  t.is((await send(url, tagPush('github', repository, 'v1'), 'another')).status, 401)
})

test('only addresses that are listed may deliver, if any are', async t => {
  const elsewhere = await receiver(t, { allowFrom: ['192.0.2.0/24', '2001:db8::/32'] })
  t.is((await send(elsewhere.url, tagPush('github', repository, 'v1'), secret)).status, 403)
  t.is((await fetch(`${elsewhere.url}/healthz`)).status, 200)
  const here = await receiver(t, { allowFrom: ['127.0.0.0/8'] })
  t.is((await send(here.url, tagPush('github', repository, 'v1'), secret)).status, 202)
})

test('health, readiness and metrics say how it is', async t => {
  let ready = false
  const { url } = await receiver(t, { isReady: () => ready })
  t.is((await fetch(`${url}/healthz`)).status, 200)
  t.is((await fetch(`${url}/readyz`)).status, 503)
  t.is((await send(url, tagPush('gitea', repository, 'v1'), secret)).status, 503)
  ready = true
  t.is((await fetch(`${url}/readyz`)).status, 200)
  await send(url, tagPush('gitea', repository, 'v1'), secret)
  await send(url, tagPush('gitea', repository, 'v1'), 'another')
  const metrics = await (await fetch(`${url}/metrics`)).text()
  for (const line of [
    'git_doc_webhook_deliveries_total{forge="gitea",result="recorded"} 1',
    'git_doc_webhook_refused_total{status="401"} 1',
    'git_doc_webhook_refused_total{status="503"} 1',
    'git_doc_webhook_durable_seconds_count 1',
    'git_doc_webhook_durable_seconds_bucket{le="+Inf"} 1',
    'git_doc_upstream_due 2',
  ])
    t.true(metrics.split('\n').includes(line), line)
  // Every line is a comment or a name, labels and a number.
  for (const line of metrics.trim().split('\n'))
    t.regex(line, /^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{[^{}]*\})? [\d.e+-]+)$/)
})

test('a port that is taken is an error that names it', async t => {
  const { url } = await receiver(t)
  const port = Number(new URL(url).port)
  await t.throwsAsync(receiver(t, { port }), { code: 'PORT_TAKEN', message: new RegExp(`${port}`) })
})

test('what the log cannot take is to come again, and the next delivery is taken', async t => {
  const errors: unknown[] = []
  let fails = true
  const { url } = await receiver(t, {
    deliver: async () => {
      if (fails) throw new Error('the disk is full')
      return 'recorded'
    },
    onError: error => errors.push(error),
  })
  t.is((await send(url, tagPush('github', repository, 'v1'), secret)).status, 503)
  t.is(errors.length, 1)
  fails = false
  t.is((await send(url, tagPush('github', repository, 'v1'), secret)).status, 202)
})
