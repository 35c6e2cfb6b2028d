import { notAllowed } from '../errors/trust.ts'
import { type Finding, sound } from '../ports/health.ts'
import type { Thing, Trust } from '../ports/trust.ts'

/** What `doctor` says: whether everything that the repository would run is allowed. */
export const trustHealth = async (
  things: readonly Thing[],
  trust: Trust,
): Promise<readonly Finding[]> => {
  const name = 'trust'
  const { asks, because, ignored } = await trust.setting()
  const found: Finding[] = []
  if (ignored !== undefined)
    found.push({
      name,
      state: 'warning',
      code: 'TRUST_IN_WORKING_TREE',
      detail: `git-doc.trust = all in ${ignored} does not count, because a pull can change that file.`,
      hint: 'Set it with "git config git-doc.trust all", or in your own configuration.',
    })
  for (const thing of asks ? await trust.unknown(things) : []) {
    const { code, message: detail, hint } = notAllowed([thing])
    found.push({ name, state: 'warning', code, detail, hint })
  }
  if (found.length > 0) return found
  if (!asks) return [sound(name, `Everything is allowed: ${because}.`)]
  return [
    sound(
      name,
      things.length > 0 ? 'What the repository runs is allowed.' : 'The repository runs nothing.',
    ),
  ]
}
