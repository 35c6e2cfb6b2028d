import { Parser } from 'htmlparser2'
import type { Nodes } from 'mdast'
import { toString as textIn } from 'mdast-util-to-string'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  text: string
}

/** Every element of an XML document, in the order of its start. Throws unless what is opened is closed, in order and once. */
export const elementsOf = (xml: string): readonly Element[] => {
  const elements: Element[] = []
  const open: Element[] = []
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const element = { name, attributes, text: '' }
        elements.push(element)
        open.push(element)
      },
      ontext(text) {
        const element = open.at(-1)
        if (element) element.text += text
        else if (text.trim() !== '') throw new Error(`Text outside of an element: ${text}`)
      },
      onclosetag(name, isImplied) {
        if (open.pop()?.name !== name) throw new Error(`</${name}> closes another element.`)
        // A tag like <a/> is closed at once, and so is what the end of the text cut off.
        if (isImplied && !/\/>\s*$/.test(xml.slice(parser.startIndex, parser.endIndex + 1)))
          throw new Error(`<${name}> is not closed.`)
      },
    },
    { xmlMode: true },
  )
  parser.end(xml)
  return elements
}

/** The one table of a Markdown text as rows of cells, and the kinds of all nodes. */
export const tableOf = (markdown: string) => {
  const rows: string[][] = []
  const kinds = new Set<string>()
  const visit = (node: Nodes): void => {
    // The heading of the report is ours.
    if (node.type === 'paragraph') return
    // An address that a reader makes a link of by itself shows where it leads.
    if (node.type !== 'link' || !node.url.includes(textIn(node))) kinds.add(node.type)
    if (node.type === 'tableRow') rows.push(node.children.map(cell => textIn(cell)))
    if ('children' in node) for (const child of node.children) visit(child)
  }
  visit(unified().use(remarkParse).use(remarkGfm).parse(markdown))
  return { rows, kinds }
}
