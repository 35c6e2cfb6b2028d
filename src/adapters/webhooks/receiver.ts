import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { portTaken } from '../../errors/upstream.ts'
import { countRefused, plainAddress } from './limits.ts'
import { openMetrics } from './metrics.ts'
import type { Patience, ReceiverOptions } from './options.ts'
import { refuse, say } from './say.ts'
import { taking } from './take.ts'

export interface Receiver {
  readonly url: string
  close(): Promise<void>
}

const usual: Patience = { headers: 10_000, request: 20_000, idle: 5_000, glance: 1_000 }

/** Listens for the deliveries of forges. PORT_TAKEN if nothing can listen there. */
export const openReceiver = async (options: ReceiverOptions): Promise<Receiver> => {
  const { host, port } = options
  const patience = { ...usual, ...options.patience }
  const answer = answering(options)
  const server = createServer(
    {
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      keepAliveTimeout: patience.idle,
      connectionsCheckingInterval: patience.glance,
      maxHeaderSize: 16 * 1024,
    },
    answer,
  )
  server.maxConnections = 1_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(portTaken(host, port, error.code ?? error.message)),
    )
    server.listen(port, host, resolve)
  })
  // An error of one connection is none of the others'.
  server.on('error', () => {})
  const { port: opened } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${opened}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeIdleConnections()
        // Who is being answered gets the answer; nobody may keep us longer.
        setTimeout(() => server.closeAllConnections(), patience.idle).unref()
      }),
  }
}

const answering = (options: ReceiverOptions) => {
  const { isReady, values, now, onError } = options
  const metrics = openMetrics()
  const take = taking(options)
  const counted = countRefused(now)
  const refused = (request: IncomingMessage, response: ServerResponse, status: number): void => {
    const address = plainAddress(request.socket.remoteAddress)
    const isTooMany = status !== 503 && counted.refused(address)
    const told = isTooMany ? 429 : status
    metrics.refused(told)
    refuse(request, response, told)
  }
  const looks: Readonly<Record<string, (response: ServerResponse) => Promise<void> | void>> = {
    '/healthz': response => say(response, 200, 'ok'),
    '/readyz': response =>
      isReady() ? say(response, 200, 'ready') : say(response, 503, 'not ready'),
    '/metrics': async response =>
      say(response, 200, metrics.text(await values()), {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      }),
  }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = '/' } = request
    const [path = '/'] = url.split('?', 1)
    const look = method === 'GET' && Object.hasOwn(looks, path) ? looks[path] : undefined
    if (look) return look(response)
    const taken = await take(request)
    if (typeof taken === 'number') return refused(request, response, taken)
    metrics.delivered(taken.forge, taken.result, taken.milliseconds / 1000)
    say(response, 202, `{"result":"${taken.result}"}`, { 'content-type': 'application/json' })
  }
  return (request: IncomingMessage, response: ServerResponse): void => {
    // A client that went away is no error of ours.
    response.on('error', () => {})
    answer(request, response).catch(error => {
      // The log could not take it: the forge may try again.
      if (!response.headersSent) refused(request, response, 503)
      onError(error)
    })
  }
}
