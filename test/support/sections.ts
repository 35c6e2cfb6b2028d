import type { ResolvableDocument, ResolvableSection } from '../../src/documentation/resolve.ts'

interface Line {
  readonly text: string
  readonly start: number
}

interface Head {
  readonly depth: number
  readonly title: string
  readonly start: number
}

/** Enough of a splitter for tests of what comes after it: `#` headings outside fences, and git-doc markers. */
export const sectionsOf = (text: string): ResolvableSection[] => {
  const lines = linesOf(text)
  const heads = headsOf(lines)
  return [...heads.map((_, place) => headingSection(heads, place, text)), ...markedOf(lines)].sort(
    (a, b) => a.start - b.start,
  )
}

/** A document by its name and text. */
export const documentOf = (file: string, text: string): ResolvableDocument => ({
  file,
  text,
  sections: sectionsOf(text),
})

/** The section with an address or title; throws if there is not exactly one. */
export const findSection = (
  sections: readonly ResolvableSection[],
  address: string,
): ResolvableSection => {
  const found = sections.filter(each => each.address === address || each.title === address)
  if (found.length !== 1) throw new Error(`${found.length} sections "${address}"`)
  return found[0] as ResolvableSection
}

const linesOf = (text: string): Line[] => {
  let start = 0
  return text.split(/(?<=\n)/).map(line => {
    const at = start
    start += line.length
    return { text: line, start: at }
  })
}

const headsOf = (lines: readonly Line[]): Head[] => {
  let fence = ''
  return lines.flatMap(({ text, start }) => {
    const mark = /^\s*(```+|~~~+)/.exec(text)?.[1] ?? ''
    if (mark && (!fence || mark.startsWith(fence))) fence = fence ? '' : mark
    const match = fence ? null : /^(#{1,6})\s+(.*?)\s*#*\s*$/.exec(text)
    return match ? [{ depth: match[1]?.length ?? 1, title: plain(match[2] ?? ''), start }] : []
  })
}

const plain = (title: string): string =>
  title
    .replace(/<[^>]*>/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`/g, '')

const markedOf = (lines: readonly Line[]): ResolvableSection[] => {
  const ends = lines.filter(({ text }) => /git-doc: end/.test(text))
  return lines.flatMap(({ text, start }) => {
    const [, id, globs = ''] = /git-doc: section=(\S+)(?: code="([^"]*)")?/.exec(text) ?? []
    if (id === undefined) return []
    const end = ends.find(line => line.start > start)?.start ?? start
    const code = globs.split(/,\s*/).filter(Boolean)
    const place = { start: start + text.length, end, ownEnd: end }
    const name = { address: id, title: id, path: [id], depth: 0, slug: id, id }
    return [{ ...name, kind: 'marked' as const, code, ignored: false, ...place }]
  })
}

const headingSection = (heads: readonly Head[], place: number, text: string): ResolvableSection => {
  const { depth, title, start } = heads[place] as Head
  const path = pathOf(heads.slice(0, place + 1))
  const after = heads.slice(place + 1)
  const ownEnd = after[0]?.start ?? text.length
  const end = after.find(next => next.depth <= depth)?.start ?? text.length
  const isUnique = heads.filter(other => other.title === title).length === 1
  const address = isUnique ? title : `${path.join(' > ')}:${place}`
  const slug = title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replace(/ /g, '-')
  const ignored = text.slice(start, ownEnd).includes('git-doc: ignore')
  const name = { address, title, path, depth, slug, kind: 'heading' as const }
  return { ...name, ignored, start, end, ownEnd }
}

const pathOf = (heads: readonly Head[]): string[] => {
  let level = 7
  const path: string[] = []
  for (const { depth, title } of heads.toReversed()) {
    if (depth >= level) continue
    level = depth
    path.unshift(title)
  }
  return path
}
