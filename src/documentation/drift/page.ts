import type { Nodes } from 'mdast'
import { toString as textOf } from 'mdast-util-to-string'
import { nodesIn, type Span, spanOf } from '../markdown.ts'
import { htmlLinks, type Link } from './html.ts'

/** A piece of code in a document: what stands in backticks, or a code block with the language it says it is. */
export interface Code extends Span {
  readonly text: string
  readonly language: string | undefined
  readonly kind: 'span' | 'fence'
  /** The titles of the headings above. */
  readonly titles: readonly string[]
}

/** A document as far as drift goes. */
export interface Page {
  readonly links: readonly Link[]
  readonly code: readonly Code[]
  /** What GitHub makes anchors of, in order. */
  readonly headings: readonly string[]
  /** Where a person asked to be left alone: `<!-- git-doc: ignore -->`. */
  readonly ignored: readonly Span[]
}

const ours = /<!--\s*git-doc:\s*ignore\s*-->/g

/** Reads a Markdown text whole. Links in code, comments and front matter are none, nor are definitions that no link uses. */
export const pageOf = (text: string): Page => {
  const links: Link[] = []
  const code: Code[] = []
  const headings: Heading[] = []
  const comments: Comment[] = []
  const path: Heading[] = []
  const defined: (Link & { readonly name: string })[] = []
  const used = new Set<string>()
  for (const { node, parent } of nodesIn(text)) {
    const span = spanOf(node)
    switch (node.type) {
      case 'heading':
        enter(path, headings, headingOf(node, span))
        break
      case 'html': {
        // The node's own value lacks the indentation of its lines.
        const html = text.slice(span.start, span.end)
        links.push(...htmlLinks(html, span.start))
        comments.push(...commentsIn(html, span.start, text, parent.type === 'root'))
        break
      }
      case 'link':
      case 'image':
        links.push({ target: node.url, ...targetSpan(text, node, node.url) })
        break
      case 'definition':
        defined.push({
          name: node.identifier,
          target: node.url,
          ...targetSpan(text, node, node.url),
        })
        break
      case 'linkReference':
      case 'imageReference':
        used.add(node.identifier)
        break
      case 'inlineCode':
      case 'code':
        code.push(codeOf(node, span, path))
        break
    }
  }
  for (const { name, ...link } of defined) if (used.has(name)) links.push(link)
  const ignored = comments.map(comment => reach(comment, headings, text))
  return { links, code, headings: headings.map(({ title }) => title), ignored }
}

interface Heading {
  readonly title: string
  readonly depth: number
  readonly start: number
}

/** `alone`: it has its line for itself, outside lists, quotes and paragraphs. */
interface Comment extends Span {
  readonly alone: boolean
}

const headingOf = (node: Extract<Nodes, { type: 'heading' }>, { start }: Span): Heading => {
  const title = textOf(node, { includeImageAlt: false, includeHtml: false })
  return { title, depth: node.depth, start }
}

const commentsIn = (html: string, start: number, text: string, top: boolean): Comment[] =>
  [...html.matchAll(ours)].map(({ 0: comment, index }) => {
    const place = { start: start + index, end: start + index + comment.length }
    return { ...place, alone: top && lineAt(text, place.start).trim() === comment }
  })

/** The line a place is in. */
export const lineAt = (text: string, place: number): string =>
  text.slice(text.lastIndexOf('\n', place - 1) + 1).split('\n', 1)[0] ?? ''

/** Ends the sections that a heading ends, and begins its own. */
const enter = (path: Heading[], headings: Heading[], heading: Heading) => {
  headings.push(heading)
  while ((path.at(-1)?.depth ?? 0) >= heading.depth) path.pop()
  path.push(heading)
}

const codeOf = (
  node: Extract<Nodes, { type: 'inlineCode' | 'code' }>,
  span: Span,
  path: readonly { readonly title: string }[],
): Code => ({
  ...span,
  text: node.value,
  language: node.type === 'code' ? (node.lang ?? undefined) : undefined,
  kind: node.type === 'code' ? 'fence' : 'span',
  titles: path.map(({ title }) => title),
})

/** Where a link writes its target; the link as a whole where the two are not spelled alike. */
const targetSpan = (text: string, node: Nodes, url: string): Span => {
  const whole = spanOf(node)
  const last = 'children' in node ? node.children.at(-1) : undefined
  const from = last ? spanOf(last).end : text.indexOf('](', whole.start)
  const after = node.type === 'definition' ? text.indexOf(']:', whole.start) : from
  const start = url === '' ? -1 : text.indexOf(url, Math.max(after, whole.start))
  return start < 0 || start >= whole.end ? whole : { start, end: start + url.length }
}

/** A comment alone stands for its section with those below it, or, before the first heading, for all; else for its line. */
const reach = (
  { start, end, alone }: Comment,
  headings: readonly Heading[],
  text: string,
): Span => {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const lineEnd = text.indexOf('\n', end)
  if (!alone) return { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd }
  const place = headings.findLastIndex(heading => heading.start <= start)
  const own = headings[place]
  if (!own) return { start: 0, end: text.length }
  const next = headings.slice(place + 1).find(({ depth }) => depth <= own.depth)
  return { start: own.start, end: next?.start ?? text.length }
}

/** Whether a place lies where a person asked to be left alone. */
export const isIgnored = (page: Page, { start }: Span): boolean =>
  page.ignored.some(span => span.start <= start && start < span.end)
