import type { Guard } from './facts.ts'
import { unknownInstall } from './installs.ts'
import { host, image, mail } from './links.ts'

const unread = { has: () => false }

/**
 * An address, an owner or a package that the commit itself brings: whoever sent it vouches for it, and nobody else. That is right
 * more often than not, so the answer is taken if the model stands by it, and the doubt is on record.
 */
const newcomer: Guard = facts => {
  const known = facts.sources.earlier ?? unread
  const before = { ...facts, sources: { ...facts.sources, known } }
  for (const guard of [host, image, mail, unknownInstall]) {
    const found = guard(facts) ? undefined : guard(before)
    if (found?.unknown)
      return {
        rule: 'newcomer',
        verdict: 'doubt',
        what: `The answer names ${found.unknown[0]}, which nothing but this commit names.`,
        unknown: found.unknown,
      }
  }
  return undefined
}

/** What only the commit vouches for. */
export const newcomerGuards: readonly Guard[] = [newcomer]
