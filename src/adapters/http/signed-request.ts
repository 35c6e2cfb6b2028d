import { createHmac } from 'node:crypto'
import { interrupted } from '../../errors/error.ts'
import { httpRefused, httpTimedOut, httpTooLarge } from '../../errors/http.ts'
import { type HttpAnswer, isSuccess } from './answer.ts'
import { withDeadline } from './deadline.ts'
import { exchange } from './exchange.ts'
import { failureOf } from './failure.ts'

/** A JSON body for an address, and the secret that proves who sent it. Times are in milliseconds. */
export interface SignedRequest {
  readonly url: string
  readonly body: string
  readonly secret: string
  /** More headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly timeout: number
  readonly signal: AbortSignal
  /** The time that the request says it was sent at. */
  readonly now: Date
}

/** No receiver has to say more. */
const largestBody = 64 * 1024

/** The header's value for a body: `sha256=<hexadecimal HMAC>`, as GitHub's webhooks have it. */
export const signatureOf = (body: string, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/**
 * Sends one signed request, follows no redirect and resolves with the response to a success. HTTP_REFUSED for any other status,
 * HTTP_REDIRECTED, HTTP_TIMED_OUT, HTTP_TOO_LARGE, HTTP_UNREACHABLE, INTERRUPTED; none shows more of the address than its origin.
 */
export const sendSigned = async ({
  url,
  body,
  secret,
  headers = {},
  timeout,
  signal,
  now,
}: SignedRequest): Promise<HttpAnswer> => {
  const { origin } = new URL(url)
  const init = {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'git-doc',
      'x-git-doc-signature-256': signatureOf(body, secret),
      'x-git-doc-timestamp': String(Math.floor(now.getTime() / 1000)),
      ...headers,
    },
  }
  const limit = { bytes: largestBody, tooLarge: () => httpTooLarge(origin, largestBody) }
  const outcome = await withDeadline(ends => exchange(url, { ...init, signal: ends }, limit), {
    signal,
    milliseconds: timeout,
    aborted: interrupted,
    timedOut: () => httpTimedOut(origin, timeout),
  })
  if ('error' in outcome) throw failureOf(outcome.error, origin)
  if (!isSuccess(outcome.answer)) throw httpRefused(origin, outcome.answer.status)
  return outcome.answer
}
