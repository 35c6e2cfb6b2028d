import * as z from 'zod'
import { Receipt } from '../../src/events/receipt.ts'
import { commitId, count, runName } from './parts.ts'

const schema = z.literal(1)

const receipt = Receipt.omit({ facts: true }).extend({
  facts: z.record(z.string(), z.json()).optional().describe("The kind's own facts."),
})

const line = z.discriminatedUnion('origin', [
  z.object({ origin: z.literal('own'), commit: commitId, receipt }),
  z.object({ origin: z.literal('other'), commit: commitId, receipt }),
  z.object({ origin: z.literal('differs'), commit: commitId, receipt, why: z.string() }),
  z.object({ origin: z.literal('unreadable'), commit: commitId, line: z.string() }),
])

/** Oldest first. `own`: the log says the same; `other`: of another clone; `differs`: the log says something else. */
export const list = z.object({ schema, receipts: z.array(line) })

export const verified = z.object({
  schema,
  own: count.describe('Receipts that say what the log says.'),
  other: count.describe('Receipts of other clones.'),
  differs: z.array(
    z.object({ origin: z.literal('differs'), commit: commitId, receipt, why: z.string() }),
  ),
  unreadable: z.array(
    z.object({ origin: z.literal('unreadable'), commit: commitId, line: z.string() }),
  ),
  missing: z
    .array(z.object({ run: runName, commit: commitId }))
    .describe('Runs whose receipts were written and are gone.'),
  pending: count.describe('Ends of runs that have no receipt yet.'),
})

export const fetched = z.object({
  schema,
  remote: z.string(),
  found: z.boolean().describe('Whether the remote has receipts.'),
})

export const written = z.object({
  schema,
  written: count,
  remote: z.string().optional(),
  pushed: z.boolean().optional().describe('Whether there was anything to push.'),
})
