import { type Receipt, readReceipt } from '../events/receipt.ts'

/** How a run of a pipeline ended, as its receipt says. */
export interface ReceiptRun {
  readonly pipeline: string
  readonly branch?: string | undefined
  readonly state: string
  readonly tree: string
  readonly begin: string
  readonly end: string
  readonly gates: readonly { readonly name: string; readonly verdict: string }[]
  /** What gates measured, by their names. */
  readonly numbers: Readonly<Record<string, number>>
}

/** The run of a pipeline that a line of a note is the receipt of; undefined for another line. */
export const receiptRun = (line: string): ReceiptRun | undefined => {
  // Most lines of some repositories are of other kinds, and a schema costs more than a look.
  if (!line.includes('"kind":"pipeline"')) return undefined
  const receipt = readReceipt(line)
  return receipt?.kind === 'pipeline' ? runOf(receipt) : undefined
}

const runOf = ({ state, tree, begin, end, facts = {} }: Receipt): ReceiptRun | undefined => {
  const { pipeline, branch, gates, numbers } = facts
  if (typeof pipeline !== 'string') return undefined
  return {
    ...{ pipeline, state, tree, begin, end },
    ...(typeof branch === 'string' && { branch }),
    gates: (Array.isArray(gates) ? gates : []).flatMap((gate: unknown) => {
      const { name, verdict } = (gate ?? {}) as Record<string, unknown>
      return typeof name === 'string' && typeof verdict === 'string' ? [{ name, verdict }] : []
    }),
    numbers: Object.fromEntries(
      Object.entries((numbers ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
        typeof value === 'number' ? [[name, value] as const] : [],
      ),
    ),
  }
}

/** The activation or rollback that succeeded and that a line of a note is the receipt of, and its month; undefined for another line. */
export const receiptDeed = (
  line: string,
): { readonly deed: string; readonly month: string } | undefined => {
  if (!line.includes('"kind":"activation"')) return undefined
  const { kind, state, end = '', facts } = readReceipt(line) ?? {}
  if (kind !== 'activation' || state !== 'success') return undefined
  return { deed: String(facts?.deed), month: end.slice(0, 7) }
}
