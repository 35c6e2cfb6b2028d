import * as z from 'zod'
import { ObjectId } from '../../src/events/object-id.ts'
import { topStates } from '../../src/machines/tags.ts'

/** Parts that the output of several commands has. */
export const count = z.int().min(0)
export const position = z
  .int()
  .min(0)
  .describe('A place in the whole log, from 1; 0 before the first event.')
export const time = z.iso.datetime().describe('ISO 8601, UTC.')
export const commitId = ObjectId.describe('The full id of a Git object.')
export const dollars = z.number().min(0).describe('US dollars.')
export const line = z.int().min(1).describe('From 1.')
export const runName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\/.+$/)
  .describe('The name of a run: its kind and its key, as in commit/<id>.')
export const runState = z.enum([...topStates, 'reverting', 'reverted', 'rollingBack', 'rolledBack'])
export const counts = z.record(z.string(), count).describe('How many runs there are in each state.')

export const used = z.object({
  calls: count,
  failed: count.describe('Calls without an answer that could be used.'),
  inputTokens: count,
  outputTokens: count,
  cost: dollars,
  unpriced: count.describe('Calls whose cost is not known; it is not part of cost.'),
  milliseconds: z.number().min(0),
  asked: count.describe('Answers that were paid for.'),
  cached: count.describe('Answers that came from the cache.'),
})

export const monthUsed = used.extend({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  models: z.array(used.extend({ provider: z.string(), model: z.string() })),
})

export const obstacle = z
  .object({ reason: z.string(), detail: z.string(), files: z.array(z.string()) })
  .describe('What keeps doc commits from being made.')

const reportedRun = z.object({
  run: runName,
  kind: z.string(),
  key: z.string(),
  label: z.string().describe('The short name of the run on a screen.'),
  subject: z.string(),
  state: runState,
  tag: z
    .enum(['active', 'waiting', 'failed', 'done'])
    .describe('active: git-doc goes on by itself; waiting: for a person or an event.'),
  since: time,
  by: z.string().optional().describe('Who asked, as they stated.'),
  why: z.string().optional().describe('Why they asked, in their words.'),
  code: z.string().optional().describe('A stable word for why it waits, failed or was skipped.'),
  reason: z.string().optional().describe('The same as a sentence.'),
  next: z.string().optional().describe('What a person can do.'),
  outcome: z.string().optional().describe('What came of it, such as a short commit id.'),
  notes: z.array(z.string()).optional(),
  items: z.array(
    z.object({
      id: z.string(),
      label: z.string().optional(),
      state: z.string(),
      note: z.string().optional(),
      code: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
})

const targetState = z.enum([
  'planned',
  'drafted',
  'unchanged',
  'skipped',
  'failed',
  'done',
  'reverted',
])

/** A run of the kind `commit`. */
export const commitRun = reportedRun
  .extend({
    kind: z.literal('commit'),
    commit: commitId,
    branch: z.string().optional(),
    docCommit: commitId.optional(),
    revertCommit: commitId.optional().describe('The commit that gave the sections back.'),
    separate: z
      .string()
      .optional()
      .describe('Why a commit that was to be amended has a doc commit of its own.'),
    revert: z
      .object({ code: z.string(), reason: z.string(), hint: z.string().optional() })
      .optional()
      .describe('Why the last revert that was asked for waits or was refused.'),
    targets: z.array(
      z.object({
        file: z.string(),
        section: z.string(),
        strategy: z.enum(['mapping', 'comment', 'inferred']),
        state: targetState,
        reason: z.string().optional(),
      }),
    ),
    usage: used.optional().describe('What models were asked for this run; missing if none was.'),
  })
  .meta({ id: 'CommitRun' })

/** A run of the kind `job`. */
export const jobRun = reportedRun
  .extend({
    kind: z.literal('job'),
    job: z.string(),
    cause: z
      .discriminatedUnion('by', [
        z.object({ by: z.literal('hand') }),
        z.object({ by: z.literal('hook'), hook: z.string(), args: z.array(z.string()) }),
        z.object({ by: z.literal('run'), run: runName, state: z.string() }),
      ])
      .describe('What started it.'),
    commit: commitId.optional().describe('Missing where no commit is concerned.'),
    commits: z.array(commitId).describe('Commits that it made.'),
  })
  .meta({ id: 'JobRun' })

const releaseName = { package: z.string(), version: z.string() }

/** A run of the kind `release`: one staging. */
const stagingRun = reportedRun
  .extend({
    kind: z.literal('release'),
    ...releaseName,
    tree: commitId.describe("The tree of the release's folder."),
    commit: commitId,
    report: z.string().optional().describe('The SHA-256 of the report.'),
    errors: count,
    warnings: count,
  })
  .meta({ id: 'StagingRun' })

/** A run of the kind `activation`: an activation or a rollback. */
export const activationRun = reportedRun
  .extend({
    kind: z.literal('activation'),
    deed: z.enum(['activate', 'rollback']),
    packages: z.array(
      z.object({ ...releaseName, previous: z.string().nullable(), tree: commitId }),
    ),
    commit: commitId.optional().describe("The pointer's commit."),
    forced: z.array(z.string()).describe('Why it would have been refused without --force.'),
  })
  .meta({ id: 'ActivationRun' })

const version = z.object({
  version: z.string().describe('Semver without a prefix, or a commit.'),
  tag: z.string().optional(),
  commit: commitId.optional(),
})

export const upstreamRun = reportedRun
  .extend({
    kind: z.literal('upstream'),
    source: z.string(),
    from: version.optional().describe('What it takes the place of.'),
    to: version,
    rolledBack: z
      .union([z.literal(true), z.enum(['failed', 'not-needed'])])
      .optional()
      .describe('Of a run that failed: whether everything is as it was before.'),
    commit: commitId.optional().describe('The commit that it made.'),
  })
  .meta({ id: 'UpstreamRun' })

/** A run of the kind `pipeline`. */
export const pipelineRun = reportedRun
  .extend({
    kind: z.literal('pipeline'),
    pipeline: z.string(),
    commit: commitId,
    tree: commitId.optional().describe('The tree of the files that the gates looked at.'),
    treeAfter: commitId.optional().describe('What it was at the end, if the files changed.'),
    clean: z.boolean().describe('Whether it ran in a fresh checkout.'),
    gates: z.array(
      z.object({
        name: z.string(),
        verdict: z.enum(['passed', 'warned', 'failed', 'skipped', 'planned', 'running']),
        code: z.string().optional(),
        reason: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'PipelineRun' })

export const run = z.discriminatedUnion('kind', [
  commitRun,
  jobRun,
  stagingRun,
  activationRun,
  upstreamRun,
  pipelineRun,
])

export const failure = z
  .object({
    run: runName,
    kind: z.string(),
    key: z.string(),
    label: z.string(),
    code: z.string(),
    class: z.string(),
    step: z.string().optional(),
    reason: z.string(),
    attempts: count,
    since: time,
    next: z.string(),
  })
  .meta({ id: 'Failure' })

export const provider = z
  .object({
    provider: z.string(),
    state: z
      .string()
      .describe('closed: it is asked; open: not before until; half-open: one request finds out.'),
    failures: count.describe('Failures in a row.'),
    class: z.string().optional(),
    reason: z.string().optional(),
    until: time.optional(),
  })
  .meta({ id: 'Provider' })
