import type { WhyWorld } from '../commands/commit/why-lines.ts'
import type { Reading } from './reading.ts'

/** What `why` reads: the log, the commits, and the history of lines. */
export const openWhy = async ({ log, repository }: Reading): Promise<WhyWorld> => {
  const { openLineOrigins } = await import('../adapters/git/line-origins.ts')
  return { log, repository, origins: openLineOrigins(repository.facts) }
}
