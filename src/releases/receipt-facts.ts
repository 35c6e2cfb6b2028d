import * as z from 'zod'
import { type Receipt, readReceipt } from '../events/receipt.ts'
import type { Receipts } from '../ports/receipts.ts'
import type { GivenApproval } from './approvals.ts'
import { nameOf, type ReleaseName } from './release.ts'

/** What the notes of all clones say of releases. A release is found by its tree, also where its commit was made anew. */
export interface ReleaseReceipts {
  /** Whether some clone staged a release with this tree. */
  stagedTrees(release: ReleaseName): readonly string[]
  approvals(release: ReleaseName): readonly GivenApproval[]
}

const StagedFacts = z.object({ package: z.string(), version: z.string() })
const ApprovedFacts = StagedFacts.extend({ by: z.string() })

/** Reads all notes once. */
export const readReleaseReceipts = async (
  receipts: Pick<Receipts, 'notes'>,
): Promise<ReleaseReceipts> => {
  const staged = new Map<string, string[]>()
  const approved = new Map<string, GivenApproval[]>()
  for await (const { lines } of receipts.notes())
    for (const line of lines) {
      // Most lines are of other kinds, and reading one costs more than looking for its kind.
      const isOurs = line.includes('"kind":"release"') || line.includes('"kind":"package"')
      const receipt = isOurs ? readReceipt(line) : undefined
      if (receipt?.kind === 'release') addStaged(receipt, staged)
      if (receipt?.kind === 'package') addApproval(receipt, approved)
    }
  return {
    stagedTrees: release => staged.get(nameOf(release)) ?? [],
    approvals: release => approved.get(nameOf(release)) ?? [],
  }
}

const addStaged = ({ state, tree, facts }: Receipt, staged: Map<string, string[]>): void => {
  const { data } = StagedFacts.safeParse(facts)
  if (data && state === 'success') add(staged, nameOf(data), tree)
}

const addApproval = ({ tree, facts }: Receipt, approved: Map<string, GivenApproval[]>): void => {
  const { data } = ApprovedFacts.safeParse(facts)
  if (data) add(approved, nameOf(data), { by: data.by, tree })
}

const add = <Value>(lists: Map<string, Value[]>, key: string, value: Value): void => {
  lists.set(key, [...(lists.get(key) ?? []), value])
}
