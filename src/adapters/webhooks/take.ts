import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type Body, openBodies } from './body.ts'
import { type DeliveryHeaders, headersOf } from './head.ts'
import { allowing, plainAddress } from './limits.ts'
import type { ReceiverOptions } from './options.ts'
import { provenSecrets } from './proof.ts'

/** What became of a delivery that was taken. */
export interface Taken {
  readonly forge: string
  readonly result: 'recorded' | 'repeated' | 'ignored'
  /** How long it took to be durable. */
  readonly milliseconds: number
}

/** Takes one request: what became of its delivery, or the status that refuses it. */
export const taking = ({
  allowFrom,
  secrets,
  deliver,
  isReady,
  now,
  onStep = () => {},
}: ReceiverOptions) => {
  const bodies = openBodies()
  const isAllowed = allowing(allowFrom)
  const refusalOf = ({ socket, method, headers }: IncomingMessage): number | undefined => {
    if (!isAllowed(plainAddress(socket.remoteAddress))) return 403
    if (method !== 'POST') return 405
    return /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '') ? undefined : 415
  }
  const takeBody = async (
    request: IncomingMessage,
    headers: DeliveryHeaders,
    { bytes }: Body,
  ): Promise<number | Taken> => {
    const began = now()
    const known = await provenSecrets(headers, bytes, secrets())
    if (known.length === 0) return 401
    const body = jsonOf(bytes)
    const { forge, event } = headers
    const id = headers.id ?? (forge === 'gitlab' ? hookId(request, bytes) : undefined)
    if (body === undefined || id === undefined) return 400
    onStep('delivery:read')
    const result = await deliver({ forge, event, id, body, secrets: known })
    onStep('delivery:durable')
    return result === 'refused' ? 401 : { forge, result, milliseconds: now() - began }
  }
  return async (request: IncomingMessage): Promise<number | Taken> => {
    const refusal = refusalOf(request)
    if (refusal !== undefined) return refusal
    const headers = headersOf(request.headers)
    if (!headers) return 401
    if (!isReady()) return 503
    const body = await bodies.read(request)
    if ('refused' in body) return body.refused
    try {
      return await takeBody(request, headers, body)
    } finally {
      body.free()
    }
  }
}

/** An old GitLab names no delivery. The same bytes of the same hook are the same delivery. */
const hookId = ({ headers }: IncomingMessage, bytes: Uint8Array): string => {
  const hook = String(headers['x-gitlab-webhook-uuid'] ?? 'hook').replace(/[^\w-]/g, '')
  return `${hook.slice(0, 64)}.${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}`
}

/** Undefined for what is no object. */
const jsonOf = (bytes: Uint8Array): object | undefined => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
