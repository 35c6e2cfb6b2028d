import { type HttpOutcome, isSuccess } from '../http/answer.ts'
import { exchange as exchangeAny } from '../http/exchange.ts'
import { tooLarge } from './failures.ts'
import type { Target } from './target.ts'

const largestBody = 2 * 1_048_576

/** One request to a model's server and its whole response. */
export const exchange = (
  url: string | URL,
  init: RequestInit,
  target: Target,
): Promise<HttpOutcome> =>
  exchangeAny(url, init, { bytes: largestBody, tooLarge: () => tooLarge(target, largestBody) })

/** How a guarded fetch says that there was no success; the outcome has all there is to know. */
export class FetchFailed extends Error {
  readonly outcome: HttpOutcome

  constructor(outcome: HttpOutcome) {
    super('No success.')
    this.outcome = outcome
  }
}

/**
 * A fetch for a library to make its requests with. It sends these headers and no others, resolves only with a success
 * whose body has arrived, and rejects with FetchFailed.
 */
export const guardedFetch =
  (target: Target, headers: Readonly<Record<string, string>>): typeof fetch =>
  async (url, init) => {
    const outcome = await exchange(String(url), { ...init, headers }, target)
    if (!('answer' in outcome) || !isSuccess(outcome.answer)) throw new FetchFailed(outcome)
    const { status, headers: received, body } = outcome.answer
    return new Response(body || null, { status, headers: received })
  }
