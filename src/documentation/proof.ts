import type { DocumentChange } from '../events/document-change.ts'
import { hash } from './hash.ts'

/** Something a doc commit did that its event does not name; `at` is a byte's place in the new document, from 0. */
export interface Violation {
  readonly rule: 'parents' | 'files' | 'mode' | 'blob' | 'spans' | 'bytes' | 'hash' | 'message'
  readonly file?: string | undefined
  readonly at?: number | undefined
  readonly detail: string
}

/** One file of a tree as two commits have it; undefined where it is not there. */
export interface FileChange {
  readonly path: string
  readonly before: { readonly mode: string; readonly blob: string } | undefined
  readonly after: { readonly mode: string; readonly blob: string } | undefined
}

/** What a tree changed against what was to be changed: no other file, no mode, and just these blobs. */
export const proveFiles = (
  documents: readonly DocumentChange[],
  changes: readonly FileChange[],
): readonly Violation[] => [
  ...changes.flatMap(change => proveFile(documents, change)),
  ...documents
    .filter(({ file }) => !changes.some(({ path }) => path === file))
    .map(({ file }) => ({ rule: 'files' as const, file, detail: `${file} is not changed.` })),
]

const proveFile = (
  documents: readonly DocumentChange[],
  { path: file, before, after }: FileChange,
): readonly Violation[] => {
  const document = documents.find(document => document.file === file)
  if (!document) return [{ rule: 'files', file, detail: `${file} is changed, which is not named.` }]
  if (!before || !after) {
    return [{ rule: 'files', file, detail: `${file} is ${before ? 'deleted' : 'added'}.` }]
  }
  const violations: Violation[] = []
  if (before.mode !== after.mode) {
    const detail = `The mode of ${file} is changed from ${before.mode} to ${after.mode}.`
    violations.push({ rule: 'mode', file, detail })
  }
  if (before.blob !== document.before || after.blob !== document.after) {
    violations.push({ rule: 'blob', file, detail: `${file} is not the document that is named.` })
  }
  return violations
}

/**
 * Whether a document's bytes are the same before and after but for the sections named, and those are the ones named:
 * the stretch before the first, each between two, and the one after the last, then every hash.
 */
export const proveBytes = (
  { file, sections }: Pick<DocumentChange, 'file' | 'sections'>,
  before: Uint8Array,
  after: Uint8Array,
): readonly Violation[] => {
  const violations: Violation[] = []
  let from = { before: 0, after: 0 }
  const end = { start: before.length, end: before.length, sha256: '' }
  const last = { section: '', before: end, after: { ...end, start: after.length } }
  for (const each of [...sections].sort((a, b) => a.before.start - b.before.start).concat(last)) {
    const { section, before: was, after: is } = each
    if (
      !isOrdered(from.before, was, before) ||
      (each !== last && !isOrdered(from.after, is, after))
    ) {
      const detail = `${file}, “${section}”: its place is not one in the document.`
      return [...violations, { rule: 'spans', file, detail }]
    }
    const at = firstDifference(
      before.subarray(from.before, was.start),
      after.subarray(from.after, is.start),
    )
    if (at !== undefined) {
      const place = from.after + at
      const detail = `${file} differs at byte ${place}, outside the sections named.`
      violations.push({ rule: 'bytes', file, at: place, detail })
    }
    from = { before: was.end, after: is.end }
    if (each === last) break
    for (const [bytes, span, when] of [
      [before, was, 'before'],
      [after, is, 'after'],
    ] as const) {
      if (hash(bytes.subarray(span.start, span.end)) === span.sha256) continue
      const detail = `${file}, “${section}”, bytes ${span.start} to ${span.end} ${when}: not the text named.`
      violations.push({ rule: 'hash', file, at: is.start, detail })
    }
  }
  return violations
}

const isOrdered = (
  from: number,
  { start, end }: { start: number; end: number },
  bytes: Uint8Array,
) => from <= start && start <= end && end <= bytes.length

const firstDifference = (one: Uint8Array, other: Uint8Array): number | undefined => {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at += 1) if (one[at] !== other[at]) return at
  return one.length === other.length ? undefined : length
}
