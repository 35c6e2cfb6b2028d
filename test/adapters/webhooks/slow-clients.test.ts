// Clients that never come to an end of their request. How long they have is told to the receiver; no test waits for the usual time.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import type { ProvenDelivery } from '../../../src/adapters/webhooks/options.ts'
import { openReceiver } from '../../../src/adapters/webhooks/receiver.ts'
import { send, tagPush } from '../../support/deliveries.ts'

const secret = 'It is a secret to everybody'
const repository = 'https://example.org/ada/tool.git'
const hour = 3_600_000

const receiver = async (t: ExecutionContext, patience: { headers: number; request: number }) => {
  const taken: ProvenDelivery[] = []
  const opened = await openReceiver({
    host: '127.0.0.1',
    port: 0,
    allowFrom: [],
    patience: { ...patience, idle: 100, glance: 50 },
    secrets: () => [secret],
    async deliver(delivery) {
      taken.push(delivery)
      return 'recorded'
    },
    isReady: () => true,
    values: async () => [],
    now: () => 0,
    onError: error => t.fail(String(error)),
  })
  t.teardown(opened.close)
  return { ...opened, taken }
}

/** A client that sends a beginning and then one byte after the other, until its connection is closed; what it was told. */
const slow = async (t: ExecutionContext, url: string, beginning: string) => {
  const { hostname, port } = new URL(url)
  const socket: Socket = connect(Number(port), hostname)
  t.teardown(() => socket.destroy())
  let told = ''
  socket.on('data', data => {
    told += data
  })
  // What is sent to a connection that was closed is refused.
  socket.on('error', () => {})
  const closed = new Promise<string>(resolve => {
    socket.once('close', () => resolve(told))
  })
  await once(socket, 'connect')
  socket.write(beginning)
  const timer = setInterval(() => socket.write('a'), 20)
  socket.once('close', () => clearInterval(timer))
  return { closed, socket, told: () => told }
}

const head = 'POST / HTTP/1.1\r\nhost: a\r\n'
const body = `${head}content-type: application/json\r\nx-github-event: push\r\nx-github-delivery: 1\r\nx-hub-signature-256: sha256=${'0'.repeat(64)}\r\n`

const forms: readonly (readonly [string, string, { headers: number; request: number }])[] = [
  ['its headers', `${head}x-long: `, { headers: 300, request: hour }],
  [
    'a body that says its length',
    `${body}content-length: 5000\r\n\r\n{`,
    { headers: 300, request: 600 },
  ],
  [
    'a body in pieces',
    `${body}transfer-encoding: chunked\r\n\r\nffff\r\n{`,
    { headers: 300, request: 600 },
  ],
]
for (const [what, beginning, patience] of forms)
  test(`a client that sends ${what} byte by byte is sent away`, async t => {
    const { url, taken } = await receiver(t, patience)
    const { closed } = await slow(t, url, beginning)
    // What was said to a client that goes on writing may be lost on its way.
    t.regex(await closed, /^(?:$|HTTP\/1\.1 408 )/)
    t.deepEqual(taken, [])
    t.is((await send(url, tagPush('github', repository, 'v1'), secret)).status, 202)
  })

test('a delivery is taken while many clients are slow', async t => {
  const { url, taken } = await receiver(t, { headers: hour, request: hour })
  const clients = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      slow(t, url, index % 2 === 0 ? `${head}x-long: ` : `${body}content-length: 5000\r\n\r\n{`),
    ),
  )
  t.is((await send(url, tagPush('gitea', repository, 'v2'), secret)).status, 202)
  t.is(taken.length, 1)
  t.deepEqual(
    clients.filter(({ socket }) => socket.destroyed).map(({ told }) => told()),
    [],
  )
  for (const { socket } of clients) socket.destroy()
})
