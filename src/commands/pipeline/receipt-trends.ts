import { type ReceiptRun, receiptDeed, receiptRun } from '../../pipelines/receipt-runs.ts'
import { rowOfReceipts, type Trend, trendOf } from '../../pipelines/trends.ts'
import type { Receipts } from '../../ports/receipts.ts'
import { type DeedMonths, withDeed } from '../../projections/activation/months.ts'

/** What receipts tell of runs of pipelines, one of them or all, and of activations. */
export const receiptTrends = async (
  receipts: Pick<Receipts, 'notes'>,
  wanted: string | undefined,
): Promise<{
  readonly pipelines: readonly (Trend & { readonly name: string })[]
  readonly months: DeedMonths
}> => {
  const runs: ReceiptRun[] = []
  let months: DeedMonths = {}
  for await (const { lines } of receipts.notes())
    for (const line of new Set(lines)) {
      const deed = receiptDeed(line)
      if (deed) months = withDeed(months, deed.month, deed.deed)
      const run = receiptRun(line)
      if (run && (wanted === undefined || wanted === run.pipeline)) runs.push(run)
    }
  runs.sort((one, other) => (one.end < other.end ? -1 : Number(one.end > other.end)))
  const names = [...new Set(runs.map(({ pipeline }) => pipeline))].sort()
  return {
    pipelines: names.flatMap(name => {
      const trend = trendOf(rowOfReceipts(runs.filter(({ pipeline }) => pipeline === name)))
      return trend ? [{ name, ...trend }] : []
    }),
    months,
  }
}
