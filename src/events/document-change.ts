import * as z from 'zod'
import { ObjectId } from './object-id.ts'

/** Where a section was in a document before and after, in bytes, with the SHA-256 of its bytes. */
const Span = z.object({ start: z.int(), end: z.int(), sha256: z.string() })
export const SectionChange = z.object({ section: z.string(), before: Span, after: Span })
export type SectionChange = z.infer<typeof SectionChange>

/** What a doc commit changes in one document: blob ids and the positions of sections (SPEC D6). */
export const DocumentChange = z.object({
  file: z.string(),
  before: ObjectId,
  after: ObjectId,
  sections: z.array(SectionChange),
})
export type DocumentChange = z.infer<typeof DocumentChange>
