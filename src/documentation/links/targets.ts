import { type HtmlPieces, readHtml } from '../markdown/html.ts'
import type { Span } from '../markdown/parse.ts'
import { type Link as MarkdownLink, outline } from '../markdown.ts'

/** Where a link leads, and where its target is written. */
export interface Link extends Span {
  readonly target: string
}

/** The links of a Markdown text that a reader can follow: not those in code and comments, nor definitions that no link uses. */
export const linksIn = (text: string): readonly Link[] => {
  const { links, html, references } = outline(text)
  const used = new Set(references.map(({ name }) => name))
  const written = links
    .filter(({ defines }) => defines === undefined || used.has(defines))
    .map(link => ({ target: link.url, ...targetSpan(text, link) }))
  // The node's own value lacks the indentation of its lines.
  const inHtml = html.flatMap(({ start, end }) =>
    htmlLinks(readHtml(text.slice(start, end))).map(link => ({
      ...link,
      start: start + link.start,
      end: start + link.end,
    })),
  )
  return [...written, ...inHtml].sort((one, other) => one.start - other.start)
}

/** Where a link writes its target; the link as a whole where the two are not spelled alike. */
const targetSpan = (text: string, { url, after, start, end }: MarkdownLink): Span => {
  const place = url === '' ? -1 : text.indexOf(url, after)
  return place < 0 || place >= end ? { start, end } : { start: place, end: place + url.length }
}

const linkTags = new Set(['a', 'img', 'source', 'video'])
const linkAttributes = new Set(['href', 'src'])

const htmlLinks = ({ tags }: HtmlPieces): readonly Link[] =>
  tags
    .filter(({ name, verbatim }) => linkTags.has(name) && !verbatim)
    .flatMap(({ attributes }) => attributes)
    .filter(({ name }) => linkAttributes.has(name))
    .map(({ value, start, end }) => ({ target: value.trim(), start, end }))

/**
 * Every target that a link of a text can lead to, and some that only look like one: reading Markdown takes a hundred times longer,
 * so only a document with a suspect is read whole. A target this spells otherwise than the reader does is a suspect.
 */
export const skimTargets = (text: string): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const match of text.matchAll(inline)) found.add(match[1] ?? match[2] ?? '')
  for (const match of text.matchAll(defined)) found.add(match[1] ?? match[2] ?? '')
  for (const [tag] of text.matchAll(/<(?:a|img|source|video)\b[^>]*>/gi))
    for (const { target } of htmlLinks(readHtml(tag))) found.add(target)
  return found
}

const inline = /\]\(\s*(?:<([^<>\n]*)>|((?:\\.|[^\s()\\<>]|\((?:\\.|[^\s()\\])*\))*))/g
const defined = /\]:\s*(?:<([^<>\n]*)>|(\S+))/g
