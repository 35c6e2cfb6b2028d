import type { FileChange } from '../../ports/diff.ts'
import { isProduct } from '../classify-changes.ts'
import type { Fact } from '../diff-facts/fact.ts'
import { read } from '../diff-facts/lines.ts'
import { provenFacts } from '../diff-facts.ts'
import { wholeFlag, wholeName } from '../offline/edits-names.ts'
import { isCodeShaped, literally } from '../shapes.ts'
import { codeOf } from '../summary/code.ts'
import { declarations, kebab, written } from '../summary/symbols.ts'

/** What a commit did to something that documents may name. */
export interface ChangeFact {
  /** How a document may write it; a section without any of these texts cannot mention it. */
  readonly forms: readonly string[]
  readonly pattern: RegExp
  /** What must stand in the section as well: the old value. */
  readonly also?: RegExp
  /** "`--old`, which this commit removes". */
  readonly what: string
}

/** More are no evidence, but a rewrite. */
const mostFacts = 200

/** What a commit removed, renamed, moved or gave another value: names that a document may still say in the old way. */
export const changeFactsOf = (changes: readonly FileChange[]): ChangeFact[] => {
  const facts = provenFacts(changes)
  const proven = new Set(facts.map(({ from }) => from))
  return [...facts.flatMap(factsFrom), ...removals(changes, proven)].slice(0, mostFacts)
}

const factsFrom = (fact: Fact): ChangeFact[] => {
  const { from, to } = fact
  switch (fact.kind) {
    case 'rename': {
      const what = `\`${from}\`, which this commit renames to \`${to}\``
      return fact.word ? [] : [{ forms: [from], pattern: wholeName(from), what }]
    }
    case 'flag':
      return [
        {
          forms: [from],
          pattern: wholeFlag(from),
          what: `\`${from}\`, which this commit renames to \`${to}\``,
        },
      ]
    case 'path':
      return [pathFact(from, `which this commit moves to \`${to}\``)]
    case 'default': {
      const bare = fact.name.replace(/^--/, '').replace(/^default_?|_?default$/i, '') || fact.name
      const forms = [...new Set([fact.name, bare, `--${kebab(bare)}`, lowerFirst(bare)])]
      const what = `\`${fact.name}\`, whose value this commit changes from ${from} to ${to}`
      return [{ forms, pattern: anyOf(forms), also: asWritten(from), what }]
    }
    case 'version':
      return []
  }
}

const lowerFirst = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1)

const anyOf = (names: readonly string[]): RegExp =>
  new RegExp(`(?<![\\w$/#-])(?:${names.map(literally).join('|')})(?![\\w$/-])`, 'g')

/** A literal as documents write it: `10_000` may be `10000` or `10,000`. */
const asWritten = (literal: string): RegExp => {
  const digits = /^\d[\d_]*$/.test(literal) ? literal.replace(/_/g, '').split('') : undefined
  const pattern = digits ? digits.join('[_,]?') : literally(literal)
  return new RegExp(`(?<![\\w.])${pattern}(?!\\w|\\.\\d)`)
}

const pathFact = (path: string, what: string): ChangeFact => ({
  forms: [path.split('/').at(-1) ?? path],
  pattern: new RegExp(`(?<![\\w@~-])${literally(path)}(?![\\w-]|\\.\\w)`, 'g'),
  what: `\`${path}\`, ${what}`,
})

/** Files and names that are gone: names that no line of code after the commit still says, and that are no English words. */
const removals = (changes: readonly FileChange[], proven: ReadonlySet<string>): ChangeFact[] => {
  const reading = read(changes)
  const product = changes.filter(({ path, binary }) => !binary && isProduct(path))
  const files = product.filter(({ status, path }) => status === 'deleted' && path.includes('/'))
  const names = product
    .flatMap(removedNames)
    .filter(name => name.startsWith('--') || isCodeShaped(name))
    .filter(name => !proven.has(name) && !reading.isThere(name))
  return [
    ...[...new Set(names)].map(name => ({
      forms: [name],
      pattern: name.startsWith('--') ? wholeFlag(name) : wholeName(name),
      what: `\`${name}\`, which this commit removes`,
    })),
    ...files.map(({ path }) => pathFact(path, 'which this commit removes')),
  ]
}

const mostLines = 20_000
const longestLine = 400

/** Names that removed lines declare for others to see: what is local to a function is in no document. */
const removedNames = ({ path, from = path, hunks }: FileChange): string[] =>
  hunks
    .flatMap(({ lines }) => lines.filter(({ kind }) => kind === 'removed'))
    .slice(0, mostLines)
    .flatMap(({ text }) => declarations(codeOf(text.slice(0, longestLine), from), from))
    .filter(({ visible }) => visible)
    .map(written)
