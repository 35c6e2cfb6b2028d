import { type Redacted, redact } from '../../documentation/secrets/redact.ts'
import { secretsIn } from '../../documentation/secrets/rules.ts'
import type { FindSecrets, FoundSecret } from '../../ports/secrets.ts'

/**
 * Removes secrets from a text: those that `find` finds, those that our own rules find, and the given keys in whatever
 * form.
 */
export const withoutSecrets = async (
  text: string,
  find: FindSecrets,
  keys: readonly string[] = [],
): Promise<Redacted> => {
  const found = await find(text)
  // If two secrets begin at the same place, the first in the list gives its kind, so ours come first.
  const all = [...placesOf(text, keys, 'own-key'), ...secretsIn(text), ...found]
  // What is secret in one place is so in all others, for instance where a comment repeats it.
  const values = new Set(all.map(({ start, end }) => text.slice(start, end)))
  const repeated = [...values].filter(isUnlikelyWord)
  return redact(text, [...all, ...placesOf(text, repeated, 'repeated-secret')])
}

const isUnlikelyWord = (value: string): boolean =>
  value.length >= 8 && value.length <= 600 && /\d/.test(value) && /\p{L}/u.test(value)

const placesOf = (text: string, values: readonly string[], kind: string): readonly FoundSecret[] =>
  values.flatMap(value => {
    const found: FoundSecret[] = []
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length))
      found.push({ kind, start: at, end: at + value.length })
    return found
  })
