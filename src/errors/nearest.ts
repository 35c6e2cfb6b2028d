import { distance } from 'fastest-levenshtein'

/** The known word that a person most likely meant, if one is near enough. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  const wanted = plain(word).slice(0, 60)
  const ranked = known
    .map(name => ({ name, distance: changes(wanted, plain(name)), length: plain(name).length }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  if (best && best.distance <= Math.min(3, Math.floor(best.length / 3))) return best.name
  return known.find(name => wanted.length >= 4 && plain(name).includes(wanted))
}

/** How many letters must be added, dropped or changed; two swapped ones count as one. */
const changes = (one: string, other: string): number => {
  const letters = (word: string) => [...word].sort().join('')
  return distance(one, other) / (letters(one) === letters(other) ? 2 : 1)
}
