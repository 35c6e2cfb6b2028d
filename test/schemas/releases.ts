import * as z from 'zod'
import { activationRun, commitId, count, line, runName, time } from './parts.ts'

const schema = z.literal(1)
const name = { package: z.string(), version: z.string() }
const tree = commitId.describe("The tree of the release's folder.")
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const level = z.enum(['error', 'warning', 'note'])

const finding = z.object({
  rule: z.string().describe('One of docs/release-rules.md.'),
  level,
  message: z.string(),
  file: z.string(),
  pointer: z.string().optional().describe('A JSON Pointer into the file.'),
  line: line.optional(),
  hint: z.string(),
})

const report = z.object({
  run: runName,
  state: z.string(),
  report: sha256.optional(),
  errors: count,
  warnings: count,
})

const deed = z.object({
  version: z.string(),
  previous: z.string().nullable(),
  deed: z.string(),
  run: runName,
  state: z.string(),
  reason: z.string().optional(),
  commit: commitId.optional(),
  by: z.string().optional(),
  at: time,
})

const status = z.object({
  schema,
  packages: z.array(
    z.object({
      package: z.string(),
      active: z.string().optional().describe('The version in production.'),
      open: deed.optional().describe('An activation that did not come to its end here.'),
      releases: z.array(
        z.object({
          ...name,
          state: z.enum(['draft', 'committed', 'staged', 'released', 'superseded', 'abandoned']),
          isEditable: z.boolean(),
          isInProduction: z.boolean(),
          isPrerelease: z.boolean(),
          staging: z.enum(['never', 'holds', 'outdated']),
          tree: tree.optional(),
          branch: z
            .string()
            .optional()
            .describe('Where it is worked on, if HEAD does not have it.'),
          report: report.optional(),
          elsewhere: z.boolean().optional().describe('Another clone staged it.'),
          why: z.string().optional().describe('Why it is not staged any more.'),
          next: z.string().optional().describe('The command that usually comes next.'),
        }),
      ),
    }),
  ),
})

const change = z.object({
  level: z.enum(['major', 'minor', 'patch', 'unknown']),
  message: z.string(),
  file: z.string(),
  pointer: z.string().optional(),
})
const step = z.enum(['major', 'minor', 'patch'])

const drafted = z.object({
  schema,
  ...name,
  branch: z.string(),
  folder: z.string(),
  from: z.string().optional(),
  continued: z.boolean(),
})

const bump = z.object({
  schema,
  ...name,
  commit: commitId.optional(),
  tree: tree.optional(),
  base: z.string().optional().describe('The version that it is compared with.'),
  bump: step.optional(),
  least: z.string().optional().describe('The lowest version that says what changed.'),
  isHighEnough: z.boolean(),
  changes: z.array(change),
})

const staged = z.object({
  schema,
  staged: z.array(
    z.object({
      run: runName,
      ...name,
      tree,
      state: z.string(),
      again: z.boolean().describe('It was staged before, with this tree.'),
      reason: z.string().optional(),
      report: sha256,
      rules: z.string(),
      findings: z.array(finding),
    }),
  ),
})

const reported = z.object({
  schema,
  release: z.string(),
  tree,
  commit: commitId,
  rules: z
    .string()
    .describe('The version of the rules, and the beginning of the hash of their settings.'),
  sha256,
  run: runName.optional().describe('The staging; missing where the rules were asked now.'),
  findings: z.array(finding),
})

const approved = z.object({ schema, ...name, tree, by: z.string(), again: z.boolean() })
const again = z.object({ schema, again: z.literal(true), releases: z.array(z.string()) })

const told = z.object({
  commit: commitId,
  at: z.string(),
  deed: z.enum(['activate', 'rollback', 'by hand']),
  by: z.string(),
  reason: z.string().optional(),
  packages: z.array(
    z.object({
      package: z.string(),
      from: z.string().optional(),
      to: z.string().optional(),
      report: sha256.optional(),
    }),
  ),
  rules: count.optional(),
  run: runName.optional(),
  state: z.string().optional().describe('Where the run is, if this log has it.'),
  forced: z.array(z.string()).optional(),
})

const history = z.object({ schema, deeds: z.array(told) })
const why = z.object({
  schema,
  package: z.string(),
  active: z.string().nullable(),
  deed: told.optional(),
})
const difference = z.object({
  schema,
  from: z.string(),
  to: z.string(),
  bump: step.optional(),
  changes: z.array(change),
})

const verified = z.object({
  schema,
  commit: commitId,
  steps: count.describe('Changes of the pointer.'),
  releases: count.describe('Releases that were ever in production.'),
  isProven: z.boolean(),
  proofs: z.array(
    z.object({
      rule: z.string(),
      level,
      message: z.string(),
      file: z.string(),
      commit: commitId.optional(),
      release: z.string().optional(),
      hint: z.string().optional(),
    }),
  ),
  tagged: z.array(z.string()).optional().describe('Tags that were made.'),
  remote: z.string().optional(),
})

const guarded = z.object({
  schema,
  hook: z.enum(['pre-commit', 'pre-push']),
  refused: z.boolean(),
  changes: z.array(
    z.object({
      release: z.string(),
      folder: z.string(),
      why: z.enum(['staged', 'released']),
      commit: commitId.optional(),
    }),
  ),
})

const abandoned = z.object({
  schema,
  ...name,
  branch: z.string(),
  removed: z.boolean(),
  discarded: z.array(z.string()),
})

/** What `release <verb>` prints. */
export const release = z.union([
  status,
  drafted,
  bump,
  staged,
  reported,
  approved,
  again,
  activationRun.extend({ schema }),
  history,
  why,
  difference,
  verified,
  guarded,
  abandoned,
])
