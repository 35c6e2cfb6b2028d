import type { Span } from '../markdown.ts'

/** Where a link leads, and where its target is written. */
export interface Link extends Span {
  readonly target: string
}

/** The links and images of raw HTML that begins at `start` of its document. */
export const htmlLinks = (html: string, start = 0): readonly Link[] => {
  const shown = withoutComments(html)
  return [...shown.matchAll(tags)].flatMap(({ 0: tag, index }) =>
    [...tag.matchAll(targets)].map(match => {
      const written = match[1] ?? match[2] ?? match[3] ?? ''
      const place = start + index + match.index + match[0].lastIndexOf(written)
      const target = written.trim().replaceAll('&amp;', '&')
      return { target, start: place, end: place + written.length }
    }),
  )
}

const tags = /<(?:a|img|source|video)\b[^>]*>/gi
const targets = /\s(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>{]+))/gi

/** Blanks in place of comments and of what is shown as it is, so that places stay. */
const withoutComments = (html: string): string =>
  html.replace(
    /<!--[\s\S]*?(?:-->|$)|<(pre|script|style|textarea)\b[\s\S]*?(?:<\/\1>|$)/gi,
    comment => ' '.repeat(comment.length),
  )

/** The anchors that raw HTML or an attribute list (`{#id}`) sets anywhere in a text. */
export const htmlAnchors = (text: string): readonly string[] => [
  ...[
    ...text.matchAll(
      /<[a-z][^<>]*?\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>{]+))[^<>]*>/gi,
    ),
  ].flatMap(match =>
    [...match[0].matchAll(/\s(?:id|name)\s*=\s*["']?([^\s"'<>{]+)/gi)].map(m => m[1] ?? ''),
  ),
  ...[...text.matchAll(/\{\s*:?\s*#([^\s{}]+)[^{}]*\}/g)].map(([, id = '']) => id),
]

/** The headings that are written as HTML: GitHub gives them anchors as well. */
export const htmlHeadings = (text: string): readonly string[] =>
  [...text.matchAll(/<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1>/gi)].map(([, , inner = '']) =>
    inner.replace(/<[^>]*>/g, '').trim(),
  )
