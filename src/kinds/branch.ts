import { defineKind } from '../engine/define-kind.ts'
import type { ViewReader } from '../engine/kind.ts'
import { BranchEvent } from '../events/branch.ts'
import { branch as machine } from '../machines/branch.ts'
import { branches } from '../projections/branches.ts'

/** How far each branch was read. A record: it asks for no effect. */
export const branch = defineKind({
  name: 'branch',
  event: BranchEvent,
  machine,
  isRecord: true,
  views: [branches],
  report: async log => ({ seen: await seenIn(log) }),
})

/** How far each branch was read, by its ref. */
const seenIn = async (log: ViewReader): Promise<Readonly<Record<string, string>>> => {
  const seen: Record<string, string> = {}
  for await (const [ref, row] of log.rows(branches)) seen[ref] = row.seen
  return seen
}
