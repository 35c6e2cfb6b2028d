import { GitDocError } from '../../errors/error.ts'
import type { Span } from '../markdown/parse.ts'
import type { Html, Outline } from '../markdown.ts'

/** A comment by which a person speaks to git-doc; it reaches from its line's start to after that line's ending. */
export interface Marker extends Span {
  readonly kind: 'section' | 'end' | 'ignore'
  readonly id: string
  readonly code: readonly string[]
}

const markerInvalid = (file: string, line: number, what: string) =>
  new GitDocError('MARKER_INVALID', `${file}:${line}: ${what}`, {
    hint: 'A marked section is <!-- git-doc: section=ID code="glob, glob" -->, its text, and optionally <!-- git-doc: end -->, each comment on lines of its own.',
  })

/** Tells where in a document a marker is wrong. */
type Refuse = (place: number, what: string) => GitDocError

const refusing =
  (text: string, file: string): Refuse =>
  (place, what) =>
    markerInvalid(file, 1 + [...text.slice(0, place).matchAll(/\r\n|\r|\n/g)].length, what)

const ours = /<!--\s*git-doc:/
const isIgnore = /<!--\s*git-doc:\s*ignore\s*-->/
const alone = /^[ \t]*<!--\s*git-doc:\s*((?:(?!-->)[\s\S])*?)\s*-->[ \t]*$/

/** Raw HTML whose content is shown or hidden as it is; what looks like a comment in it is not one. */
const isVerbatim = (value: string): boolean =>
  /^[ \t]*<(?:pre|script|style|textarea)\b/i.test(value) || /^[ \t]*<[?!](?!--)/.test(value)

/** Whether a place lies in a comment of another kind, where our words are only mentioned. */
const isInComment = (piece: string, place: number): boolean => {
  const before = piece.slice(0, place)
  return before.lastIndexOf('<!--') > before.lastIndexOf('-->')
}

/** A block of HTML cut into what could be a marker: a comment as a whole, other HTML by its lines. */
const piecesOf = ({ value, start }: Html): readonly { piece: string; start: number }[] => {
  if (/^[ \t]*<!--/.test(value)) return [{ piece: value, start }]
  return [...value.matchAll(/[^\r\n]+/g)].map(match => ({
    piece: match[0],
    start: start + match.index,
  }))
}

/** Globs are separated by commas, but for those between braces. */
const globsOf = (list: string): readonly string[] =>
  list
    .split(/,(?![^{]*\})/)
    .map(glob => glob.trim())
    .filter(glob => glob !== '')

const attributesOf = (content: string): ReadonlyMap<string, string> | undefined => {
  const pattern = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))(?:\s+|$)/y
  const found = new Map<string, string>()
  while (pattern.lastIndex < content.length) {
    const match = pattern.exec(content)
    if (!match) return undefined
    const [, name = '', double, single, plain] = match
    if (found.has(name)) return undefined
    found.set(name, (double ?? single ?? plain ?? '').trim())
  }
  return found
}

const readMarker = (content: string, span: Span, refuse: Refuse): Marker => {
  if (content === 'end' || content === 'ignore') return { kind: content, id: '', code: [], ...span }
  const attributes = attributesOf(content)
  if (!attributes?.has('section'))
    throw refuse(span.start, `"git-doc: ${content}" is neither a section, "end" nor "ignore".`)
  const id = (attributes.get('section') ?? '').replace(/\s+/g, ' ')
  if (!id) throw refuse(span.start, 'the marked section has no id.')
  for (const name of attributes.keys())
    if (name !== 'section' && name !== 'code')
      throw refuse(span.start, `a marked section has no "${name}", only "section" and "code".`)
  return { kind: 'section', id, code: globsOf(attributes.get('code') ?? ''), ...span }
}

const lineEnd = (text: string, place: number): number => {
  const ending = /\r\n|\r|\n|$/g
  ending.lastIndex = place
  const match = ending.exec(text)
  return match ? match.index + match[0].length : text.length
}

/** The markers of a document in order. MARKER_INVALID for one that cannot be understood where it stands. */
export const markersOf = ({ text, html }: Outline, file: string): readonly Marker[] => {
  const refuse = refusing(text, file)
  return html.flatMap(node => {
    if (!ours.test(node.value) || isVerbatim(node.value)) return []
    return piecesOf(node).flatMap(({ piece, start }) => {
      const place = piece.search(ours)
      if (place < 0 || isInComment(piece, place)) return []
      const content = alone.exec(piece)?.[1]
      // Beside other text it speaks to "git-doc check", of its line only.
      if (isIgnore.test(piece) && !(node.top && content === 'ignore')) return []
      if (!node.top || content === undefined)
        throw refuse(
          start + place,
          'a git-doc comment stands on lines of its own, outside lists, quotes and paragraphs.',
        )
      return [
        readMarker(content, { start, end: lineEnd(text, start + piece.trimEnd().length) }, refuse),
      ]
    })
  })
}

/** A marked section's id and globs, and its text: what lies between its marker's line and its end. */
export interface Marked extends Span {
  readonly id: string
  readonly code: readonly string[]
}

/**
 * The marked sections of a document. One without `end` reaches to the next marker or heading; a heading right below its
 * marker belongs to it. MARKER_INVALID for an `end` of nothing and for an id that is there twice.
 */
export const markedSections = (
  markers: readonly Marker[],
  { text, headings }: Outline,
  file: string,
): readonly Marked[] => {
  const refuse = refusing(text, file)
  const found = new Map<string, Marked>()
  let isOpen = false
  for (const [place, { kind, id, code, start, end }] of markers.entries()) {
    if (kind === 'end' && !isOpen) throw refuse(start, '"end" ends no marked section.')
    if (kind !== 'ignore') isOpen = kind === 'section'
    if (kind !== 'section') continue
    if (found.has(id)) throw refuse(start, `there is a marked section "${id}" already.`)
    const closing = markers.slice(place + 1).find(marker => marker.kind !== 'ignore')
    const next = closing?.kind === 'end' ? closing.start : undefined
    const heading = headings.find(
      each => each.top && each.start >= end && text.slice(end, each.start).trim() !== '',
    )
    const reach = Math.min(heading?.start ?? text.length, markers[place + 1]?.start ?? text.length)
    found.set(id, { id, code, start: end, end: next ?? reach })
  }
  return [...found.values()]
}
