import type { Endpoint } from './target.ts'

/** The headers of a request: what every request needs, what proves who asks, and those of the settings last. */
export const requestHeaders = (
  { headers }: Pick<Endpoint, 'headers'>,
  credentials: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'git-doc',
  ...credentials,
  ...headers,
})

/** A key as a bearer token; nothing if there is no key. */
export const bearer = (apiKey: string | undefined): Readonly<Record<string, string>> =>
  apiKey ? { authorization: `Bearer ${apiKey}` } : {}
