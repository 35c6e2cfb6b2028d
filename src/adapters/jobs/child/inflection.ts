/** The words of a name in any form: `HTTPServer_name` has `http`, `server`, `name`. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map(word => word.toLowerCase())

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

export const pascalCase = (name: string): string => wordsOf(name).map(capital).join('')

export const camelCase = (name: string): string => {
  const [first = '', ...rest] = wordsOf(name)
  return first + rest.map(capital).join('')
}

export const kebabCase = (name: string): string => wordsOf(name).join('-')

export const snakeCase = (name: string): string => wordsOf(name).join('_')

export const constantCase = (name: string): string => snakeCase(name).toUpperCase()

export const titleCase = (name: string): string => wordsOf(name).map(capital).join(' ')

type Rule = readonly [ending: RegExp, replacement: string]

const same =
  /(?:^|[^a-z])(?:aircraft|data|deer|equipment|fish|information|metadata|news|series|sheep|software|species)$/i

/** Both ways round: what is one, and what are several. */
const irregular: readonly (readonly [one: string, several: string])[] = [
  ['person', 'people'],
  ['child', 'children'],
  ['man', 'men'],
  ['tooth', 'teeth'],
  ['foot', 'feet'],
  ['mouse', 'mice'],
  ['goose', 'geese'],
  ['index', 'indices'],
  ['vertex', 'vertices'],
  ['matrix', 'matrices'],
  ['criterion', 'criteria'],
  ['leaf', 'leaves'],
  ['life', 'lives'],
  ['knife', 'knives'],
  ['half', 'halves'],
  ['hero', 'heroes'],
  ['potato', 'potatoes'],
  ['echo', 'echoes'],
  ['quiz', 'quizzes'],
]

const toSeveral: readonly Rule[] = [
  [/(analys|bas|cris|hypothes|parenthes|synops|thes)is$/i, '$1es'],
  [/(s|x|z|ch|sh)$/i, '$1es'],
  [/([^aeiou])y$/i, '$1ies'],
  [/$/, 's'],
]

const toOne: readonly Rule[] = [
  [/(ss|us|is)$/i, '$1'],
  [/ies$/i, 'y'],
  [/(alias|status|bus|virus|campus|bonus)es$/i, '$1'],
  [/(analys|bas|cris|hypothes|parenthes|synops|thes)es$/i, '$1is'],
  [/(x|ch|sh|ss)es$/i, '$1'],
  [/s$/i, ''],
]

/** English words only, as code names things. */
export const plural = (word: string): string => inflected(word, irregular, toSeveral)

export const singular = (word: string): string =>
  inflected(
    word,
    irregular.map(([one, several]) => [several, one]),
    toOne,
  )

/** The last word of a name changes; its case stays. */
const inflected = (
  name: string,
  known: readonly (readonly [from: string, to: string])[],
  rules: readonly Rule[],
): string => {
  if (name === '' || same.test(name)) return name
  const lower = name.toLowerCase()
  for (const [from, to] of known) {
    if (lower.endsWith(to) && beginsWord(name, to)) return name
    if (!lower.endsWith(from) || !beginsWord(name, from)) continue
    const head = name.slice(0, name.length - from.length)
    const isCapital = /^\p{Lu}/u.test(name.slice(head.length))
    return head + (isCapital ? capital(to) : to)
  }
  const [ending, replacement] = rules.find(([each]) => each.test(name)) ?? [/$/, '']
  return name.replace(ending, replacement)
}

/** `woman` ends in `man`, and so does `human`, which is another word. */
const beginsWord = (name: string, word: string): boolean => {
  const head = name.slice(0, name.length - word.length)
  return head === '' || /(?:[^a-z]|wo)$/i.test(head) || /^\p{Lu}/u.test(name.slice(head.length))
}
