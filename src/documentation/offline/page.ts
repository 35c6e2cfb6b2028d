import type { Nodes, Paragraph, PhrasingContent, Table } from 'mdast'
import { toString as textOf } from 'mdast-util-to-string'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

/** A place in a section's text. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** A piece of text that stands in one way: a code span's inside, a line of a code block, prose, or where a link leads. */
export interface Region extends Place {
  readonly kind: 'span' | 'fence' | 'prose' | 'link'
  /** Of a fence: what language it says it is. */
  readonly language?: string
}

/** What one statement is made of: a sentence, a row of a table, a line of a code block. */
export interface Clause extends Place {
  readonly kind: 'sentence' | 'row' | 'line'
  readonly regions: readonly Region[]
  /** The titles of the headings above it within the section. */
  readonly titles: readonly string[]
  /** Of a line of code: the block it is in. */
  readonly block?: Place
  /** Of a sentence in a list item: where the item begins. */
  readonly item?: number
  /** Of a row: its cells, and the texts of the table's head. */
  readonly cells?: readonly Place[]
  readonly head?: readonly string[]
}

/** A list of a section, item by item; `plain`: the item is nothing but text. */
export interface List {
  readonly ordered: boolean
  readonly items: readonly (Place & { readonly plain: boolean })[]
}

/** A section read: what may be edited in it, clause by clause. Headings and raw HTML are in none. */
export interface Page {
  readonly text: string
  readonly titles: readonly string[]
  readonly clauses: readonly Clause[]
  readonly lists: readonly List[]
}

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkFrontmatter, ['yaml', 'toml'])
  .freeze()

/** Text nests as deep as it likes; what lies deeper than anyone writes is not read. */
const deepest = 100

/** Reads the Markdown of one section. */
export const pageOf = (text: string): Page => {
  const found = kept.get(text) ?? read(text)
  if (kept.size >= pagesKept) kept.clear()
  kept.set(text, found)
  return found
}

/** Sections that name what changes often are looked at for many commits. */
const pagesKept = 300
const kept = new Map<string, Page>()

const read = (text: string): Page => {
  const root = processor.parse(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text)
  const clauses: Clause[] = []
  const lists: List[] = []
  const headings: Heading[] = []
  const titles: string[] = []
  for (const { node, item } of blocks(root)) {
    if (node.type === 'list') lists.push(listOf(node))
    if (node.type === 'heading') {
      titles.push(open(headings, node))
      continue
    }
    const above = headings.map(({ title }) => title)
    clauses.push(...clausesOf(node, text, above, item))
  }
  return { text, titles, clauses, lists }
}

const listOf = (node: Extract<Nodes, { type: 'list' }>): List => ({
  ordered: node.ordered === true,
  items: node.children.map(item => ({
    ...placeOf(item),
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
  const inside = node.type === 'listItem' ? placeOf(node).start : item
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
      return [definition(node, text, titles)]
    default:
      return []
  }
}

const placeOf = (node: Nodes): Place => ({
  start: node.position?.start.offset ?? 0,
  end: node.position?.end.offset ?? 0,
})

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
  const { start, end } = placeOf(node)
  const regions = node.children.flatMap(child => inline(child, text))
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

const within = (region: Region, { start, end }: Place): Region[] => {
  const cut = { ...region, start: Math.max(region.start, start), end: Math.min(region.end, end) }
  return cut.start < cut.end ? [cut] : []
}

/** The regions of a piece of a line. */
const inline = (node: PhrasingContent, text: string, depth = 0): Region[] => {
  const place = placeOf(node)
  if (node.type === 'text') return [{ kind: 'prose', ...place }]
  if (node.type === 'inlineCode') return [{ kind: 'span', ...insideOfCode(text, place) }]
  if (node.type === 'image') return destination(text, place, place.start, node.url)
  if (!('children' in node) || depth > deepest) return []
  const inner = node.children.flatMap(child => inline(child, text, depth + 1))
  if (node.type !== 'link') return inner
  const last = node.children.at(-1)
  const after = last ? placeOf(last).end : place.start
  // An address that stands for itself is one region: where it leads.
  const isBare = text[place.start] !== '['
  return isBare ? [] : [...inner, ...destination(text, place, after, node.url)]
}

const insideOfCode = (text: string, { start, end }: Place): Place => {
  const ticks = /^`+/.exec(text.slice(start, end))?.[0].length ?? 0
  return { start: start + ticks, end: end - ticks }
}

/** Where the address of a link or image is written; none if it is not written as it reads. */
const destination = (text: string, place: Place, from: number, url: string): Region[] => {
  const opening = text.indexOf('](', from)
  const start = opening < 0 ? -1 : text.indexOf(url, opening + 2)
  if (url === '' || start < 0 || start + url.length > place.end) return []
  if (!/^\s*<?$/.test(text.slice(opening + 2, start))) return []
  return [{ kind: 'link', start, end: start + url.length }]
}

const definition = (
  node: Extract<Nodes, { type: 'definition' }>,
  text: string,
  titles: readonly string[],
): Clause => {
  const place = placeOf(node)
  const colon = text.indexOf(']:', place.start)
  const start = colon < 0 ? -1 : text.indexOf(node.url, colon + 2)
  const found = node.url !== '' && start >= 0 && start + node.url.length <= place.end
  const region: Region = { kind: 'link', start, end: start + node.url.length }
  return { kind: 'line', ...place, regions: found ? [region] : [], titles }
}

// Tables and code

const rows = (node: Table, text: string, titles: readonly string[]): Clause[] => {
  const [first, ...rest] = node.children
  const head = first?.children.map(cell => textOf(cell).trim()) ?? []
  return rest.map(row => {
    const cells = row.children.map(cell => {
      const [inner, last] = [cell.children[0], cell.children.at(-1)]
      if (!inner || !last) return { start: placeOf(cell).end, end: placeOf(cell).end }
      return { start: placeOf(inner).start, end: placeOf(last).end }
    })
    const regions = row.children.flatMap(cell =>
      cell.children.flatMap(child => inline(child, text)),
    )
    return { kind: 'row', ...placeOf(row), regions, titles, cells, head }
  })
}

const codeLines = (
  node: Extract<Nodes, { type: 'code' }>,
  text: string,
  titles: readonly string[],
): Clause[] => {
  const { start, end } = placeOf(node)
  const lines = linesOf(text, start, end)
  const fence = /^[ \t]*(`{3,}|~{3,})/.exec(text.slice(start, end))?.[1]
  if (fence) {
    lines.shift()
    const last = lines.at(-1)
    const closes = new RegExp(`^[\\s>]*${fence[0]}{${fence.length},}\\s*$`)
    if (last && closes.test(text.slice(last.start, last.end))) lines.pop()
  }
  const language = { language: (node.lang ?? '').toLowerCase() }
  return lines.map(line => ({
    kind: 'line',
    ...line,
    regions: [{ kind: 'fence', ...line, ...language }],
    titles,
    block: { start, end },
  }))
}

const linesOf = (text: string, start: number, end: number): Place[] => {
  const lines: Place[] = []
  let from = start
  while (from <= end) {
    const next = text.indexOf('\n', from)
    const to = next < 0 || next > end ? end : next
    lines.push({ start: from, end: to })
    from = to + 1
  }
  return lines
}
