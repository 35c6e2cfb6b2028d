import type { Nodes } from 'mdast'
import { toString as textOf } from 'mdast-util-to-string'
import { documentEncoding, documentInLfs } from '../errors/documents.ts'
import { remembered } from './cache.ts'
import { nodesOf, parse, type Span, spanOf } from './markdown/parse.ts'

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

/** A link, an image or a definition; `after` is the place from which its address is written. */
export interface Link extends Span {
  readonly url: string
  readonly image: boolean
  /** Of a definition: its name. */
  readonly defines: string | undefined
  readonly after: number
}

/** A block of the document itself, not inside another. */
interface Block extends Span {
  readonly type: string
}

/** Code with what it says: a block, fenced or indented, with its language; or a span in a line. */
export interface Code extends Span {
  readonly text: string
  readonly language: string | undefined
}

/** Everything that a Markdown text consists of, in its order, as far as this program needs to know. */
export interface Outline {
  readonly text: string
  readonly blocks: readonly Block[]
  readonly headings: readonly Heading[]
  readonly html: readonly Html[]
  readonly definitions: readonly Definition[]
  readonly references: readonly Reference[]
  readonly links: readonly Link[]
  /** Code blocks. */
  readonly code: readonly Code[]
  /** Code in a line. */
  readonly codeSpans: readonly Code[]
}

const lineStart = (text: string, place: number): number => {
  let start = place
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start -= 1
  return start
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ')

const flowParents = new Set(['root', 'blockquote', 'listItem', 'footnoteDefinition'])

/**
 * The versions of a document and the sections of a commit are each read several times.
 */
const outlinesKept = { characters: 1_000_000 }

/** Reads a Markdown text (CommonMark, GFM, front matter) into its outline. */
export const outline = remembered((text): Outline => {
  const root = parse(text)
  const headings: Heading[] = []
  const html: Html[] = []
  const definitions: Definition[] = []
  const references: Reference[] = []
  const links: Link[] = []
  const code: Code[] = []
  const codeSpans: Code[] = []
  for (const { node, parent } of nodesOf(root)) {
    const { start, end } = spanOf(node)
    const top = parent === root
    if ('url' in node) links.push(linkOf(node, text))
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
        code.push({ text: node.value, language: node.lang ?? undefined, start, end })
        break
      case 'inlineCode':
        codeSpans.push({ text: node.value, language: undefined, start, end })
        break
    }
  }
  const blocks = root.children.map(node => ({ type: node.type, ...spanOf(node) }))
  return { text, blocks, headings, html, definitions, references, links, code, codeSpans }
}, outlinesKept)

const linkOf = (
  node: Extract<Nodes, { readonly type: 'link' | 'image' | 'definition' }>,
  text: string,
): Link => {
  const { start, end } = spanOf(node)
  const last = 'children' in node ? node.children.at(-1) : undefined
  const after = last
    ? spanOf(last).end
    : Math.max(start, text.indexOf(node.type === 'definition' ? ']:' : '](', start))
  const defines = node.type === 'definition' ? node.identifier : undefined
  return { url: node.url, image: node.type === 'image', defines, after, start, end }
}

/** A heading as one ATX line without its indentation, whatever way it was written. */
export const headingLine = ({ depth, title }: Pick<Heading, 'depth' | 'title'>): string =>
  `${'#'.repeat(depth)} ${title}`

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What every pointer file of Git LFS begins with. */
const lfsPointer = 'version https://git-lfs.github.com/spec/'

/** A document's bytes as text without its byte order mark. DOCUMENT_ENCODING if they are not UTF-8, DOCUMENT_IN_LFS for a pointer. */
export const decodeDocument = (bytes: Uint8Array, file: string): { text: string; bom: boolean } => {
  let decoded: string
  try {
    decoded = decoder.decode(bytes)
  } catch {
    throw documentEncoding(file)
  }
  if (decoded.startsWith(lfsPointer)) throw documentInLfs(file)
  const bom = decoded.startsWith('\uFEFF')
  return { text: bom ? decoded.slice(1) : decoded, bom }
}
