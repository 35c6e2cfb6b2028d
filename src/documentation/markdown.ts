import type { Nodes, Root } from 'mdast'
import { toString as textOf } from 'mdast-util-to-string'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { documentEncoding } from '../errors.ts'

/** A place in a text, in UTF-16 units. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Whether something starts in a span. */
export const isIn = ({ start }: Pick<Span, 'start'>, span: Span): boolean =>
  span.start <= start && start < span.end

/** A heading; `start` is where its line begins. `top`: it stands in no list, quote or other block. */
export interface Heading extends Span {
  readonly depth: number
  readonly title: string
  /** What GitHub makes the anchor of. */
  readonly anchor: string
  readonly top: boolean
}

/** A piece of raw HTML; `flow`: it is a block, not part of a line. */
export interface Html extends Span {
  readonly value: string
  readonly top: boolean
  readonly flow: boolean
}

/** A link or footnote definition; `name` tells the two apart, `target` is where a link leads. */
export interface Definition extends Span {
  readonly name: string
  readonly target: string
}

/** A link, image or footnote that leads to a definition. */
interface Reference extends Span {
  readonly name: string
}

/** A place a link, an image or a definition leads to, as it is written. */
interface Link extends Span {
  readonly url: string
  readonly image: boolean
}

/** A block of the document itself, not inside another. */
interface Block extends Span {
  readonly type: string
}

/** What a Markdown text consists of, in its order, as far as splicing and guarding need to know. */
export interface Outline {
  readonly text: string
  readonly blocks: readonly Block[]
  readonly headings: readonly Heading[]
  readonly html: readonly Html[]
  readonly definitions: readonly Definition[]
  readonly references: readonly Reference[]
  readonly links: readonly Link[]
  /** Code blocks, fenced and indented. */
  readonly code: readonly Span[]
}

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkFrontmatter, ['yaml', 'toml'])
  .freeze()

// The parser drops a byte order mark without counting it, and every place after it would be off by one.
const parse = (text: string): Root =>
  processor.parse(text.startsWith('\uFEFF') ? `\u200B${text.slice(1)}` : text)

/** Where a node of the tree stands in its text. */
export const spanOf = (node: Nodes): Span => ({
  start: node.position?.start.offset ?? 0,
  end: node.position?.end.offset ?? 0,
})

const lineStart = (text: string, place: number): number => {
  let start = place
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start -= 1
  return start
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ')

/** Every node of a tree in the order of the text, without recursion: documents nest as deep as they like. */
function* nodesOf(root: Root): Generator<{ node: Nodes; parent: Nodes }> {
  const open: { node: Nodes; parent: Nodes }[] = [{ node: root, parent: root }]
  for (let next = open.pop(); next; next = open.pop()) {
    yield next
    const parent = next.node
    if ('children' in parent)
      for (const node of parent.children.toReversed()) open.push({ node, parent })
  }
}

/** Every node of a Markdown text, in its order, with the node that holds it. */
export const nodesIn = (text: string): Iterable<{ node: Nodes; parent: Nodes }> =>
  nodesOf(parse(text))

const flowParents = new Set(['root', 'blockquote', 'listItem', 'footnoteDefinition'])

/**
 * The outlines of so many characters of text are kept: a document's copies and what they become are each looked at several
 * times over, and so are a commit's sections.
 */
const charactersKept = 1_000_000
const kept = new Map<string, Outline>()
let held = 0

/** Reads a Markdown text (CommonMark, GFM, front matter) into its outline. */
export const outline = (text: string): Outline => {
  const known = kept.get(text)
  const found = known ?? read(text)
  if (known) kept.delete(text)
  else held += text.length
  kept.set(text, found)
  for (const oldest of kept.keys()) {
    if (held <= charactersKept) break
    kept.delete(oldest)
    held -= oldest.length
  }
  return found
}

const read = (text: string): Outline => {
  const root = parse(text)
  const headings: Heading[] = []
  const html: Html[] = []
  const definitions: Definition[] = []
  const references: Reference[] = []
  const links: Link[] = []
  const code: Span[] = []
  for (const { node, parent } of nodesOf(root)) {
    const { start, end } = spanOf(node)
    const top = parent === root
    if ('url' in node) links.push({ url: node.url, image: node.type === 'image', start, end })
    switch (node.type) {
      case 'heading': {
        const anchor = textOf(node, { includeImageAlt: false, includeHtml: false })
        const title = oneLine(anchor) || oneLine(textOf(node, { includeHtml: false }))
        headings.push({ depth: node.depth, title, anchor, top, start: lineStart(text, start), end })
        break
      }
      case 'html':
        html.push({ value: node.value, top, flow: flowParents.has(parent.type), start, end })
        break
      case 'definition':
        definitions.push({
          name: node.identifier,
          target: JSON.stringify([node.url, node.title ?? null]),
          start,
          end,
        })
        break
      case 'footnoteDefinition':
        definitions.push({ name: `^${node.identifier}`, target: '', start, end })
        break
      case 'linkReference':
      case 'imageReference':
        references.push({ name: node.identifier, start, end })
        break
      case 'footnoteReference':
        references.push({ name: `^${node.identifier}`, start, end })
        break
      case 'code':
        code.push({ start, end })
        break
    }
  }
  const blocks = root.children.map(node => ({ type: node.type, ...spanOf(node) }))
  return { text, blocks, headings, html, definitions, references, links, code }
}

/** A heading as one ATX line without its indentation, whatever way it was written. */
export const headingLine = ({ depth, title }: Pick<Heading, 'depth' | 'title'>): string =>
  `${'#'.repeat(depth)} ${title}`

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A document's bytes as text without its byte order mark. DOCUMENT_ENCODING if they are not UTF-8. */
export const decodeDocument = (bytes: Uint8Array, file: string): { text: string; bom: boolean } => {
  let decoded: string
  try {
    decoded = decoder.decode(bytes)
  } catch {
    throw documentEncoding(file)
  }
  const bom = decoded.startsWith('\uFEFF')
  return { text: bom ? decoded.slice(1) : decoded, bom }
}
