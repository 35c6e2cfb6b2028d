import * as z from 'zod'
import { ObjectId } from './object-id.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal digits')

/** What a kind says of a finished run for its receipt. It must say the same of the same events for ever: a receipt is checked by it. */
export interface ReceiptFacts {
  /** The commit that the run concerns: the note is on it. */
  readonly commit: string
  /** The tree that the run looked at; that of the commit if left out. */
  readonly tree?: string | undefined
  readonly exit?: number | null | undefined
  /** In bytes; sampled, so a lower bound. */
  readonly peakMemory?: number | undefined
  /** SHA-256 of outputs and files. */
  readonly evidence?: readonly string[] | undefined
  /** More facts, as plain JSON. */
  readonly facts?: Readonly<Record<string, unknown>> | undefined
}

/**
 * One line of a note in `refs/notes/git-doc/receipts`: how a run ended. `log` is the hash of the first event of the log that has
 * the run, `chain` the hash that chains all events of that log up to the end of the run, `version` the number of the run's
 * events at its end. Times are ISO 8601 in UTC.
 */
export const Receipt = z.object({
  v: z.literal(1),
  run: z.string().min(3),
  kind: z.string(),
  state: z.string(),
  commit: ObjectId,
  tree: ObjectId,
  begin: z.iso.datetime(),
  end: z.iso.datetime(),
  exit: z.int().nullable().optional(),
  peakMemory: z.number().min(0).optional(),
  evidence: z.array(Sha256),
  facts: z.record(z.string(), z.unknown()).optional(),
  version: z.int().positive(),
  log: Sha256,
  chain: Sha256,
})
export type Receipt = z.infer<typeof Receipt>

/** A receipt as its line; equal receipts are equal lines. */
export const receiptLine = (receipt: Receipt): string => {
  const { facts, exit, peakMemory, v, run, kind, state, commit, tree, begin, end } = receipt
  const { evidence, version, log, chain } = receipt
  return JSON.stringify({
    ...{ v, run, kind, state, commit, tree, begin, end, exit, peakMemory, evidence },
    ...{ facts, version, log, chain },
  })
}

/** The receipt that a line is; undefined if it is none, or one of a later version. */
export const readReceipt = (line: string): Receipt | undefined => {
  try {
    return Receipt.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}
