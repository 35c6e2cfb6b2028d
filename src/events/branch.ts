import * as z from 'zod'
import { ObjectId } from './object-id.ts'

/** A person chose to leave every commit up to this one undocumented. */
const branchBaselined = z.object({
  type: z.literal('branch.baselined'),
  data: z.object({ commit: ObjectId }),
})

/** git-doc has noticed every commit of the branch up to this one. */
const branchReconciled = z.object({
  type: z.literal('branch.reconciled'),
  data: z.object({ commit: ObjectId }),
})

/** The events of a branch that git-doc follows. */
export const BranchEvent = z.discriminatedUnion('type', [branchBaselined, branchReconciled])
export type BranchEvent = z.infer<typeof BranchEvent>
