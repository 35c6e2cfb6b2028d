import * as z from 'zod'
import { PipelineEvidence } from '../../src/pipelines/evidence.ts'
import { commitId, count, pipelineRun, runName, time } from './parts.ts'

const schema = z.literal(1)
const text = z.string()

const list = z.object({
  schema,
  pipelines: z.array(
    z.object({
      name: text.describe('As [pipeline.<name>] calls it.'),
      on: z.array(text).describe('What starts it.'),
      gates: z.array(text),
      runs: count.optional(),
      failures: count.optional(),
      last: z
        .object({ run: runName, state: text, at: time })
        .optional()
        .describe('The last run that ended.'),
    }),
  ),
})

const planned = z.object({
  schema,
  dryRun: z.literal(true),
  pipeline: text,
  commit: commitId,
  clean: z.boolean().describe('Whether it would run in a fresh checkout.'),
  gates: z
    .array(
      z.object({
        gate: text,
        needs: z.array(text),
        blocking: z.boolean(),
        does: z.array(text).describe('The command, and what git-doc looks at.'),
        skipped: z.boolean().describe('Nothing has changed that its paths match.'),
      }),
    )
    .describe('In the order in which they may begin.'),
})

const verified = z.object({
  schema,
  run: text,
  isSound: z.boolean().describe('Nothing is other than the evidence says.'),
  claims: z.array(
    z.object({
      what: text,
      result: z
        .enum(['same', 'differs', 'unknown'])
        .describe('unknown: nobody can tell in this clone.'),
      detail: text,
    }),
  ),
})

const proposed = z.object({
  schema,
  dryRun: z.literal(true).optional(),
  path: text,
  written: z.boolean(),
  text: text.optional().describe('What is or would be added to the configuration.'),
})

const durations = {
  p50: z.number().optional().describe('Milliseconds.'),
  p95: z.number().optional(),
}

const trends = z.object({
  schema,
  pipelines: z.array(
    z.object({
      name: text,
      witness: z
        .enum(['log', 'receipts'])
        .describe('receipts: the log of this clone has no run, and other clones say so.'),
      runs: count.describe('The last 1,000 at most.'),
      passed: count,
      passRate: z.number().min(0).max(1),
      ...durations,
      from: time.describe('The end of the first of these runs.'),
      to: time,
      months: z.array(z.object({ month: text, runs: count, passed: count, ...durations })),
      gates: z.array(
        z.object({
          name: text,
          runs: count,
          failed: count,
          flaky: count.describe('Trees on which it both passed and failed.'),
          ...durations,
        }),
      ),
    }),
  ),
  releases: z
    .array(
      z.object({
        month: text,
        tags: count.describe('With a version, on commits of HEAD.'),
        activations: count,
        rollbacks: count,
      }),
    )
    .describe('Months without any are left out.'),
  merges: z
    .object({ merges: count, p50: z.number().optional(), p95: z.number().optional() })
    .describe('Days from the first commit of a branch to its merge.'),
  since: time.describe('Commits since then count.'),
})

const ran = z
  .object({ schema, ...pipelineRun.shape })
  .describe('pipeline run: the run, as status has it.')

/** What the `pipeline` commands print; `pipeline show` prints what `--evidence` writes. */
export const pipeline = z.union([
  list,
  planned,
  verified,
  proposed,
  trends,
  PipelineEvidence.describe('pipeline show, and the file of --evidence.'),
  ran,
])
