import { addresses } from '../address.ts'
import type { ResolvableSection } from '../resolve/inferred.ts'
import { type Fence, fenceAfter } from './fences.ts'

/** A heading of a Markdown text: its line, from 1, and where that line starts. */
export interface LineHeading {
  readonly title: string
  readonly depth: number
  readonly line: number
  readonly start: number
}

/** Old documents have no space after the signs. */
const atx = /^ {0,3}(#{1,6})(?:[ \t]+|(?<=##))([^#].*)?$|^ {0,3}(#{1,6})$/
const underline = /^ {0,3}(=+|-{2,})[ \t]*$/

/** A heading as its line shows it: `raw` is its title as written; `strict`: it is one by the rules of today. */
interface HeadingLine extends Omit<LineHeading, 'title'> {
  readonly raw: string
  readonly strict: boolean
}

/** The headings of a text, read line by line outside code blocks. */
export function* headingLines(text: string): Generator<HeadingLine> {
  const lines = text.split('\n')
  let fence: Fence | undefined
  let start = 0
  for (const [index, written] of lines.entries()) {
    const line = written.replace(/\r$/, '')
    const outside = fence === undefined
    fence = fenceAfter(fence, line)
    const heading = outside && !fence ? headingAt(lines, index, line) : undefined
    const above = heading?.above ? (lines[index - 1]?.length ?? 0) + 1 : 0
    if (heading) {
      const { raw, depth, strict } = heading
      yield { raw, depth, strict, line: index + (above > 0 ? 0 : 1), start: start - above }
    }
    start += written.length + 1
  }
}

/**
 * The headings of a text by its lines: what `sections` finds, but for rare cases (a heading in a list, in HTML), at a
 * fiftieth of its time. For reading many versions of a document, where nothing is to be spliced.
 */
export const headingsOf = (text: string): readonly LineHeading[] =>
  [...headingLines(text)].map(({ raw, depth, line, start }) => ({
    title: plainTitle(raw),
    depth,
    line,
    start,
  }))

const headingAt = (lines: readonly string[], index: number, line: string) => {
  const match = atx.exec(line)
  if (match) {
    const depth = (match[1] ?? match[3] ?? '').length
    const raw = (match[2] ?? '').replace(/\s+#+\s*$/, '')
    return { raw, depth, strict: /^ *#+(?:[ \t]|$)/.test(line), above: false }
  }
  const mark = underline.exec(line)?.[1]
  const raw = lines[index - 1]?.trim() ?? ''
  // A paragraph of one line; longer ones before a line of dashes are rules more often than headings.
  if (mark === undefined || !/^[\p{L}\p{N}`]/u.test(raw) || lines[index - 2]?.trim())
    return undefined
  return { raw, depth: mark.startsWith('=') ? 1 : 2, strict: true, above: true }
}

/** A title as it is read: without HTML, targets of links and marks of code and emphasis. */
const plainTitle = (title: string): string =>
  title
    .replace(/<[^>]*>/g, '')
    .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/[`*]/g, '')
    .trim()

/** What stands before the first heading, by name. */
export const preamble = '(preamble)'

/**
 * The sections of a text by its headings alone, each up to the next heading of any level, and before them the text above the
 * first one, if there is any.
 */
export const lineSections = (text: string): readonly (ResolvableSection & { line: number })[] => {
  const headings = headingsOf(text)
  const path: LineHeading[] = []
  const sections = headings.map((heading, place) => {
    while ((path.at(-1)?.depth ?? 0) >= heading.depth) path.pop()
    path.push(heading)
    const { title, depth, start, line } = heading
    const ownEnd = headings[place + 1]?.start ?? text.length
    const end = headings.slice(place + 1).find(next => next.depth <= depth)?.start ?? text.length
    const titles = path.map(above => above.title)
    return {
      title,
      path: titles,
      depth,
      slug: '',
      kind: 'heading' as const,
      line,
      start,
      end,
      ownEnd,
    }
  })
  const names = addresses(sections)
  const named = sections.map((section, place) => ({ ...section, address: names[place] ?? '' }))
  const first = sections[0]?.start ?? text.length
  if (text.slice(0, first).trim() === '') return named
  const top = { title: preamble, path: [], depth: 0, slug: '', kind: 'heading' as const, line: 1 }
  return [{ ...top, address: preamble, start: 0, end: first, ownEnd: first }, ...named]
}
