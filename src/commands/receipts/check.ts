import { endsOf } from '../../engine/ends.ts'
import type { Kind } from '../../engine/kind.ts'
import { receiptOf } from '../../engine/receipt.ts'
import { type Receipt, readReceipt, receiptLine } from '../../events/receipt.ts'
import type { Note } from '../../ports/receipts.ts'
import type { ReceiptContext } from './write.ts'

/**
 * One line of a note. `own`: the log says the same. `differs`: it claims to be of this log, which says something else, in `why`.
 * `other`: it is of another clone, or of a log that this clone had before; nothing else here witnesses it. `unreadable`: it is no
 * receipt, or one of a later git-doc.
 */
export type CheckedLine =
  | { readonly origin: 'own'; readonly commit: string; readonly receipt: Receipt }
  | { readonly origin: 'other'; readonly commit: string; readonly receipt: Receipt }
  | {
      readonly origin: 'differs'
      readonly commit: string
      readonly receipt: Receipt
      readonly why: string
    }
  | { readonly origin: 'unreadable'; readonly commit: string; readonly line: string }

/** Compares every line of some notes with the log. */
export async function* checkNotes(
  notes: AsyncIterable<Note>,
  context: Pick<ReceiptContext, 'log' | 'kinds' | 'receipts'>,
): AsyncGenerator<CheckedLine> {
  const { position } = await context.log.head()
  const own = position === 0 ? undefined : await context.log.chain(1)
  for await (const { commit, lines } of notes)
    for (const line of lines) yield checkedLine(line, commit, own, context)
}

const checkedLine = async (
  line: string,
  commit: string,
  own: string | undefined,
  context: Pick<ReceiptContext, 'log' | 'kinds' | 'receipts'>,
): Promise<CheckedLine> => {
  const receipt = readReceipt(line)
  if (!receipt) return { origin: 'unreadable', commit, line }
  if (receipt.log !== own) return { origin: 'other', commit, receipt }
  const why = await difference(receipt, line, commit, context)
  if (why === undefined) return { origin: 'own', commit, receipt }
  return { origin: 'differs', commit, receipt, why }
}

/** What the log says otherwise; undefined if it says the same. */
const difference = async (
  receipt: Receipt,
  line: string,
  commit: string,
  { log, kinds, receipts }: Pick<ReceiptContext, 'log' | 'kinds' | 'receipts'>,
): Promise<string | undefined> => {
  if (receipt.commit !== commit) return `It is about ${receipt.commit}.`
  const kind = kinds.get(receipt.kind)
  const found = kind && (await recorded(kind, receipt, { log, receipts }))
  if (!found) return 'The log has no such end of this run.'
  if (receiptLine(found) === line) return undefined
  const names = [...new Set([...Object.keys(found), ...Object.keys(receipt)])] as (keyof Receipt)[]
  const others = names.filter(name => JSON.stringify(found[name]) !== JSON.stringify(receipt[name]))
  return `The log has other values: ${others.join(', ') || 'it is written differently'}.`
}

const recorded = async (
  kind: Kind,
  { run, version, commit }: Receipt,
  { log, receipts }: Pick<ReceiptContext, 'log' | 'receipts'>,
): Promise<Receipt | undefined> => {
  const end = endsOf(kind, await log.read(run)).find(each => each.version === version)
  if (!end) return undefined
  const [first, chain, trees] = await Promise.all([
    log.chain(1),
    log.chain(end.position),
    receipts.trees([commit]),
  ])
  return receiptOf(kind, end, { log: first, chain, trees })
}
