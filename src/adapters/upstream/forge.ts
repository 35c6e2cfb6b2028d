import { interrupted } from '../../errors/error.ts'
import {
  forgeFailed,
  forgeLimited,
  forgeUnreadable,
  hookNotFound,
  tokenRefused,
  tokenTooWeak,
} from '../../errors/forges.ts'
import { httpTimedOut, httpTooLarge } from '../../errors/http.ts'
import type { Forge, ForgeHook } from '../../ports/forge.ts'
import { type HttpAnswer, isSuccess } from '../http/answer.ts'
import { withDeadline } from '../http/deadline.ts'
import { exchange } from '../http/exchange.ts'
import { failureOf } from '../http/failure.ts'
import { dialects } from './forge-dialects.ts'

interface Opening {
  readonly token: string
  /** The name of the environment variable that has the token. */
  readonly variable: string
  readonly signal: AbortSignal
}

/** In milliseconds: how long one answer may take. */
const patience = 30_000

/** How much one answer may hold, in bytes: GitLab's pages have whole deliveries. */
const largestPage = 32 * 1024 * 1024

/** How many pages a list may have. */
const mostPages = 1_000

/** Asks forges over their own APIs. The token goes to the API's address and nowhere else. */
export const openForge = ({ token, variable, signal }: Opening): Forge => {
  const ask = async (hook: ForgeHook, method: 'GET' | 'POST', url: string): Promise<HttpAnswer> => {
    const { origin } = new URL(hook.api)
    const headers = {
      ...dialects[hook.forge].headers,
      authorization: `Bearer ${token}`,
      'user-agent': 'git-doc',
    }
    const limit = { bytes: largestPage, tooLarge: () => httpTooLarge(origin, largestPage) }
    const outcome = await withDeadline(
      ends => exchange(url, { method, headers, signal: ends }, limit),
      {
        signal,
        milliseconds: patience,
        aborted: interrupted,
        timedOut: () => httpTimedOut(origin, patience),
      },
    )
    if ('error' in outcome) throw failureOf(outcome.error, origin)
    const { answer } = outcome
    if (!isSuccess(answer)) throw refusalOf(answer, { origin, variable, hook })
    return answer
  }
  return {
    async *deliveries(hook) {
      const { origin } = new URL(hook.api)
      const { list, read } = dialects[hook.forge]
      let next: string | undefined = list(hook)
      for (let page = 1; next !== undefined; page += 1) {
        if (page > mostPages) throw forgeUnreadable(origin, `has more than ${mostPages} pages`)
        const answer = await ask(hook, 'GET', next)
        const found = read(jsonIn(answer.body))
        if (!found) throw forgeUnreadable(origin, 'is no list of deliveries')
        yield* found
        next = nextPage(answer, next)
        if (next !== undefined && new URL(next).origin !== origin)
          throw forgeUnreadable(origin, 'leads to another address')
      }
    },
    async again(hook, attempt) {
      await ask(hook, 'POST', dialects[hook.forge].again(hook, attempt))
    },
  }
}

interface Asked {
  readonly origin: string
  readonly variable: string
  readonly hook: ForgeHook
}

const refusalOf = (answer: HttpAnswer, { origin, variable, hook }: Asked): Error => {
  const { status, headers } = answer
  const isLimit =
    status === 429 ||
    (status === 403 && (headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after')))
  if (isLimit) return forgeLimited(origin, whenOf(headers))
  if (status === 401) return tokenRefused(origin, variable)
  if (status === 403) return tokenTooWeak(origin, hook.repository)
  if (status === 404) return hookNotFound(origin, hook.repository, hook.id)
  return forgeFailed(origin, status)
}

/** When a forge may be asked again: a number of seconds, or a time as seconds since 1970. */
const whenOf = (headers: Headers): string | undefined => {
  const after = numberOf(headers.get('retry-after'))
  if (after !== undefined) return `in ${after} s`
  const reset = numberOf(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset'))
  return reset === undefined ? undefined : `after ${new Date(reset * 1_000).toISOString()}`
}

const numberOf = (text: string | null): number | undefined =>
  text !== null && /^\d{1,12}$/.test(text) ? Number(text) : undefined

/** The next page, as the header that both forges send leads to it. */
const nextPage = ({ headers }: HttpAnswer, from: string): string | undefined => {
  const [, next] = /<([^>]*)>\s*;[^,]*\brel="?next\b/.exec(headers.get('link') ?? '') ?? []
  return next !== undefined && URL.canParse(next, from) ? new URL(next, from).href : undefined
}

/** A body as JSON. Numbers of attempts may be larger than JavaScript's exact ones, so they become texts first. */
const jsonIn = (body: string): unknown => {
  try {
    return JSON.parse(body.replace(/"id"\s*:\s*(\d{16,})/g, '"id":"$1"'))
  } catch {
    return undefined
  }
}
