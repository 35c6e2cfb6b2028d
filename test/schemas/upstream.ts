import * as z from 'zod'
import { commitId, count, run, runName, time } from './parts.ts'

const schema = z.literal(1)
const name = z.string().describe('The source, as [upstream.<name>] calls it.')
const text = z.string()
const level = z.enum(['none', 'first', 'major', 'minor', 'patch', 'commits'])
const error = z.object({ code: text, message: text })
const version = z.object({ version: text, tag: text.optional(), commit: commitId.optional() })

const checked = z
  .record(
    text,
    z.object({
      name,
      current: text.nullable().describe('What is installed; null if nothing is, or nobody knows.'),
      latest: text.nullable().describe('The newest version that is allowed.'),
      update_available: z.boolean(),
      kind: level.describe('How much the change may change.'),
      needs_approval: z.boolean(),
      pinned: z.boolean(),
      current_tag: text.optional(),
      current_commit: text.optional(),
      latest_tag: text.optional(),
      latest_commit: text.optional(),
      compare: text.optional().describe('Where the forge shows what is new.'),
      not_versions: z
        .object({ count, some: z.array(text) })
        .optional()
        .describe('Tags that are no versions.'),
      error: error.optional().describe('Why no remote could be asked.'),
    }),
  )
  .describe('upstream check: an object by the names of sources.')

const updated = z.object({
  schema,
  sources: z.array(
    z.object({
      name,
      current: text.nullable(),
      latest: text.nullable(),
      kind: level,
      run: runName.optional(),
      request: z.enum(['new', 'open', 'failed', 'over']).optional(),
      left: z.literal('nothing-configured').optional(),
      error: error.optional(),
    }),
  ),
  runs: z.array(run),
})

const planned = z.object({
  schema,
  dryRun: z.literal(true),
  sources: z.array(
    z.object({
      name,
      current: text.nullable(),
      latest: text.nullable(),
      kind: level,
      needs_approval: z.boolean(),
      steps: z.array(text),
    }),
  ),
})

const change = {
  schema,
  name,
  from: text.nullable(),
  to: text,
  changes: z.array(text).nullable().describe('One line a commit, newest first.'),
}

const list = z.object({
  schema,
  sources: z.array(
    z.object({
      name,
      repo: text,
      strategy: z.enum(['tags', 'releases', 'commits']),
      current: version.optional(),
      updatedAt: time.optional(),
      latest: version.optional(),
      remote: text.optional().describe('The address that answered last.'),
      pin: text.optional(),
      failure: z.object({ code: text, reason: text }).optional(),
      received: count.optional().describe('Deliveries, those that meant nothing too.'),
      checkedAt: time.optional(),
      deliveredAt: time.optional(),
      last: z
        .object({ run: runName, state: text, tag: text.optional() })
        .optional()
        .describe('The last update.'),
    }),
  ),
})

const redelivered = z.object({
  schema,
  redelivered: z.array(
    z.object({
      name,
      listed: count.describe("Deliveries on the forge's list that may be news, each counted once."),
      missing: z.array(text).describe('The ids of those that the log does not know, newest first.'),
      asked: z.array(text).describe('The ids of those that the forge was asked to send again.'),
      unnamed: count.describe('Those that would come again with another id, and are left alone.'),
      error: error.optional().describe('What ended it; what was asked for before that counts.'),
    }),
  ),
})

/** What the `upstream` commands print. */
export const upstream = z.union([
  updated,
  planned,
  z.object({ ...change, dryRun: z.literal(true) }),
  z.object({ ...change, runs: z.array(run) }),
  z.object({ schema, name, runs: z.array(run) }),
  z.object({ schema, name, pin: text.nullable() }),
  list,
  redelivered,
  checked,
])
