import type { Nodes, Root } from 'mdast'
import { remarkFrontmatter, remarkGfm, remarkParse, unified } from './remark.ts'

/** A range of a text in UTF-16 units; `end` is the place after its last unit. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Whether something starts in a span. */
export const isIn = ({ start }: Pick<Span, 'start'>, span: Span): boolean =>
  span.start <= start && start < span.end

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkFrontmatter, ['yaml', 'toml'])
  .freeze()

/** The syntax tree of a Markdown text: CommonMark with GFM and front matter. */
export const parse = (text: string): Root =>
  // The parser drops a byte order mark without counting it, and every place after it would be off by one.
  processor.parse(text.startsWith('\uFEFF') ? `\u200B${text.slice(1)}` : text)

/** Where a node of the tree stands in its text. */
export const spanOf = (node: Nodes): Span => ({
  start: node.position?.start.offset ?? 0,
  end: node.position?.end.offset ?? 0,
})

/** Every node of a tree in the order of the text, with its parent. No recursion: documents nest as deep as they like. */
export function* nodesOf(root: Root): Generator<{ node: Nodes; parent: Nodes }> {
  const open: { node: Nodes; parent: Nodes }[] = [{ node: root, parent: root }]
  for (let next = open.pop(); next; next = open.pop()) {
    yield next
    const parent = next.node
    if ('children' in parent)
      for (const node of parent.children.toReversed()) open.push({ node, parent })
  }
}
