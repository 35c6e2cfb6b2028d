import type { DocumentChange } from '../../events/document-change.ts'

/**
 * A change as it is in a copy of its doc commit, such as a rebase makes, on a document that differs elsewhere: each section is
 * looked for by its old bytes, in order. Undefined where the copy's document never had them.
 */
export const movedChange = (
  change: DocumentChange,
  known: Uint8Array,
  copy: Uint8Array,
  blobs: { readonly before: string; readonly after: string },
): DocumentChange | undefined => {
  const [text, there] = [asText(known), asText(copy)]
  const sections: DocumentChange['sections'] = []
  let place = 0
  let grown = 0
  for (const each of [...change.sections].sort((a, b) => a.before.start - b.before.start)) {
    const { before, after } = each
    const start = there.indexOf(text.slice(before.start, before.end), place)
    if (start < 0) return undefined
    place = start + before.end - before.start
    const length = after.end - after.start
    sections.push({
      section: each.section,
      before: { ...before, start, end: place },
      after: { ...after, start: start + grown, end: start + grown + length },
    })
    grown += length - (before.end - before.start)
  }
  return { file: change.file, ...blobs, sections }
}

/** One character a byte, so that places in the text are places in the bytes. */
const asText = (bytes: Uint8Array): string => decoder.decode(bytes)

const decoder = new TextDecoder('latin1')
