import { Parser } from 'htmlparser2'
import type { Span } from './parse.ts'

/** An attribute of a tag; its span is where the value is written. */
interface HtmlAttribute extends Span {
  readonly name: string
  readonly value: string
}

/** An opening tag; `verbatim`: it stands inside `pre`, `script`, `style` or `textarea`. */
export interface HtmlTag extends Span {
  readonly name: string
  readonly attributes: readonly HtmlAttribute[]
  readonly verbatim: boolean
}

/** What raw HTML holds: opening tags, comments with their signs, and the text of each closed heading. */
export interface HtmlPieces {
  readonly tags: readonly HtmlTag[]
  readonly comments: readonly string[]
  readonly headings: readonly string[]
}

const verbatimTags = new Set(['pre', 'script', 'style', 'textarea'])

/** Closes whatever a text leaves open, so that the document behind it cannot complete an unseen tag. */
const closing = `"'>`

/** Reads raw HTML, or text that holds some; places count from the start of the text. */
export const readHtml = (text: string): HtmlPieces => {
  const tags: HtmlTag[] = []
  const comments: string[] = []
  const headings: string[] = []
  if (!text.includes('<')) return { tags, comments, headings }
  let attributes: HtmlAttribute[] = []
  let verbatim = ''
  let heading: { readonly name: string; text: string } | undefined
  const parser = new Parser({
    onopentagname() {
      attributes = []
    },
    onattribute(name, value, quote) {
      const { startIndex, endIndex } = parser
      const before = /^[^=]*=?\s*["']?/.exec(text.slice(startIndex, endIndex))?.[0].length ?? 0
      attributes.push({
        name,
        value,
        start: startIndex + before,
        end: quote ? endIndex - 1 : endIndex,
      })
    },
    onopentag(name, _, implied) {
      if (implied) return
      const { startIndex: start, endIndex } = parser
      const end = Math.min(endIndex + 1, text.length)
      tags.push({ name, attributes, start, end, verbatim: verbatim !== '' })
      if (verbatim === '' && verbatimTags.has(name)) verbatim = name
      if (/^h[1-6]$/.test(name)) heading = { name, text: '' }
    },
    onclosetag(name, implied) {
      if (name === verbatim) verbatim = ''
      if (name !== heading?.name) return
      if (!implied) headings.push(heading.text.trim())
      heading = undefined
    },
    ontext(piece) {
      if (heading) heading.text += piece
    },
    oncomment() {
      comments.push(text.slice(parser.startIndex, parser.endIndex + 1))
    },
  })
  parser.write(text)
  parser.end(closing)
  return { tags, comments, headings }
}

/** The values of some attributes in all tags. */
export const attributeValues = (
  { tags }: Pick<HtmlPieces, 'tags'>,
  names: ReadonlySet<string>,
): readonly string[] =>
  tags.flatMap(({ attributes }) =>
    attributes.filter(({ name }) => names.has(name)).map(({ value }) => value),
  )
