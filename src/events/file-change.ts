import * as z from 'zod'
import { ObjectId } from './object-id.ts'

/** How Git keeps a regular file: plain or executable. */
export const FileMode = z.enum(['100644', '100755'])
export type FileMode = z.infer<typeof FileMode>

/** One version of a file in a commit; null where the commit has no such file. */
const FileVersion = z.object({ blob: ObjectId, mode: FileMode }).nullable()
export type FileVersion = z.infer<typeof FileVersion>

/** What a commit changes in a file that is written or removed whole. */
export const FileChange = z.object({ file: z.string(), before: FileVersion, after: FileVersion })
export type FileChange = z.infer<typeof FileChange>
