import type { CacheEvent } from '../../events/cache.ts'
import type { Proof } from '../../events/commit-parts.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { Projection } from '../../ports/projection.ts'
import { commitEvent } from './run.ts'

/** A paid answer. */
export interface CachedAnswer {
  readonly at: string
  readonly provider: string
  readonly model: string
  /** The run and target that it was made for; missing in answers from older versions. */
  readonly run?: string | undefined
  readonly target?: string | undefined
  /** The new section; undefined if the answer was "unchanged". */
  readonly text: string | undefined
  /** A new section to insert after it. */
  readonly added?: { readonly heading: string; readonly text: string } | undefined
  readonly proofs: readonly Proof[]
}

/** The run that records which answers were cleared. */
export const cacheRun = 'cache/answers'

/** How long a paid answer may be reused, in milliseconds: 30 days. */
export const keptFor = 30 * 24 * 60 * 60 * 1000

/** Paid answers, so that the same question is free the next time (SPEC D4). */
export const cache: Projection<CachedAnswer> = {
  name: 'cache',
  version: 4,
  key: recorded => clearedIn(recorded) ?? answerIn(recorded)?.data.key ?? spoiltKey(recorded),
  apply(row, recorded) {
    if (clearedIn(recorded)) return undefined
    const answer = answerIn(recorded)
    if (!answer) return spoiltKey(recorded) === undefined ? row : undefined
    const { at, run } = recorded
    const { provider, model, target } = answer.data
    const from = { at, run, target, provider, model }
    if (answer.type === 'target.unchanged') return { ...from, text: undefined, proofs: [] }
    const { text, added, proofs } = answer.data
    return { ...from, text, ...(added && { added }), proofs }
  },
}

/** An answer from a model. An answer from the cache adds nothing and does not extend its lifetime. */
const answerIn = (recorded: Recorded) => {
  const answer = commitEvent(recorded)
  const asked = answer?.type === 'target.drafted' || answer?.type === 'target.unchanged'
  return asked && !answer.data.cached ? answer : undefined
}

const clearedIn = ({ run, event }: Recorded): readonly string[] | undefined =>
  // The cache run has only this type of event.
  run === cacheRun ? (event as CacheEvent).data.keys : undefined

/** The key of an answer that turned out to be invalid once all drafts of its commit were available. */
const spoiltKey = (recorded: Recorded): string | undefined => {
  const failed = commitEvent(recorded)
  return failed?.type === 'target.failed' ? failed.data.key : undefined
}
