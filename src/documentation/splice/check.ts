import { isGitDocError } from '../../errors/error.ts'
import { answerRefused } from '../../errors/models.ts'
import { isIn, type Span } from '../markdown/parse.ts'
import { type Definition, headingLine, type Outline } from '../markdown.ts'
import type { Marker } from '../sections/markers.ts'
import { levelOf, type Section, type Structure, structureOf } from '../sections.ts'
import { definitionsByName } from './definitions.ts'

/** A span of the old document and what stands in its place in the new one. */
interface Exchange extends Span {
  readonly section: Section
  readonly next: string
  readonly adds: boolean
}

/** Where a place of the old document outside every exchange is in the new one. */
const mover =
  (exchanges: readonly Exchange[]) =>
  (place: number): number =>
    exchanges.reduce(
      (moved, { start, end, next }) => (end <= place ? moved + next.length - (end - start) : moved),
      place,
    )

/** Where each new text stands in the new document. Said apart from the above: an empty section ends where it starts. */
const newSpans = (exchanges: readonly Exchange[]): readonly Span[] => {
  let moved = 0
  return exchanges.map(({ start, end, next }) => {
    const from = start + moved
    moved += next.length - (end - start)
    return { start: from, end: from + next.length }
  })
}

const lineOf = (text: string, place: number): string =>
  text
    .slice(place)
    .match(/[^\r\n]+/)?.[0]
    .trim()
    .slice(0, 80) ?? ''

const headingsAt = ({ headings }: Outline): ReadonlyMap<number, string> =>
  new Map(headings.filter(({ top }) => top).map(heading => [heading.end, headingLine(heading)]))

/** Every block outside is still a block of its kind, from the same to the same place; so no heading has gone or changed its level. */
const blocksAreKept = (before: Outline, after: Outline, exchanges: readonly Exchange[]) => {
  const moved = mover(exchanges)
  const found = new Map(after.blocks.map(block => [block.start, block]))
  const [oldHeadings, newHeadings] = [headingsAt(before), headingsAt(after)]
  for (const block of before.blocks) {
    if (exchanges.some(({ start, end }) => block.start < end && start < block.end)) continue
    const same = found.get(moved(block.start))
    const kept =
      same?.type === block.type &&
      same.end === moved(block.end) &&
      oldHeadings.get(block.end) === newHeadings.get(same.end)
    if (kept) continue
    const line = lineOf(before.text, block.start)
    return block.type === 'heading'
      ? `the heading "${line}" after it would no longer be one`
      : `what begins with "${line}" would no longer be read as it is`
  }
  return undefined
}

/**
 * Nothing outside has become a block that was none, as where a block of HTML no longer reaches beyond its section. The comment
 * that ends a section may.
 */
const noBlockIsNew = (before: Outline, after: Outline, exchanges: readonly Exchange[]) => {
  const moved = mover(exchanges)
  const spans = newSpans(exchanges)
  const known = new Set(before.blocks.map(({ start }) => moved(start)))
  const block = after.blocks.find(
    ({ type, start, end }) =>
      type !== 'html' &&
      !known.has(start) &&
      !spans.some(span => start < span.end && span.start < end),
  )
  return block && `"${lineOf(after.text, block.start)}" after it would be read otherwise`
}

/** Whether a marked section is all of its new text: without a marker for its end, a heading in it would end it. */
const isWhole = ({ sections }: Structure, { id }: Section, { start, end }: Span): boolean =>
  sections.some(each => each.id === id && each.start === start && each.end === end)

/** Each new text is the section it replaces: its heading is there, and it opens no section beside itself. */
const sectionsAreKept = (before: Structure, after: Structure, exchanges: readonly Exchange[]) => {
  for (const [place, span] of newSpans(exchanges).entries()) {
    const exchange = exchanges[place]
    if (!exchange) continue
    const { section, adds } = exchange
    const level = levelOf(before.sections, section)
    const within = ({ headings }: Outline, whole: Span) =>
      headings.filter(each => each.top && each.depth <= level && isIn(each, whole))
    const old = within(before.outline, exchange)
    const now = within(after.outline, span)
    if (!adds && section.kind === 'marked' && !isWhole(after, section, span))
      return 'the marked section would end elsewhere'
    if (section.kind === 'heading' && (now[0]?.start !== span.start || now[0].depth !== level))
      return 'its own heading would be gone'
    const extra = now[old.length + (adds && now.length > old.length ? 1 : 0)]
    if (extra) return `the heading "${headingLine(extra)}" would begin a section of its own`
  }
  return undefined
}

const describe = ({ kind, id, code }: Marker): string =>
  kind === 'section' ? `section=${id} code="${code.join(', ')}"` : kind

/** The same comments to git-doc in the same order, inside the new texts and outside. */
const markersAreKept = (before: Structure, after: Structure) => {
  const [old, now] = [before.markers.map(describe), after.markers.map(describe)]
  const lost = old.find((marker, place) => now[place] !== marker)
  if (lost) return `the comment "git-doc: ${lost}" would be lost or moved`
  const added = now[old.length]
  return added && `there would be a new comment "git-doc: ${added}"`
}

/** Every link and footnote outside leads where it led, and no text has become one. */
const referencesAreKept = (before: Outline, after: Outline, exchanges: readonly Exchange[]) => {
  const moved = mover(exchanges)
  const [oldTargets, newTargets] = [definitionsByName(before), definitionsByName(after)]
  const outside = (
    { references }: Outline,
    spans: readonly Span[],
    place: (place: number) => number,
    targets: ReadonlyMap<string, Definition>,
  ) =>
    new Map(
      references
        .filter(each => !spans.some(span => isIn(each, span)))
        .map(({ name, start }) => [place(start), { name, target: targets.get(name)?.target }]),
    )
  const old = outside(before, exchanges, moved, oldTargets)
  const now = outside(after, newSpans(exchanges), place => place, newTargets)
  for (const [place, { name, target }] of old) {
    const same = now.get(place)
    if (same?.name !== name) return `[${name}], used elsewhere, would lead nowhere`
    if (same.target !== target) return `[${name}], used elsewhere, would lead somewhere else`
  }
  for (const [place, { name }] of now)
    if (!old.has(place)) return `[${name}], plain text elsewhere, would become a link`
  return undefined
}

/** Reads the new document; undefined if its markers are no longer in order. */
const structureAfter = (text: string, file: string): Structure | undefined => {
  try {
    return structureOf(text, file)
  } catch (error) {
    if (isGitDocError(error)) return undefined
    throw error
  }
}

/** Parses a document again after its splices. ANSWER_STRUCTURE, naming what, if anything but their sections has changed. */
export const assertRestIsKept = (
  file: string,
  before: Structure,
  splices: readonly Exchange[],
  text: string,
): void => {
  if (text === before.outline.text) return
  const after = structureAfter(text, file)
  const broken = after
    ? (blocksAreKept(before.outline, after.outline, splices) ??
      noBlockIsNew(before.outline, after.outline, splices) ??
      sectionsAreKept(before, after, splices) ??
      markersAreKept(before, after) ??
      referencesAreKept(before.outline, after.outline, splices))
    : 'a "git-doc" comment would be lost'
  if (!broken) return
  const names = splices.map(({ section }) => `"${section.address}"`).join(', ')
  throw answerRefused('structure', `${file}: with the new text of ${names}, ${broken}.`)
}
