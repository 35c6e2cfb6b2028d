import { diffArrays } from 'diff'
import { headingLine } from '../../src/documentation/markdown.ts'
import { type Section, type Structure, structureOf } from '../../src/documentation/sections.ts'

/** A section before and after a commit, as the person who made it wrote it; `behind` is what they put behind it. */
export interface PersonsEdit {
  readonly section: Section
  readonly old: string
  readonly next: string
  readonly behind: string
}

const headings = ({ sections }: Structure): readonly Section[] =>
  sections.filter(({ kind }) => kind === 'heading')

const line = ({ depth, title }: Section): string => headingLine({ depth, title })

/** The headings that stay, as pairs of places. */
const aligned = (old: readonly Section[], next: readonly Section[]): Map<number, number> => {
  const pairs = new Map<number, number>()
  let [one, other] = [0, 0]
  for (const { added, removed, count } of diffArrays(old.map(line), next.map(line))) {
    if (!added && !removed)
      for (let step = 0; step < count; step += 1) pairs.set(one + step, other + step)
    if (!added) one += count
    if (!removed) other += count
  }
  return pairs
}

const wordSet = (text: string): ReadonlySet<string> =>
  new Set(text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [])

const overlap = (one: ReadonlySet<string>, other: ReadonlySet<string>): number => {
  const shared = [...one].filter(word => other.has(word)).length
  return shared / Math.max(1, one.size + other.size - shared)
}

/** A renamed heading: between the same neighbours, with a title or text much like it. */
const renamed = (
  place: number,
  [before, after]: readonly [Structure, Structure],
  pairs: ReadonlyMap<number, number>,
): number | undefined => {
  const [old, next] = [headings(before), headings(after)]
  const section = old[place]
  if (!section) return undefined
  const taken = new Set(pairs.values())
  let low = place - 1
  while (low >= 0 && !pairs.has(low)) low -= 1
  let high = place + 1
  while (high < old.length && !pairs.has(high)) high += 1
  const from = (pairs.get(low) ?? -1) + 1
  const to = pairs.get(high) ?? next.length
  const own = ({ outline }: Structure, { start, ownEnd }: Section) =>
    outline.text.slice(start, ownEnd)
  const words = wordSet(own(before, section))
  const all = next.map((candidate, index) => ({ candidate, index }))
  const near = all.slice(from, to).filter(({ index }) => !taken.has(index))
  const best = near
    .map(({ candidate, index }) => ({
      index,
      score: Math.max(
        overlap(wordSet(section.title), wordSet(candidate.title)) / 0.6,
        overlap(words, wordSet(own(after, candidate))) / 0.4,
      ),
    }))
    .sort((a, b) => b.score - a.score)[0]
  if (best && best.score >= 1) return best.index
  const moves = all.filter(
    ({ candidate, index }) => !taken.has(index) && line(candidate) === line(section),
  )
  return moves.length === 1 ? moves[0]?.index : undefined
}

/** The place where the section's text ends in the new document: at a heading that was there before, or that is none of its subheadings. */
const endOf = (
  place: number,
  sections: readonly Section[],
  matched: ReadonlySet<number>,
  length: number,
): number => {
  const own = sections[place]
  for (let index = place + 1; index < sections.length; index += 1) {
    const found = sections[index]
    if (found && own && (matched.has(index) || found.depth <= own.depth)) return found.start
  }
  return length
}

/** What a person put behind that end: new headings up to the next that was there before. */
const behindOf = (
  start: number,
  sections: readonly Section[],
  matched: ReadonlySet<number>,
  length: number,
): number => {
  const next = sections.findIndex((each, index) => each.start >= start && matched.has(index))
  return sections[next]?.start ?? length
}

/** The person's edit of the section at a line (from 1) of a document; undefined where it is gone or unchanged. */
export const personsEdit = (
  oldText: string,
  newText: string,
  lineNumber: number,
): PersonsEdit | undefined => {
  const [before, after] = [structureOf(oldText, 'old'), structureOf(newText, 'new')]
  const [old, next] = [headings(before), headings(after)]
  const place = old.findIndex(
    ({ start }) => oldText.slice(0, start).split('\n').length === lineNumber,
  )
  const section = old[place]
  if (!section) return undefined
  const pairs = aligned(old, next)
  const index = pairs.get(place) ?? renamed(place, [before, after], pairs)
  const found = index === undefined ? undefined : next[index]
  if (index === undefined || !found) return undefined
  const matched = new Set(pairs.values())
  const end = endOf(index, next, matched, newText.length)
  const own = oldText.slice(section.start, section.ownEnd)
  const written = newText.slice(found.start, end)
  if (own.trim() === written.trim()) return undefined
  const behind = newText.slice(end, behindOf(end, next, matched, newText.length))
  return { section, old: own, next: written, behind }
}
