import type { CacheEvent } from '../events/cache.ts'
import type { CommitEvent } from '../events/commit.ts'
import type { Recorded } from '../events/recorded.ts'
import type { Projection } from '../ports/log.ts'
import type { CachedAnswer } from '../ports/provider.ts'

/** The run that remembers what was thrown away. */
export const cacheRun = 'cache/answers'

/** How long an answer that was paid for is used again, in milliseconds: 30 days. */
export const keptFor = 30 * 24 * 60 * 60 * 1000

/** Answers that were paid for, so that the same question costs nothing again (SPEC D4). */
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

/** An answer that was asked for; one that came from here says nothing new and makes none younger. */
const answerIn = ({ run, event }: Recorded) => {
  if (!run.startsWith('commit/')) return undefined
  // Of a run of this kind it can be no other; that it is whole was seen when it was appended.
  const answer = event as CommitEvent
  const asked = answer.type === 'target.drafted' || answer.type === 'target.unchanged'
  return asked && !answer.data.cached ? answer : undefined
}

const clearedIn = ({ run, event }: Recorded): readonly string[] | undefined =>
  // Of a run of this kind it can be no other.
  run === cacheRun ? (event as CacheEvent).data.keys : undefined

/** The key of an answer that turned out to be no good once all of its commit were in. */
const spoiltKey = ({ run, event }: Recorded): string | undefined => {
  if (!run.startsWith('commit/')) return undefined
  // Of a run of this kind it can be no other; that it is whole was seen when it was appended.
  const failed = event as CommitEvent
  return failed.type === 'target.failed' ? failed.data.key : undefined
}
