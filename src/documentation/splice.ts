import { isGitDocError } from '../errors/error.ts'
import type { DocumentChange } from '../events/document-change.ts'
import { candidates } from './address.ts'
import { hash } from './hash.ts'
import { withLf } from './markdown/lines.ts'
import { decodeDocument } from './markdown.ts'
import { type NewSection, withNewSection } from './new-section.ts'
import { type Section, type Structure, sectionText, structureOf } from './sections.ts'
import { assertRestIsKept } from './splice/check.ts'
import { withNeededDefinitions } from './splice/definitions.ts'
import { withEndingsOf } from './splice/endings.ts'

/** A new text for a section; `before` is the SHA-256 of the text it was made for. Texts have LF line endings. */
export interface Replacement {
  readonly section: string
  readonly scope: 'whole' | 'own'
  readonly before: string
  readonly text: string
  /** Goes behind it, where the section has none below it. */
  readonly added?: NewSection | undefined
  /** Where a copy has the section just as `from`, line endings and all, `to` takes its place just as it is. */
  readonly exact?: { readonly from: string; readonly to: string }
}

/** A replacement where it goes in one copy of the document, in places of its text. */
interface Splice {
  readonly replacement: Replacement
  readonly section: Section
  readonly start: number
  readonly end: number
  /** With the copy's own line endings. */
  readonly next: string
  /** Whether a new section may stand at its end; what is given back had one or not. */
  readonly adds: boolean
}

/** What `rewrite` made of a copy: its new bytes, and which of them are which section's. */
export interface Rewritten {
  readonly bytes: Uint8Array
  readonly change: Omit<DocumentChange, 'before' | 'after'>
}

interface Copy extends Structure {
  readonly bytes: Uint8Array
  readonly text: string
  readonly bom: boolean
}

/** A copy that is not UTF-8, or whose markers are wrong, cannot be the one that a text was written for. */
const readCopy = (bytes: Uint8Array, file: string): Copy | undefined => {
  try {
    const { text, bom } = decodeDocument(bytes, file)
    return { bytes, text, bom, ...structureOf(text, file) }
  } catch (error) {
    if (isGitDocError(error)) return undefined
    throw error
  }
}

/**
 * The section a replacement was made for. Of several that its address may mean in this copy, where a person may have added
 * one of the same title, it is the one with the text it was made for.
 */
const sectionFor = (
  copy: Copy,
  { section, scope, before, exact }: Replacement,
): Section | undefined => {
  const { text, sections } = copy
  const matching = candidates(sections, section).filter(
    each => hash(sectionText(text, each, scope)) === before || reach(copy, each, exact) > 0,
  )
  return matching.length === 1 ? matching[0] : undefined
}

/** How far an exact text goes that begins as the section does and ends as one: a new section may stand behind. 0 if it is not there. */
const reach = (
  { text, sections }: Copy,
  { start }: Section,
  exact: Replacement['exact'],
): number => {
  if (!exact || exact.from === '' || !text.startsWith(exact.from, start)) return 0
  const end = start + exact.from.length
  return end === text.length || sections.some(other => other.start === end) ? exact.from.length : 0
}

/** What is put in a section's place: the copy's own text where that says the same, byte for byte. */
const newText = (
  { text, outline }: Copy,
  { start, end }: { start: number; end: number },
  replacement: Replacement,
): string => {
  const old = text.slice(start, end)
  if (replacement.exact?.from === old) return replacement.exact.to
  const wanted = withNewSection(withLf(replacement.text), replacement.added)
  if (withLf(old) === wanted) return old
  return withEndingsOf(old, withNeededDefinitions(outline, { start, end }, wanted), text)
}

const placed = (copy: Copy, replacement: Replacement): Splice | undefined => {
  const section = sectionFor(copy, replacement)
  if (!section) return undefined
  const start = section.start
  const own = replacement.scope === 'whole' ? section.end : section.ownEnd
  const end = Math.max(own, start + reach(copy, section, replacement.exact))
  const next = newText(copy, { start, end }, replacement)
  const { added, exact } = replacement
  return { replacement, section, start, end, next, adds: (added ?? exact) !== undefined }
}

const assertApart = (splices: readonly Splice[], file: string): void => {
  for (const [place, { replacement, start }] of splices.entries()) {
    const before = splices[place - 1]
    if (before && (start < before.end || start === before.start))
      throw new Error(
        `Two texts for one place of ${file}: "${before.replacement.section}" and "${replacement.section}".`,
      )
  }
}

const encoder = new TextEncoder()

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let place = 0
  for (const part of parts) {
    whole.set(part, place)
    place += part.length
  }
  return whole
}

/** Puts the new texts in; all other bytes are the copy's own, never decoded and encoded again. */
const spliced = ({ bytes, text, bom }: Copy, splices: readonly Splice[], file: string) => {
  const parts: Uint8Array[] = []
  const sections: Rewritten['change']['sections'] = []
  let from = { place: 0, byte: bom ? 3 : 0 }
  let copied = 0
  let length = 0
  for (const { replacement, start, end, next } of splices) {
    const startByte = from.byte + encoder.encode(text.slice(from.place, start)).length
    const endByte = startByte + encoder.encode(text.slice(start, end)).length
    const kept = bytes.subarray(copied, startByte)
    const put = encoder.encode(next)
    const before = bytes.subarray(startByte, endByte)
    length += kept.length
    sections.push({
      section: replacement.section,
      before: { start: startByte, end: endByte, sha256: hash(before) },
      after: { start: length, end: length + put.length, sha256: hash(put) },
    })
    parts.push(kept, put)
    length += put.length
    copied = endByte
    from = { place: end, byte: endByte }
  }
  return { bytes: joined([...parts, bytes.subarray(copied)]), change: { file, sections } }
}

const textAfter = (text: string, splices: readonly Splice[]): string => {
  const parts: string[] = []
  let copied = 0
  for (const { start, end, next } of splices) {
    parts.push(text.slice(copied, start), next)
    copied = end
  }
  return parts.join('') + text.slice(copied)
}

/**
 * New texts for sections of one document, to be put into any copy of it. `rewrite` answers undefined where the copy no longer has
 * a section with the text that was replaced, and throws ANSWER_STRUCTURE where a new text would change more than its section.
 * Texts for sections that overlap are our own mistake, and thrown as such.
 */
export const documentEdit = (
  file: string,
  replacements: readonly Replacement[],
): { readonly file: string; rewrite(copy: Uint8Array): Rewritten | undefined } => {
  // HEAD's copy, the index's and the working tree's are mostly one and the same, and parsing is what takes time.
  const done = new Map<string, Rewritten | undefined>()
  return {
    file,
    rewrite(copy) {
      const key = hash(copy)
      const known = done.get(key)
      if (known || done.has(key)) return known
      const rewritten = rewrite(copy, file, replacements)
      done.set(key, rewritten)
      return rewritten
    },
  }
}

const rewrite = (
  bytes: Uint8Array,
  file: string,
  replacements: readonly Replacement[],
): Rewritten | undefined => {
  const copy = readCopy(bytes, file)
  if (!copy) return undefined
  const splices: Splice[] = []
  for (const replacement of replacements) {
    const splice = placed(copy, replacement)
    if (!splice) return undefined
    splices.push(splice)
  }
  splices.sort((one, other) => one.start - other.start || one.end - other.end)
  assertApart(splices, file)
  assertRestIsKept(file, copy, splices, textAfter(copy.text, splices))
  return spliced(copy, splices, file)
}
