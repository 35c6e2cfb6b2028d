import * as z from 'zod'
import { ObjectId } from './object-id.ts'

/** A version is worked on, on a branch of its own; `from` is the version that it was copied from. */
const releaseDrafted = z.object({
  type: z.literal('release.drafted'),
  data: z.object({
    version: z.string(),
    branch: z.string(),
    /** The branch that the draft began on, to which it will go back. */
    base: z.string().optional(),
    from: z.string().optional(),
  }),
})

/** A version was committed, or committed anew. */
const releaseCommitted = z.object({
  type: z.literal('release.committed'),
  data: z.object({ version: z.string(), commit: ObjectId, tree: ObjectId }),
})

/** A person stands up for a version as it is in a commit. `by` is `Name <email>`, as stated. */
const releaseApproved = z.object({
  type: z.literal('release.approved'),
  data: z.object({ version: z.string(), commit: ObjectId, tree: ObjectId, by: z.string() }),
})

/** Nobody works on a version any more. */
const releaseAbandoned = z.object({
  type: z.literal('release.abandoned'),
  data: z.object({ version: z.string(), branch: z.string() }),
})

/** What people did with the versions of one package. What is staged and what is in production is in other runs. */
export const PackageEvent = z.discriminatedUnion('type', [
  releaseDrafted,
  releaseCommitted,
  releaseApproved,
  releaseAbandoned,
])
export type PackageEvent = z.infer<typeof PackageEvent>
