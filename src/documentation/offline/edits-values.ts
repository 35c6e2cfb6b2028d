import type { DefaultChange } from '../diff-facts/fact.ts'
import type { Clause, Page } from '../markdown/clauses.ts'
import type { Span } from '../markdown/parse.ts'
import { isCodeShaped } from '../shapes.ts'
import { joined } from '../terms.ts'
import { type Edit, presentClauses, proofOf } from './edit.ts'
import { identifiers, isNamed, type Mention, names } from './named.ts'
import { rewritten, statedIn } from './stated.ts'

/**
 * Writes the new value where the section says what the option's default is: by name, and with exactly the old value.
 * A statement that leaves a choice (two values alike, two options) is a doubt about all of them.
 */
export const defaultEdits = (fact: DefaultChange, page: Page): Edit[] => {
  const edits: Edit[] = []
  for (const clause of presentClauses(page)) {
    const found = clause.kind === 'row' ? inRow(fact, page, clause) : inText(fact, page, clause)
    if (found === 'doubtful') return []
    if (found) edits.push(editAt(fact, page, found))
  }
  return edits
}

const editAt = (fact: DefaultChange, page: Page, place: Span): Edit => {
  const written = page.text.slice(place.start, place.end)
  const text = rewritten(fact, written)
  return { ...place, text, proof: proofOf(fact, written, text) }
}

type Found = Span | 'doubtful' | undefined

/** The one value of a list; several are a doubt. */
const only = (places: readonly Span[]): Found => (places.length > 1 ? 'doubtful' : places[0])

// Tables

/** A row whose first cell is the option: the cell under "Default", or the one that is just the value. */
const inRow = (fact: DefaultChange, page: Page, clause: Clause): Found => {
  const [first, ...rest] = clause.cells ?? []
  if (!first) return undefined
  const named = cellNames(page, clause, first)
  if (!isNamed(fact, named) || named.some(name => !names(fact, name))) return undefined
  const column = (clause.head ?? []).findIndex(title => /\bdefaults?\b/i.test(title)) - 1
  const cells = column >= 0 ? rest.slice(column, column + 1) : rest
  const exact = cells.flatMap(cell => {
    const [value] = statedIn(fact, page, clause, cell)
    return value && isAllOf(page, cell, value) ? [value] : []
  })
  if (exact.length > 0) return only(exact)
  return only(
    rest.flatMap(cell =>
      statedIn(fact, page, clause, cell).filter(value => isCalledDefault(page, cell, value)),
    ),
  )
}

/** A cell's names as code, or its one word. */
const cellNames = (page: Page, clause: Clause, cell: Span): readonly Mention[] => {
  const named = identifiers(page, clause, cell)
  const text = page.text.slice(cell.start, cell.end)
  const name = /^[*_\s]*([\w$-]+?)[*_\s]*$/.exec(text)?.[1]
  return named.length === 0 && name ? [{ ...cell, name }] : named
}

const isAllOf = ({ text }: Page, cell: Span, value: Span): boolean =>
  /^[\s`'"*_]*$/.test(text.slice(cell.start, value.start)) &&
  /^[\s`'"*_]*$/.test(text.slice(value.end, cell.end))

// Sentences and lines of code

const inText = (fact: DefaultChange, page: Page, clause: Clause): Found => {
  const values = statedIn(fact, page, clause, clause)
  const [value] = values
  if (!value) return undefined
  const named = identifiers(page, clause, clause)
  const here = isNamed(fact, named)
  if (!here && !isAboutIt(fact, page, clause)) return undefined
  if (named.some(name => !names(fact, name) && !isValue(fact, name))) return undefined
  const stated = isCalledDefault(page, clause, value) || isSaidOf(fact, page, clause, value, named)
  if (!stated) return undefined
  return isRestated(fact, page, clause, value) ? 'doubtful' : only(values)
}

/** "10000 (10 seconds)", "10 seconds" of what the code now counts otherwise: the number alone would be wrong. */
const isRestated = (
  { from, to }: DefaultChange,
  { text }: Page,
  { end }: Clause,
  value: Span,
): boolean => {
  const after = text.slice(value.end, end)
  if (
    /^[`'"*_]*\s*(?:\(|,|=|≈|~|i\.e\.|or|that is)\s*(?:i\.e\.|about|=|≈|~)?\s*`?(?:\d|an?\b|one|half)/i.test(
      after,
    )
  )
    return true
  const ratio = Number(to) / Number(from)
  return (ratio >= 100 || ratio <= 0.01) && /^[`'"*_]*\s*[A-Za-z%]/.test(after)
}

const isValue = ({ from, to }: DefaultChange, { name }: Mention): boolean =>
  name === from || name === to

/** "Defaults to 3", "(default: 3)", "3 by default": the word stands at the value. */
const isCalledDefault = ({ text }: Page, { start, end }: Span, value: Span): boolean =>
  /\bdefaults?\b(?:\s+(?:value|of|for|is|to|are|`[^`]*`))*[\s:=`'"*_—–-]*$/i.test(
    text.slice(start, value.start),
  ) ||
  /^[`'"*_]*(?:\s+\w+)?[\s,(]*(?:by default\b|\(?default\)|\(?the default\b)/i.test(
    text.slice(value.end, end),
  )

/** "`maxRetries` is 3", "`MAX_SIZE` (100)": a name that can be nothing else, and its value right behind it. */
const isSaidOf = (
  fact: DefaultChange,
  page: Page,
  { kind, start, regions }: Clause,
  value: Span,
  named: readonly Mention[],
): boolean => {
  const name = named.find(each => names(fact, each) && each.end <= value.start)
  if (kind !== 'sentence' || !name || !isCodeShaped(name.name)) return false
  if (joined(name.name) !== joined(fact.name)) return false
  // `maxRetries: 3` in one piece of code is an example, and so is what a sentence supposes.
  if (regions.some(region => region.start <= name.start && value.end <= region.end)) return false
  if (
    /\b(?:if|when|with|set\w*|using|e\.g|example|pass\w*|suppose|say)\b/i.test(
      page.text.slice(start, name.start),
    )
  ) {
    return false
  }
  const between = page.text.slice(name.end, value.start)
  return /^`?\s*(?:\(|:|=|is|—|–)\s*[`'"]?$/.test(between)
}

/** The sentence belongs to an item that begins with the option's name, or stands under a heading that is its name. */
const isAboutIt = (fact: DefaultChange, page: Page, clause: Clause): boolean => {
  if (clause.kind !== 'sentence') return false
  if (clause.item === undefined) return isTitled(fact, clause.titles.at(-1) ?? '')
  const lead = page.clauses.find(
    ({ kind, start, item }) => kind === 'sentence' && item === clause.item && start <= clause.start,
  )
  if (!lead) return false
  const end = lead.start + page.text.slice(lead.start, lead.end).search(/[:—–(]|\s-\s|$/)
  const named = identifiers(page, lead, { start: lead.start, end })
  return isNamed(fact, named) && named.every(name => names(fact, name))
}

/** `pagination.stackAllItems` is as good as the bare name where no other thing would be called so. */
const isTitled = (fact: DefaultChange, title: string): boolean => {
  const member = /^[\w$]+\.([\w$]+)$/.exec(title.trim())?.[1]
  return (
    fact.names.includes(titleName(title)) ||
    (member !== undefined && isCodeShaped(member) && fact.names.includes(joined(member)))
  )
}

/** `options.timeout`, `--timeout <ms>` and `timeout: number` are headings of `timeout`. */
const titleName = (title: string): string =>
  joined(
    title
      .replace(/<[^<>]*>|\[[^[\]]*\]|\(.*\)|[:=].*$/g, '')
      .trim()
      .replace(/^(?:options?|opts|config|settings)\./, ''),
  )
