import type { Span } from '../markdown/parse.ts'
import { type Heading, type Html, outline } from '../markdown.ts'

/** A piece of code in a document: what stands in backticks, or a code block with the language it says it is. */
export interface Code extends Span {
  readonly text: string
  readonly language: string | undefined
  readonly kind: 'span' | 'fence'
  /** The titles of the headings above. */
  readonly titles: readonly string[]
}

/** The code in a document, in its order. */
export const codeIn = (text: string): readonly Code[] => {
  const { code, codeSpans, headings } = outline(text)
  const pieces = [
    ...code.map(each => ({ ...each, kind: 'fence' as const })),
    ...codeSpans.map(each => ({ ...each, kind: 'span' as const })),
  ].sort((one, other) => one.start - other.start)
  const path: Heading[] = []
  let place = 0
  return pieces.map(piece => {
    for (let next = headings[place]; next && next.start < piece.start; next = headings[place]) {
      while ((path.at(-1)?.depth ?? 0) >= next.depth) path.pop()
      path.push(next)
      place += 1
    }
    return { ...piece, titles: path.map(({ title }) => title) }
  })
}

const ours = /<!--\s*git-doc:\s*ignore\s*-->/g

/** The parts of a document that a person asked to leave alone: `<!-- git-doc: ignore -->`. */
export const ignoredIn = (text: string): readonly Span[] => {
  const { html, headings } = outline(text)
  return html.flatMap(each => commentsIn(each, text).map(comment => reach(comment, headings, text)))
}

/** `alone`: it has its line for itself, outside lists, quotes and paragraphs. */
interface Comment extends Span {
  readonly alone: boolean
}

const commentsIn = ({ start, end, top }: Html, text: string): Comment[] =>
  [...text.slice(start, end).matchAll(ours)].map(({ 0: comment, index }) => {
    const place = { start: start + index, end: start + index + comment.length }
    return { ...place, alone: top && lineAt(text, place.start).trim() === comment }
  })

/** The line a place is in. */
export const lineAt = (text: string, place: number): string =>
  text.slice(text.lastIndexOf('\n', place - 1) + 1).split('\n', 1)[0] ?? ''

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
