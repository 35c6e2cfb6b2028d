import * as z from 'zod'
import { ObjectId } from './commit-parts.ts'

/** A person chose to leave everything up to a commit undocumented. */
const branchBaselined = z.object({
  type: z.literal('branch.baselined'),
  data: z.object({ commit: ObjectId }),
})

/** Every commit of the branch up to this one has been noticed. */
const branchReconciled = z.object({
  type: z.literal('branch.reconciled'),
  data: z.object({ commit: ObjectId }),
})

/** Everything that can happen to a branch that git-doc follows. */
export const BranchEvent = z.discriminatedUnion('type', [branchBaselined, branchReconciled])
export type BranchEvent = z.infer<typeof BranchEvent>
