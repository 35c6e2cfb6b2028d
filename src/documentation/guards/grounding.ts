import type { Finding, Guard, GuardFacts } from './facts.ts'
import { codeWords, type Name, namesIn } from './names.ts'
import { isStandardName, isStandardRoot } from './standard-names.ts'
import { joinedName, numberTerm } from './vocabulary.ts'

type Knows = (term: string) => boolean

const knowledge =
  ({ own, sources }: GuardFacts): Knows =>
  term =>
    own.has(term) || sources.known.has(term)

/** A name as it is or in the other number; what everybody knows needs no source. */
const knowsName = (knows: Knows, name: string): boolean => {
  const joined = joinedName(name)
  const forms = [joined, `${joined}s`, joined.replace(/(?:es|s)$/, ''), joined.replace(/s$/, '')]
  return joined === '' || isStandardName(joined) || forms.some(form => form !== '' && knows(form))
}

const placeholder = /^(?:your|my)(?:[A-Z_-]|$)|^(?:YOUR|MY)_|^(?:foo|bar|baz|qux|foobar)\b/

const isFlagKnown = (knows: Knows, flag: string): boolean => {
  if (!flag.startsWith('--')) return knows(flag)
  const name = flag.slice(2)
  return knowsName(knows, name) || (name.startsWith('no-') && knowsName(knows, name.slice(3)))
}

const partsOf = (name: string): readonly string[] =>
  name.split(/[^\p{L}\p{N}_$-]+/u).filter(part => /\p{L}/u.test(part))

const isPathKnown = (knows: Knows, path: string): boolean =>
  /^\/(?:var|usr|etc|tmp|dev|proc|home|opt|bin)\//.test(path) ||
  partsOf(path).every(part => placeholder.test(part) || knowsName(knows, part))

/** Of `object.method` the last part counts: the object may be an example's own. */
const isDottedKnown = (knows: Knows, name: string): boolean => {
  const parts = partsOf(name)
  return isStandardRoot(parts[0] ?? '') || knowsName(knows, parts.at(-1) ?? '')
}

const small = 10

const isNumberKnown = (knows: Knows, number: string): boolean => {
  const written = number.replace(/-.*$/, '')
  const term = numberTerm(written)
  // The short id of a commit can look like a number with an exponent: 0848e35.
  return knows(term) || knows(`#${written}`) || Number(term.slice(1)) <= small
}

const isKnown = (knows: Knows, { kind, text }: Name): boolean => {
  switch (kind) {
    case 'flag':
      return isFlagKnown(knows, text)
    case 'path':
      return isPathKnown(knows, text)
    case 'dotted':
      return isDottedKnown(knows, text)
    case 'version':
    case 'number':
      return isNumberKnown(knows, text)
    case 'env':
      return placeholder.test(text) || knowsName(knows, text.replace(/[${}]/g, ''))
    default:
      return placeholder.test(text) || knowsName(knows, text)
  }
}

const unknownNames = (
  facts: GuardFacts,
  text: string,
  kinds: readonly Name['kind'][],
): readonly string[] => {
  const knows = knowledge(facts)
  const found = [...namesIn(text)].filter(
    name => kinds.includes(name.kind) && !isKnown(knows, name),
  )
  return [...new Set(found.map(({ text }) => text))]
}

const finding = (
  rule: string,
  verdict: Finding['verdict'],
  what: string,
  unknown: readonly string[],
): Finding | undefined =>
  unknown.length === 0
    ? undefined
    : {
        rule,
        verdict,
        what: `The answer names ${what} that neither the commit nor the repository knows: ${unknown.slice(0, 5).join(', ')}.`,
        unknown,
      }

const flags: Guard = facts =>
  finding(
    'unknown-flag',
    'ask',
    'an option',
    unknownNames(facts, `${facts.next.prose}\n${facts.next.codeText}`, ['flag']),
  )

const variables: Guard = facts =>
  finding('unknown-variable', 'ask', 'a variable', unknownNames(facts, facts.next.prose, ['env']))

const identifiers: Guard = facts =>
  finding(
    'unknown-name',
    'doubt',
    'something',
    unknownNames(facts, facts.next.prose, ['camel', 'snake']),
  )

const members: Guard = facts =>
  finding('unknown-member', 'ask', 'a member', unknownNames(facts, facts.next.prose, ['dotted']))

const paths: Guard = facts =>
  finding('unknown-path', 'ask', 'a path', unknownNames(facts, facts.next.prose, ['path']))

const numbers: Guard = facts =>
  finding(
    'unknown-number',
    'ask',
    'a number',
    unknownNames(facts, facts.next.prose, ['version', 'number']),
  )

const words: Guard = facts => {
  const knows = knowledge(facts)
  const unknown = codeWords(facts.next.prose).filter(word => !knowsName(knows, word))
  return finding('unknown-word', 'doubt', 'a word of code', [...new Set(unknown)])
}

const inlineCode = (prose: string): string => (prose.match(/`[^`\n]+`/g) ?? []).join('\n')

/** Packages, commands and the like. */
const packages: Guard = facts =>
  finding(
    'unknown-package',
    'doubt',
    'something',
    unknownNames(facts, inlineCode(facts.next.prose), ['kebab']),
  )

/** Names in examples: their own variables are declared there, the program's are known. */
const examples: Guard = facts =>
  finding(
    'unknown-in-code',
    'doubt',
    'something in code',
    unknownNames(facts, facts.next.codeText, ['camel', 'snake', 'env', 'dotted']),
  )

/** Names that must come from somewhere. */
export const groundingGuards: readonly Guard[] = [
  flags,
  variables,
  identifiers,
  members,
  paths,
  numbers,
  words,
  packages,
  examples,
]
