import type { Removal } from '../diff-facts/fact.ts'
import { joinedName } from '../guards/vocabulary.ts'
import type { Clause, List, Page } from '../markdown/clauses.ts'
import type { Span } from '../markdown/parse.ts'
import { speaksOfThePast } from '../shapes.ts'
import { type Edit, presentClauses } from './edit.ts'
import { isForeign } from './foreign.ts'
import { identifiers, type Mention } from './named.ts'

/**
 * Strikes the row of a table and the item of a list that are about an option which is gone: those that begin with its name as
 * code, and with nothing else. What is left of a table or list is never nothing, and prose stays.
 */
export const strikes = (facts: readonly Removal[], page: Page): Edit[] =>
  facts.length === 0 ? [] : [...struckRows(facts, page), ...struckItems(facts, page)]

const strike = (fact: Removal, place: Span, mention: Mention): Edit => {
  const { kind, file, line } = fact
  const from = mention.name
  return { ...place, text: '', proof: { kind, from, to: '', file, ...(line && { line }) } }
}

interface About {
  readonly fact: Removal
  readonly mention: Mention
}

/** Which option a lead names: all its names are that one's, or one letter long, and it says nothing more. */
const aboutOf = (
  facts: readonly Removal[],
  page: Page,
  clause: Clause,
  lead: Span,
): About | undefined => {
  const named = identifiers(page, clause, lead).filter(({ name }) => !isOwner.test(name))
  const [mention, ...others] = named.filter(({ name }) => name.length > 1)
  if (!mention || others.length > 0 || !isOnlyCode(page, clause, lead)) return undefined
  const fact = facts.find(({ name }) => isSame(name, mention.name))
  if (!fact || (fact.flag && isForeign(page, clause, mention))) return undefined
  return { fact, mention }
}

const isOwner = /^(?:options?|opts|config|settings)$/

/** A flag is written with its dashes, or as the option of a program; a variable as it is. */
const isSame = (name: string, written: string): boolean =>
  name === written ||
  (/[A-Z]/.test(written) && /[a-z]/.test(written) && bare(name) === bare(written))

const bare = (name: string): string => joinedName(name)

/** Code, and what stands between code: commas, strokes, emphasis, the sort of a value in angle brackets. */
const isOnlyCode = ({ text }: Page, { regions }: Clause, { start, end }: Span): boolean => {
  const spans = regions.filter(region => region.start >= start && region.end <= end)
  if (!spans.some(({ kind }) => kind === 'span')) return false
  return spans
    .filter(({ kind }) => kind !== 'span')
    .every(region => /^[\s,/|*_()]*(?:or)?[\s,/|*_()]*$/.test(text.slice(region.start, region.end)))
}

// Tables

const struckRows = (facts: readonly Removal[], page: Page): Edit[] => {
  const rows = page.clauses.filter(({ kind }) => kind === 'row')
  const present = new Set(presentClauses(page))
  const found = rows.flatMap(row => {
    const [first] = row.cells ?? []
    const about = first && present.has(row) ? aboutOf(facts, page, row, first) : undefined
    const whole = lineAt(page.text, row)
    if (!about || !isFree(page, row, whole)) return []
    // With the end of the line before it, its table's head at least: the section's last line may have none.
    const cut = { start: whole.start - 1, end: whole.end }
    return [{ row, edit: strike(about.fact, cut, about.mention) }]
  })
  return found
    .filter(({ row: { head } }) => {
      const all = rows.filter(row => row.head === head).length
      return found.filter(({ row }) => row.head === head).length < all
    })
    .map(({ edit }) => edit)
}

const lineAt = (text: string, { start, end }: Span): Span => {
  const next = text.indexOf('\n', end)
  return { start: text.lastIndexOf('\n', start - 1) + 1, end: next < 0 ? text.length : next }
}

// Lists

const struckItems = (facts: readonly Removal[], page: Page): Edit[] =>
  page.lists.filter(({ ordered }) => !ordered).flatMap(list => struckOf(facts, page, list))

const struckOf = (facts: readonly Removal[], page: Page, { items }: List): Edit[] => {
  const present = presentClauses(page)
  const abouts = items.map((item): About | undefined => {
    const clause = present.find(({ kind, start }) => kind === 'sentence' && isIn(start, item))
    if (!clause || !item.plain || !isFree(page, items[0] as Span, item)) return undefined
    const lead = leadOf(page, clause)
    return lead && aboutOf(facts, page, clause, lead)
  })
  if (abouts.every(Boolean)) return []
  return abouts.flatMap((about, place) => {
    if (!about) return []
    const item = items[place] as Span
    const next = items[place + 1]
    const start = page.text.lastIndexOf('\n', item.start - 1) + 1
    const isLast = abouts.slice(place).every(Boolean)
    const before = items[place - 1]
    // The last ones go with the end of the line before them, so that what follows the list stays as it is.
    const cut =
      isLast && before
        ? { start: before.end, end: item.end }
        : { start, end: next ? page.text.lastIndexOf('\n', next.start - 1) + 1 : item.end }
    return [strike(about.fact, cut, about.mention)]
  })
}

const isIn = (at: number, { start, end }: Span): boolean => start <= at && at < end

/** What stands before the colon, the dash or the bracket that begins the explanation. */
const leadOf = ({ text }: Page, { start, end }: Clause): Span | undefined => {
  const lead =
    /^[*_]*`[^`\n]+`[*_]*(?:\s*(?:,|\/|\||or)\s*[*_]*`[^`\n]+`[*_]*)*(?=\s*(?:[:—–(\n]|-\s|$))/.exec(
      text.slice(start, end),
    )
  return lead ? { start, end: start + lead[0].length } : undefined
}

/** Nothing leads here, nothing in it speaks of the past, and neither does what stands before its table or list. */
const isFree = ({ text, clauses }: Page, block: Span, whole: Span): boolean => {
  const said = text.slice(whole.start, whole.end)
  if (/<(?:a|span|div)\b|\[\^|<!--/i.test(said) || speaksOfThePast(said)) return false
  // A line that is not indented belongs to an item by Markdown's rules, but hardly by the writer's will.
  const [, ...more] = said.trimEnd().split('\n')
  if (!more.every(line => /^(?:[ \t]*>)*(?: {2,}|\t| *$)/.test(line))) return false
  const before = clauses.findLast(({ kind, end }) => kind === 'sentence' && end <= block.start)
  return !before || !isAside(text.slice(before.start, before.end))
}

const isAside = (sentence: string): boolean =>
  speaksOfThePast(sentence) ||
  /\b(?:not|un)\s?-?supported|\bunlike\b|\bno support\b|(?:doesn|don|isn|aren)['’]t\b|\b(?:does|do|is|are) not\b|\bcannot\b|\bwithout\b/i.test(
    sentence,
  )
