import type { ServerResponse } from 'node:http'

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

/** Answers with a short text. */
export const say = (
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const body = text.endsWith('\n') ? text : `${text}\n`
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  })
  response.end(body)
}

/** Refuses a request, and the connection with it: the rest of its body is not wanted. */
export const refuse = (response: ServerResponse, status: number): void =>
  say(response, status, words[status] ?? 'refused', {
    connection: 'close',
    ...(status === 405 && { allow: 'POST' }),
    ...((status === 429 || status === 503) && { 'retry-after': '60' }),
  })
