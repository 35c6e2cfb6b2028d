import type { IncomingMessage, ServerResponse } from 'node:http'

/** What a refusal says. */
export const words: Readonly<Record<number, string>> = {
  400: 'not a delivery that can be read',
  401: 'no valid signature',
  403: 'not from here',
  405: 'only POST',
  413: 'too large',
  415: 'only application/json',
  429: 'too many requests without a valid signature',
  503: 'not now',
}

type Headers = Readonly<Record<string, string>>

/** Answers with a short text. */
export const say = (
  response: ServerResponse,
  status: number,
  text: string,
  headers: Headers = {},
): void => void response.writeHead(status, headersFor(text, headers)).end(lineOf(text))

const lineOf = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)

const headersFor = (text: string, headers: Headers): Record<string, string> => ({
  'content-type': 'text/plain; charset=utf-8',
  'content-length': String(Buffer.byteLength(lineOf(text))),
  ...headers,
})

/** How long a client that was refused may go on sending, in milliseconds. */
const patience = 2_000

/**
 * Refuses a request, and the connection with it: the rest of its body is not wanted. It is let run off for a while, because a client
 * whose connection is cut while it sends never reads the answer.
 */
export const refuse = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
): void => {
  const text = words[status] ?? 'refused'
  response.writeHead(
    status,
    headersFor(text, {
      connection: 'close',
      ...(status === 405 && { allow: 'POST' }),
      ...((status === 429 || status === 503) && { 'retry-after': '60' }),
    }),
  )
  response.write(lineOf(text))
  const end = () => {
    clearTimeout(timer)
    response.end()
  }
  const timer = setTimeout(end, patience)
  if (request.complete || request.destroyed) end()
  else request.once('end', end).once('error', end).resume()
}
