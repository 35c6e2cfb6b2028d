import type { Kind } from '../../engine/kind.ts'
import { receiptOf } from '../../engine/receipt.ts'
import { receiptLine } from '../../events/receipt.ts'
import { triggerReceipts } from '../../kinds/trigger.ts'
import type { Receipts } from '../../ports/receipts.ts'
import type { WorkContext } from '../context.ts'
import { endsSince, hasRuns, type KindEnd, seenBy } from '../ends.ts'

export interface ReceiptContext extends Pick<WorkContext, 'log' | 'kinds'> {
  readonly receipts: Receipts
  /** The names of kinds whose runs get no receipts here. */
  readonly withoutReceipts: readonly string[]
}

/** How many runs are written at a time, and how many new events are worth a record of having looked at them. */
const most = { together: 500, events: 1_000 }

/** Which kinds give receipts here. */
export const givesReceipts =
  ({ withoutReceipts }: Pick<ReceiptContext, 'withoutReceipts'>) =>
  (kind: Kind): boolean =>
    kind.receipt !== undefined && !withoutReceipts.includes(kind.name)

/**
 * Writes the receipts of the runs that came to an end since the last time, and returns how many there were. How far it came is on
 * record after the notes are written: after a crash it begins with the same runs, and what a note has is not added again.
 * `all` begins with the first run.
 */
export const writeReceipts = async (
  context: ReceiptContext,
  { all = false }: { readonly all?: boolean } = {},
): Promise<number> => {
  const wanted = givesReceipts(context)
  if (!(await hasRuns(context, wanted))) return 0
  const { log } = context
  const [{ position: head }, seen] = await Promise.all([
    log.head(),
    seenBy(triggerReceipts, context),
  ])
  const since = all ? 0 : (seen.position ?? 0)
  if (head <= since) return 0

  const ends: KindEnd[] = []
  for await (const found of endsSince(since, context, wanted)) ends.push(found)
  ends.sort((one, other) => one.end.position - other.end.position)
  let written = 0
  for (let at = 0; at < ends.length; at += most.together) {
    const some = ends.slice(at, at + most.together)
    written += await writeSome(some, context)
    const last = at + most.together >= ends.length ? head : (some.at(-1)?.end.position ?? head)
    if (last > (seen.position ?? 0)) await seen.see(last)
  }
  if (ends.length === 0 && head - since >= most.events) await seen.see(head)
  return written
}

const writeSome = async (
  ends: readonly KindEnd[],
  { log, receipts }: ReceiptContext,
): Promise<number> => {
  const commits = ends.flatMap(({ kind, end }) => kind.receipt?.(end.run)?.commit ?? [])
  const [trees, first] = await Promise.all([receipts.trees(commits), log.chain(1)])
  const lines = await Promise.all(
    ends.map(async ({ kind, end }) => {
      const ground = { log: first, chain: await log.chain(end.position), trees }
      const receipt = receiptOf(kind, end, ground)
      // Git keeps no note on a commit that it does not have.
      if (!receipt || !trees.has(receipt.commit)) return []
      return [{ commit: receipt.commit, line: receiptLine(receipt) }]
    }),
  )
  const all = lines.flat()
  if (all.length > 0) await receipts.add(all)
  return all.length
}
