import { type ReceiptRun, receiptRun } from '../../pipelines/receipt-runs.ts'
import type { Receipts } from '../../ports/receipts.ts'

/** The runs of pipelines that receipts tell of, oldest end first. Two lines of one end are one run. */
export const receiptRuns = async (
  receipts: Pick<Receipts, 'notes'>,
  isWanted: (run: ReceiptRun) => boolean,
): Promise<readonly ReceiptRun[]> => {
  const runs: ReceiptRun[] = []
  for await (const { lines } of receipts.notes())
    for (const line of new Set(lines)) {
      const run = receiptRun(line)
      if (run && isWanted(run)) runs.push(run)
    }
  return runs.sort((one, other) => (one.end < other.end ? -1 : Number(one.end > other.end)))
}

/** What a gate measured in the runs of other clones on a branch that succeeded, oldest first. */
export const receiptNumbers = async (
  receipts: Pick<Receipts, 'notes'>,
  wanted: {
    readonly pipeline: string
    readonly branch?: string | undefined
    readonly gate: string
  },
): Promise<readonly number[]> => {
  const runs = await receiptRuns(
    receipts,
    ({ pipeline, branch, state }) =>
      pipeline === wanted.pipeline && branch === wanted.branch && state === 'success',
  )
  return runs.flatMap(({ numbers }) => numbers[wanted.gate] ?? [])
}
