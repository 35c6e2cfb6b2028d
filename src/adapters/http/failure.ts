import { httpRedirected, httpUnreachable } from '../../errors/http.ts'

/** What kept a request from its response, as a person meets it: HTTP_TOO_LARGE and others of our own, HTTP_REDIRECTED or HTTP_UNREACHABLE. */
export const failureOf = (error: unknown, origin: string): Error => {
  const chain = causes(error)
  const own = chain.find(each => each.code?.startsWith('HTTP_'))
  if (own) return own
  if (chain.some(({ message }) => message === 'unexpected redirect')) return httpRedirected(origin)
  return httpUnreachable(origin, chain.find(({ code }) => code)?.code ?? 'no response')
}

/** An error and what it comes from; several addresses of one host fail as one AggregateError. */
const causes = (error: unknown): readonly (Error & { readonly code?: string })[] => {
  if (!(error instanceof Error)) return []
  const { errors = [] } = error as { readonly errors?: readonly unknown[] }
  return [error, ...errors.flatMap(causes), ...causes(error.cause)]
}
