import type { Finding } from './finding.ts'
import type { Removal } from './gone.ts'
import type { Name } from './names.ts'

/** A document's first mention of each name that was removed from the code. `renamed` gives the new name that the removing diff proves. */
export const goneNames = (
  file: string,
  names: readonly Name[],
  gone: ReadonlyMap<string, Removal>,
  renamed: (name: Name, removal: Removal) => string | undefined,
): readonly Finding[] => {
  const seen = new Set<string>()
  return names.flatMap(name => {
    const removal = gone.get(name.word)
    if (!removal || name.past || seen.has(name.word)) return []
    seen.add(name.word)
    const now = renamed(name, removal)
    const finding: Finding = {
      rule: 'identifier',
      level: 'warning',
      file,
      start: name.start,
      end: name.end,
      what: name.word,
      message: `${name.word} is no longer in the code: ${removal.commit.slice(0, 8)} (${removal.subject}) removed it.`,
      hint: now ? `It is now ${now}.` : 'Name its replacement, or remove it.',
    }
    return [finding]
  })
}
