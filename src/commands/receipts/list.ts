import { type CheckedLine, checkNotes } from './check.ts'
import type { ReceiptContext } from './write.ts'

/** The receipts of one commit, or of all, each compared with the log; oldest end first. */
export const listReceipts = async (
  context: Pick<ReceiptContext, 'log' | 'kinds' | 'receipts'>,
  commit?: string,
): Promise<readonly CheckedLine[]> => {
  const lines: CheckedLine[] = []
  const notes = context.receipts.notes(commit === undefined ? undefined : [commit])
  for await (const checked of checkNotes(notes, context)) lines.push(checked)
  const endOf = (line: CheckedLine) => (line.origin === 'unreadable' ? '' : line.receipt.end)
  return lines.sort((one, other) =>
    endOf(one) < endOf(other) ? -1 : Number(endOf(one) > endOf(other)),
  )
}
