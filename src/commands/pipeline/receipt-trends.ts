import { type ReceiptRun, receiptDeed, receiptRun } from '../../pipelines/receipt-runs.ts'
import { rowOfReceipts } from '../../pipelines/trends.ts'
import type { Receipts } from '../../ports/receipts.ts'
import { type DeedMonths, withDeed } from '../../projections/activation/months.ts'
import type { TrendRow } from '../../projections/pipeline/trends.ts'

/** What receipts tell of runs of pipelines, one of them or all, and of activations. */
export const receiptTrends = async (
  receipts: Pick<Receipts, 'notes'>,
  name: string | undefined,
): Promise<{
  readonly rows: readonly (readonly [pipeline: string, row: TrendRow])[]
  readonly months: DeedMonths
}> => {
  const runs: ReceiptRun[] = []
  let months: DeedMonths = {}
  for await (const { lines } of receipts.notes())
    for (const line of new Set(lines)) {
      const deed = receiptDeed(line)
      if (deed) months = withDeed(months, deed.month, deed.deed)
      const run = receiptRun(line)
      if (run && (name === undefined || name === run.pipeline)) runs.push(run)
    }
  runs.sort((one, other) => (one.end < other.end ? -1 : Number(one.end > other.end)))
  const names = [...new Set(runs.map(({ pipeline }) => pipeline))].sort()
  return {
    rows: names.map(each => [
      each,
      rowOfReceipts(runs.filter(({ pipeline }) => pipeline === each)),
    ]),
    months,
  }
}
