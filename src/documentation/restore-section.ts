import type { DocumentChange } from '../events/document-change.ts'
import { hash } from './hash.ts'
import { withLf } from './markdown/lines.ts'
import { documentEdit, type Replacement } from './splice.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** What puts a document's sections back as they were before a change: the change's two blobs hold both texts. */
export const restorations = (
  { sections }: DocumentChange,
  blobs: { readonly before: Uint8Array; readonly after: Uint8Array },
  scopeOf: (section: string) => Replacement['scope'],
): readonly Replacement[] =>
  sections.map(({ section, before, after }) => {
    const from = decoder.decode(blobs.after.subarray(after.start, after.end))
    const to = decoder.decode(blobs.before.subarray(before.start, before.end))
    const scope = scopeOf(section)
    return { section, scope, before: hash(withLf(from)), text: withLf(to), exact: { from, to } }
  })

/**
 * The sections of a document that cannot be put back: they are not, or not only once, as the change left them, or overlap.
 * ANSWER_STRUCTURE where putting one back would change more than its section.
 */
export const changedSince = (
  file: string,
  copy: Uint8Array,
  replacements: readonly Replacement[],
): readonly string[] => {
  const spans = replacements.map(replacement => {
    const [change] = documentEdit(file, [replacement]).rewrite(copy)?.change.sections ?? []
    return { section: replacement.section, span: change?.before }
  })
  return spans.flatMap(({ section, span }, place) => {
    const overlaps = spans.some(
      (other, at) =>
        at !== place &&
        span &&
        other.span &&
        span.start < other.span.end &&
        other.span.start < span.end,
    )
    return !span || overlaps ? [section] : []
  })
}
