import type { DefaultChange } from '../diff-facts/fact.ts'
import type { Clause, Page } from '../markdown/clauses.ts'
import type { Span } from '../markdown/parse.ts'
import { isCodeShaped } from '../shapes.ts'
import { joined } from '../terms.ts'

/** A name that a clause says as code: a flag, an option, a constant. */
export interface Mention extends Span {
  readonly name: string
}

const word = /(?<![\w-])--[A-Za-z][\w-]*|[A-Za-z_$][\w$]*(?:-[\w$]+)*/g

/** What says of what sort a value is, or is a value itself; no option is called so. */
const sorts = new Set(
  `number string boolean bool int integer float object function array null undefined none true false nil any void
  milliseconds seconds minutes ms s`.split(/\s+/),
)

/** The names in a part of a clause: every word of a code span that is one, flags, and words shaped like code. */
export const identifiers = (page: Page, clause: Clause, { start, end }: Span): Mention[] =>
  clause.regions.flatMap(region => {
    const from = Math.max(region.start, start)
    const to = Math.min(region.end, end)
    if (region.kind === 'link' || from >= to) return []
    const text = page.text.slice(from, to).replace(/<[^<>]*>|\[[^[\]]*\]/g, blank)
    return [...text.matchAll(word)]
      .map(({ 0: name, index }) => ({ name, start: from + index, end: from + index + name.length }))
      .filter(({ name }) => !sorts.has(name.toLowerCase()))
      .filter(({ name }) => region.kind === 'span' || isOption(name))
  })

/** Placeholders (`<n>`, `[value]`) are no names. */
const blank = (text: string): string => ' '.repeat(text.length)

const isOption = (name: string): boolean =>
  name.startsWith('--') || (!name.includes('-') && isCodeShaped(name))

/** Whether a mention is the option's name, in whatever case. */
export const names = (fact: DefaultChange, { name }: Mention): boolean =>
  name.length === 1 || fact.names.includes(joined(name))

/** Whether one of some mentions is the option. */
export const isNamed = (fact: DefaultChange, mentions: readonly Mention[]): boolean =>
  mentions.some(({ name }) => fact.names.includes(joined(name)))
