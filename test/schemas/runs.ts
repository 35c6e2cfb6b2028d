import * as z from 'zod'
import { Recorded } from '../../src/events/recorded.ts'
import {
  commitId,
  commitRun,
  count,
  counts,
  dollars,
  failure,
  jobRun,
  monthUsed,
  obstacle,
  position,
  provider,
  run,
  runName,
} from './parts.ts'

const providers = z.array(provider).optional()

export const status = z.object({
  schema: z.literal(2),
  position: position.describe('The last event that the report includes.'),
  counts: counts.describe('How many runs of all kinds there are in each state.'),
  kinds: z.record(z.string(), counts).describe('The same for each kind.'),
  unknown: z
    .record(z.string(), count)
    .optional()
    .describe('How many runs there are of kinds that this version does not know.'),
  runs: z.array(run).describe('Newest first: the runs that need something, and the last others.'),
  failures: z.array(failure).describe('Newest first.'),
  truncated: z.boolean().describe('There are more runs: status --all lists them.'),
  seen: z
    .record(z.string(), commitId)
    .optional()
    .describe('The commit up to which each followed branch was read, by its full ref.'),
  providers,
  alerts: z
    .object({
      open: count.describe('How many are to be sent, or sent again.'),
      reason: z.string().optional().describe('Why one of them was sent in vain.'),
      givenUp: count.describe('How many were given up since one was delivered last.'),
    })
    .optional()
    .describe('Alerts that reached nobody yet.'),
  usage: monthUsed.optional().describe('The last month in which a model was asked.'),
  unnoticed: z
    .object({ branch: z.string(), commits: count })
    .optional()
    .describe('How many commits the branch has that were not read yet.'),
})

/** What `update` and `retry` print. */
export const worked = z.object({
  schema: z.literal(2),
  position,
  noticed: count.describe('How many commits are new.'),
  spent: z
    .object({
      calls: count,
      inputTokens: count,
      outputTokens: count,
      cost: dollars,
      unpriced: count.describe('Calls whose cost is not known; it is not part of cost.'),
    })
    .describe('What models were asked by this command.'),
  counts,
  runs: z.array(run).describe('The runs to which anything happened.'),
  failures: z.array(failure),
  providers,
  obstacle: obstacle.optional(),
})

export const retryPlan = z.object({
  schema: z.literal(1),
  dryRun: z.literal(true),
  runs: z.array(run).describe('The runs that would be tried again.'),
})

const estimate = z.object({
  inputTokens: count,
  outputTokens: count,
  cost: dollars.optional(),
  atMost: dollars.optional(),
})

export const updatePlan = z.object({
  schema: z.literal(1),
  dryRun: z.literal(true),
  runs: z.array(
    z.object({
      run: runName,
      commit: commitId,
      subject: z.string(),
      state: z.string(),
      reason: z.string().optional(),
      targets: z.array(
        z.object({
          file: z.string(),
          section: z.string(),
          strategy: z.enum(['mapping', 'comment', 'inferred']),
          why: z.string(),
          state: z.string(),
          reason: z.string().optional(),
          estimate: estimate
            .optional()
            .describe('What asking is likely to take; missing where it costs nothing.'),
          cached: z.boolean().optional().describe('The answer is in the cache.'),
          prompt: z
            .object({ bytes: count, tokens: count })
            .optional()
            .describe('The size of the prompt; tokens are an estimate that errs high.'),
          diff: z
            .string()
            .optional()
            .describe('The change as a unified diff, where it costs nothing to know.'),
        }),
      ),
    }),
  ),
  estimate: estimate
    .extend({ requests: count, cached: count })
    .describe('The sum; without cost and atMost if a price is not known.'),
})

export const reverted = z.union([
  commitRun.extend({ schema: z.literal(1) }),
  jobRun.extend({ schema: z.literal(1) }),
])

export const revertPlan = z.object({
  schema: z.literal(1),
  dryRun: z.literal(true),
  run: runName,
  commit: commitId,
  reverts: z.array(commitId).describe('The commits that would be reverted.'),
  documents: z.array(z.object({ file: z.string(), diff: z.string() })),
  obstacle: obstacle.optional(),
})

export const undoPlan = z.object({
  schema: z.literal(1),
  dryRun: z.literal(true),
  run: runName,
})

/** A line of `history`. */
export const recorded = Recorded.meta({ id: 'Recorded' })

export const replay = z.object({
  schema: z.literal(1),
  position,
  events: count,
  runs: z.array(
    z.object({
      run: runName,
      events: count,
      since: count.describe('How many of its events came after the position.'),
      was: z
        .string()
        .optional()
        .describe('Its state at the position; missing before its first event.'),
      is: z.string().describe('Its state now.'),
    }),
  ),
  views: z.array(
    z.object({
      view: z.string(),
      rows: count,
      differences: z.array(z.string()).describe('Rows that are not what the events say.'),
    }),
  ),
  sound: z.boolean(),
})
