import { triggerReceipts } from '../../kinds/trigger.ts'
import { endsSince, seenBy } from '../ends.ts'
import { type CheckedLine, checkNotes } from './check.ts'
import { givesReceipts, type ReceiptContext } from './write.ts'

/** What the notes and the log say of each other. */
export interface VerifiedReceipts {
  /** How many lines of the notes are what. */
  readonly own: number
  readonly other: number
  readonly differs: readonly Extract<CheckedLine, { origin: 'differs' }>[]
  readonly unreadable: readonly Extract<CheckedLine, { origin: 'unreadable' }>[]
  /** Ends of runs whose receipts were written and are not in the notes any more. */
  readonly missing: readonly { readonly run: string; readonly commit: string }[]
  /** How many ends of runs have no receipt yet. */
  readonly pending: number
}

/** Whether nothing speaks against the receipts of this clone. */
export const areSound = ({ differs, missing }: VerifiedReceipts): boolean =>
  differs.length === 0 && missing.length === 0

/** Compares all notes with the log, and the log with the notes. */
export const verifyReceipts = async (context: ReceiptContext): Promise<VerifiedReceipts> => {
  const lines: CheckedLine[] = []
  for await (const checked of checkNotes(context.receipts.notes(), context)) lines.push(checked)
  const own = lines.filter(line => line.origin === 'own')
  return {
    own: own.length,
    other: lines.filter(({ origin }) => origin === 'other').length,
    differs: lines.filter(line => line.origin === 'differs'),
    unreadable: lines.filter(line => line.origin === 'unreadable'),
    ...(await without(new Set(own.map(({ receipt }) => nameOf(receipt))), context)),
  }
}

const nameOf = ({ run, version }: { readonly run: string; readonly version: number }): string =>
  `${run} ${version}`

/** The ends of runs that the notes do not have although they should: some are due still. */
const without = async (
  present: ReadonlySet<string>,
  context: ReceiptContext,
): Promise<Pick<VerifiedReceipts, 'missing' | 'pending'>> => {
  const written = (await seenBy(triggerReceipts, context)).position ?? 0
  const missing: { run: string; commit: string }[] = []
  let pending = 0
  for await (const { kind, end } of endsSince(0, context, givesReceipts(context))) {
    const { run } = end.run
    const commit = kind.receipt?.(end.run)?.commit
    if (commit === undefined || present.has(nameOf({ run, version: end.version }))) continue
    if (!(await context.receipts.trees([commit])).has(commit)) continue
    if (end.position > written) pending += 1
    else missing.push({ run, commit })
  }
  return { missing, pending }
}
