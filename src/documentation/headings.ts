import { addresses } from './address.ts'
import type { ResolvableSection } from './resolve/inferred.ts'

/** A heading of a Markdown text: its line, from 1, and where that line starts. */
export interface LineHeading {
  readonly title: string
  readonly depth: number
  readonly line: number
  readonly start: number
}

const fenceMark = /^\s*(`{3,}|~{3,})(.*)$/
/** Old documents have no space after the signs. */
const atx = /^ {0,3}(#{1,6})(?:[ \t]+|(?<=##))([^#].*)?$|^ {0,3}(#{1,6})$/
const underline = /^ {0,3}(=+|-{2,})[ \t]*$/

/**
 * The headings of a text, read line by line: what `sections` finds, but for rare cases (a heading in a list, in HTML), at a
 * fiftieth of its time. For reading many versions of a document, where nothing is to be spliced.
 */
export const headingsOf = (text: string): readonly LineHeading[] => {
  const found: LineHeading[] = []
  const lines = text.split('\n')
  let fence = ''
  let start = 0
  lines.forEach((raw, index) => {
    const line = raw.replace(/\r$/, '')
    const closed = fence === ''
    fence = fenceAfter(fence, line)
    const heading = closed && fence === '' ? headingAt(lines, index, line) : undefined
    const above = heading?.above ? (lines[index - 1]?.length ?? 0) + 1 : 0
    if (heading) {
      const { title, depth } = heading
      found.push({ title, depth, line: index + (above > 0 ? 0 : 1), start: start - above })
    }
    start += raw.length + 1
  })
  return found
}

/** The mark of the fence a line stands in or opens; none if it closes it. */
const fenceAfter = (fence: string, line: string): string => {
  const [, mark = '', info = ''] = fenceMark.exec(line) ?? []
  if (fence === '') return mark.startsWith('`') && info.includes('`') ? '' : mark
  return mark.startsWith(fence) && info.trim() === '' ? '' : fence
}

const headingAt = (lines: readonly string[], index: number, line: string) => {
  const match = atx.exec(line)
  if (match) {
    const depth = (match[1] ?? match[3] ?? '').length
    return { title: plainTitle((match[2] ?? '').replace(/\s+#+\s*$/, '')), depth, above: false }
  }
  const mark = underline.exec(line)?.[1]
  const title = lines[index - 1]?.trim() ?? ''
  // A paragraph of one line; longer ones before a line of dashes are rules more often than headings.
  if (mark === undefined || !/^[\p{L}\p{N}`]/u.test(title) || lines[index - 2]?.trim())
    return undefined
  return { title: plainTitle(title), depth: mark.startsWith('=') ? 1 : 2, above: true }
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
