import type { Nodes, Paragraph, Table } from 'mdast'
import { toString as textOf } from 'mdast-util-to-string'
import { remembered } from '../cache.ts'
import { fencedBlock } from './fences.ts'
import { parse, type Span, spanOf } from './parse.ts'
import { deepest, definitionRegions, type Region, regionsOf, within } from './regions.ts'

/** What one statement is made of: a sentence, a row of a table, a line of a code block. */
export interface Clause extends Span {
  readonly kind: 'sentence' | 'row' | 'line'
  readonly regions: readonly Region[]
  /** The titles of the headings above it within the section. */
  readonly titles: readonly string[]
  /** Of a line of code: the block it is in. */
  readonly block?: Span
  /** Of a sentence in a list item: where the item begins. */
  readonly item?: number
  /** Of a row: its cells, and the texts of the table's head. */
  readonly cells?: readonly Span[]
  readonly head?: readonly string[]
}

/** A list of a section, item by item; `plain`: the item is nothing but text. */
export interface List {
  readonly ordered: boolean
  readonly items: readonly (Span & { readonly plain: boolean })[]
}

/** A section read: what may be edited in it, clause by clause. Headings and raw HTML are in none. */
export interface Page {
  readonly text: string
  readonly titles: readonly string[]
  readonly clauses: readonly Clause[]
  readonly lists: readonly List[]
}

/** Sections that name what changes often are looked at for many commits. */
const sectionsKept = { entries: 300 }

/** Reads the Markdown of one section. */
export const pageOf = remembered((text): Page => {
  const clauses: Clause[] = []
  const lists: List[] = []
  const headings: Heading[] = []
  const titles: string[] = []
  for (const { node, item } of blocks(parse(text))) {
    if (node.type === 'list') lists.push(listOf(node))
    if (node.type === 'heading') {
      titles.push(open(headings, node))
      continue
    }
    const above = headings.map(({ title }) => title)
    clauses.push(...clausesOf(node, text, above, item))
  }
  return { text, titles, clauses, lists }
}, sectionsKept)

const listOf = (node: Extract<Nodes, { type: 'list' }>): List => ({
  ordered: node.ordered === true,
  items: node.children.map(item => ({
    ...spanOf(item),
    plain: item.children.every(({ type }) => type === 'paragraph') && item.checked == null,
  })),
})

const open = (headings: Heading[], node: HeadingNode): string => {
  while ((headings.at(-1)?.depth ?? 0) >= node.depth) headings.pop()
  const title = textOf(node).trim()
  headings.push({ depth: node.depth, title })
  return title
}

type HeadingNode = Extract<Nodes, { type: 'heading' }>

interface Heading {
  readonly depth: number
  readonly title: string
}

/** Every node that is a block, in the order of the text, with the start of the list item it is in. */
function* blocks(node: Nodes, item?: number, depth = 0): Generator<{ node: Nodes; item?: number }> {
  yield item === undefined ? { node } : { node, item }
  if (!('children' in node) || leaves.has(node.type) || depth > deepest) return
  const inside = node.type === 'listItem' ? spanOf(node).start : item
  for (const child of node.children) yield* blocks(child, inside, depth + 1)
}

const leaves = new Set(['heading', 'paragraph', 'table'])

const clausesOf = (
  node: Nodes,
  text: string,
  titles: readonly string[],
  item: number | undefined,
): Clause[] => {
  switch (node.type) {
    case 'paragraph':
      return sentences(node, text, titles, item)
    case 'table':
      return rows(node, text, titles)
    case 'code':
      return codeLines(node, text, titles)
    case 'definition':
      return [{ kind: 'line', ...spanOf(node), regions: definitionRegions(node, text), titles }]
    default:
      return []
  }
}

// Paragraphs

/** Where one sentence ends and the next begins: a full stop before a capital or code, a semicolon, a forced end of line. */
const sentenceEnd =
  /(?<!\b(?:e\.g|i\.e|etc|vs|cf|approx|no))[.!?]["')\]*_]*(?=\s+["'(*_[]*[\p{Lu}`<])|;(?=\s)|\\(?=\n)| {2,}(?=\n)|<br\s*\/?>/gu

const sentences = (
  node: Paragraph,
  text: string,
  titles: readonly string[],
  item: number | undefined,
): Clause[] => {
  const { start, end } = spanOf(node)
  const regions = node.children.flatMap(child => regionsOf(child, text))
  const spans = regions.filter(({ kind }) => kind !== 'prose')
  const cuts = [...text.slice(start, end).matchAll(sentenceEnd)]
    .map(match => start + match.index + match[0].length)
    .filter(cut => !spans.some(span => span.start < cut && cut <= span.end))
  const starts = [start, ...cuts]
  return starts.map((from, place) => {
    const to = starts[place + 1] ?? end
    const inside = regions.flatMap(region => within(region, { start: from, end: to }))
    const sentence = { kind: 'sentence' as const, start: from, end: to, regions: inside, titles }
    return item === undefined ? sentence : { ...sentence, item }
  })
}

// Tables and code

const rows = (node: Table, text: string, titles: readonly string[]): Clause[] => {
  const [first, ...rest] = node.children
  const head = first?.children.map(cell => textOf(cell).trim()) ?? []
  return rest.map(row => {
    const cells = row.children.map(cell => {
      const [inner, last] = [cell.children[0], cell.children.at(-1)]
      if (!inner || !last) return { start: spanOf(cell).end, end: spanOf(cell).end }
      return { start: spanOf(inner).start, end: spanOf(last).end }
    })
    const regions = row.children.flatMap(cell =>
      cell.children.flatMap(child => regionsOf(child, text)),
    )
    return { kind: 'row', ...spanOf(row), regions, titles, cells, head }
  })
}

const codeLines = (
  node: Extract<Nodes, { type: 'code' }>,
  text: string,
  titles: readonly string[],
): Clause[] => {
  const { start, end } = spanOf(node)
  const fence = fencedBlock(text.slice(start, end))
  const all = lineSpans(text, start, end)
  const lines = fence ? all.slice(1, fence.closed ? -1 : undefined) : all
  const language = { language: (node.lang ?? '').toLowerCase() }
  return lines.map(line => ({
    kind: 'line',
    ...line,
    regions: [{ kind: 'fence', ...line, ...language }],
    titles,
    block: { start, end },
  }))
}

const lineSpans = (text: string, start: number, end: number): Span[] => {
  const lines: Span[] = []
  let from = start
  while (from <= end) {
    const next = text.indexOf('\n', from)
    const to = next < 0 || next > end ? end : next
    lines.push({ start: from, end: to })
    from = to + 1
  }
  return lines
}
