import GithubSlugger from 'github-slugger'
import { addresses } from './address.ts'
import { withLf } from './markdown/lines.ts'
import type { Span } from './markdown/parse.ts'
import { type Heading, type Outline, outline } from './markdown.ts'
import { type Marked, type Marker, markedSections, markersOf } from './sections/markers.ts'

/**
 * A heading with all below it up to the next heading of its level or higher, or a marked block.
 * `start` and `end` are places in the document's text (UTF-16 units, without byte order mark); a heading's section
 * starts at its line, a marked one after its first marker's line.
 */
export interface Section {
  /** Unique in the document, and readable: see address.ts. */
  readonly address: string
  /** A heading's text; a marked section's id. */
  readonly title: string
  /** The titles of the headings above, and its own. */
  readonly path: readonly string[]
  /** 1 to 6; 0 for a marked section. */
  readonly depth: number
  /** GitHub's anchor for the heading; a marked section's id. */
  readonly slug: string
  readonly kind: 'heading' | 'marked'
  /** A marked section's id, and the globs of code it says it follows. */
  readonly id?: string
  readonly code?: readonly string[]
  /** A comment `git-doc: ignore` stands in it, in a section above it, or before the first heading: it is not to be inferred. */
  readonly ignored: boolean
  readonly start: number
  /** With its subsections. */
  readonly end: number
  /** Without them: up to the next heading of any level. */
  readonly ownEnd: number
}

/** A document as far as its sections go. */
export interface Structure {
  readonly outline: Outline
  readonly markers: readonly Marker[]
  readonly sections: readonly Section[]
}

type Unaddressed = Omit<Section, 'address' | 'ignored'>

/** Anchors are numbered over all headings, also those in lists and quotes; sections are only those that are not. */
const headingSections = ({ text, headings }: Outline): readonly Unaddressed[] => {
  const slugger = new GithubSlugger()
  const slugs = new Map(headings.map(heading => [heading, slugger.slug(heading.anchor)]))
  const tops = headings.filter(({ top }) => top)
  const path: Heading[] = []
  return tops.map((heading, place) => {
    while ((path.at(-1)?.depth ?? 0) >= heading.depth) path.pop()
    path.push(heading)
    const { title, depth, start } = heading
    const ownEnd = tops[place + 1]?.start ?? text.length
    const slug = slugs.get(heading) ?? ''
    const titles = path.map(above => above.title)
    return { title, path: titles, depth, slug, kind: 'heading', start, end: ownEnd, ownEnd }
  })
}

/** Lets each section reach over those below it, from the last to the first. */
const withEnds = (sections: readonly Unaddressed[], length: number): readonly Unaddressed[] => {
  const nextOfDepth = new Array<number>(8).fill(length)
  return sections
    .toReversed()
    .map(section => {
      const end = Math.min(...nextOfDepth.slice(0, section.depth + 1))
      nextOfDepth[section.depth] = section.start
      return { ...section, end }
    })
    .toReversed()
}

/** The innermost of the sections by heading that a place lies in. */
const enclosing = <Place extends Span & { readonly kind: 'heading' | 'marked' }>(
  sections: readonly Place[],
  place: number,
): Place | undefined => sections.findLast(({ kind, start }) => kind === 'heading' && start <= place)

/** The level of the heading a section has, or, for a marked one, stands under; 0 before the first. */
export const levelOf = (sections: readonly Section[], section: Section): number =>
  section.kind === 'heading' ? section.depth : (enclosing(sections, section.start - 1)?.depth ?? 0)

const markedSection = (
  { id, code, start, end }: Marked,
  headings: readonly Unaddressed[],
): Unaddressed => {
  const above = enclosing(headings, start - 1)?.path ?? []
  const path = [...above, id]
  return { title: id, path, depth: 0, slug: id, kind: 'marked', id, code, start, end, ownEnd: end }
}

const ignoredSpans = (
  markers: readonly Marker[],
  headings: readonly Unaddressed[],
): readonly Span[] =>
  markers
    .filter(({ kind }) => kind === 'ignore')
    .map(({ start }) => enclosing(headings, start) ?? { start: 0, end: Number.POSITIVE_INFINITY })

/** Reads a document's structure. MARKER_INVALID, with `file` and line, if its markers are not in order. */
export const structureOf = (text: string, file: string): Structure => {
  const read = outline(text)
  const markers = markersOf(read, file)
  const headings = withEnds(headingSections(read), text.length)
  const marked = markedSections(markers, read, file).map(each => markedSection(each, headings))
  const ignored = ignoredSpans(markers, headings)
  const all = [...headings, ...marked].sort(
    (one, other) => one.start - other.start || one.depth - other.depth,
  )
  const names = addresses(all)
  const sections = all.map((section, place) => ({
    ...section,
    address: names[place] ?? '',
    ignored: ignored.some(({ start, end }) => start <= section.start && section.start < end),
  }))
  return { outline: read, markers, sections }
}

/** The sections of a document in the order of their starts, those that hold others first. */
export const sections = (text: string, file = 'the document'): readonly Section[] =>
  structureOf(text, file).sections

/** A section's text with LF line endings: whole, with its subsections, or its own, up to the next heading. */
export const sectionText = (text: string, section: Section, scope: 'whole' | 'own'): string =>
  withLf(text.slice(section.start, scope === 'whole' ? section.end : section.ownEnd))
