import type { Nodes, PhrasingContent } from 'mdast'
import { type Span, spanOf } from './parse.ts'

/** A piece of text that stands in one way: a code span's inside, a line of a code block, prose, or where a link leads. */
export interface Region extends Span {
  readonly kind: 'span' | 'fence' | 'prose' | 'link'
  /** Of a fence: what language it says it is. */
  readonly language?: string
}

/** Text nests as deep as it likes; what lies deeper than anyone writes is not read. */
export const deepest = 100

/** The regions of a piece of a line. */
export const regionsOf = (node: PhrasingContent, text: string, depth = 0): Region[] => {
  const place = spanOf(node)
  if (node.type === 'text') return [{ kind: 'prose', ...place }]
  if (node.type === 'inlineCode') return [{ kind: 'span', ...insideOfCode(text, place) }]
  if (node.type === 'image') return destination(text, place, place.start, node.url)
  if (!('children' in node) || depth > deepest) return []
  const inner = node.children.flatMap(child => regionsOf(child, text, depth + 1))
  if (node.type !== 'link') return inner
  const last = node.children.at(-1)
  const after = last ? spanOf(last).end : place.start
  // An address that stands for itself is one region: where it leads.
  const isBare = text[place.start] !== '['
  return isBare ? [] : [...inner, ...destination(text, place, after, node.url)]
}

const insideOfCode = (text: string, { start, end }: Span): Span => {
  const ticks = /^`+/.exec(text.slice(start, end))?.[0].length ?? 0
  return { start: start + ticks, end: end - ticks }
}

/** Where the address of a link or image is written; none if it is not written as it reads. */
const destination = (text: string, place: Span, from: number, url: string): Region[] => {
  const opening = text.indexOf('](', from)
  const start = opening < 0 ? -1 : text.indexOf(url, opening + 2)
  if (url === '' || start < 0 || start + url.length > place.end) return []
  if (!/^\s*<?$/.test(text.slice(opening + 2, start))) return []
  return [{ kind: 'link', start, end: start + url.length }]
}

/** The part of a region that lies in a span. */
export const within = (region: Region, { start, end }: Span): Region[] => {
  const cut = { ...region, start: Math.max(region.start, start), end: Math.min(region.end, end) }
  return cut.start < cut.end ? [cut] : []
}

/** Where a definition leads, if that is written as it reads. */
export const definitionRegions = (
  node: Extract<Nodes, { type: 'definition' }>,
  text: string,
): Region[] => {
  const place = spanOf(node)
  const colon = text.indexOf(']:', place.start)
  const start = colon < 0 ? -1 : text.indexOf(node.url, colon + 2)
  const found = node.url !== '' && start >= 0 && start + node.url.length <= place.end
  return found ? [{ kind: 'link', start, end: start + node.url.length }] : []
}
