import * as z from 'zod'
import { ModelCall } from '../../src/events/model-call.ts'
import { Recorded } from '../../src/events/recorded.ts'
import { hooksAfter, hooksBefore } from '../../src/ports/jobs.ts'
import { commitId, count, line, position, runName, time } from './parts.ts'

export const init = z.object({
  schema: z.literal(1),
  dryRun: z.literal(true).optional(),
  path: z.string(),
  written: z.boolean().describe('Whether the file was written; one that exists stays as it is.'),
  provider: z.string().optional().describe('Missing if the file exists.'),
  docFiles: z.array(z.string()).optional().describe('Missing if the file exists.'),
  text: z.string().optional().describe('What a dry run would write.'),
  baseline: commitId.optional().describe('Commits up to this one stay undocumented.'),
  next: z.array(z.string()).describe('What to do next.'),
})

const mapping = z.object({
  code_pattern: z.array(z.string()),
  doc_file: z.string(),
  section: z.string(),
})
const documentRules = z.object({
  files: z.array(z.string()),
  style: z.string().optional(),
  audience: z.string().optional(),
  never_touch: z.array(z.string()).optional(),
})
const price = z.object({ input: z.number(), output: z.number() })

const entry = z.object({
  key: z.string(),
  value: z
    .union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(z.string()),
      z.array(mapping),
      z.array(documentRules),
      z.record(z.string(), price),
    ])
    .describe('In the units of the file, without secrets; null if it is not set.'),
  source: z.enum(['file', 'default']),
  line: line.optional(),
})

const path = z.string().describe('The configuration file.')

export const configGet = z.object({
  schema: z.literal(2),
  path,
  found: z.boolean().describe('There is such a file.'),
  entries: z.array(entry),
  warnings: z.array(z.string()),
})

export const configSet = z.object({
  schema: z.literal(2),
  path,
  changed: z.boolean(),
  entry,
  warnings: z.array(z.string()),
})

const thing = z.object({
  what: z.enum(['command', 'file']),
  name: z.string().describe('The key of the configuration, or the path of the file.'),
  label: z.string().describe('The command, or the path.'),
  sha256: z.string().describe('Of what, name and content together.'),
})
const waitingThing = thing.extend({
  diff: z.string().describe('What differs from what was allowed before, as a unified diff.'),
})

export const allowed = z.object({
  schema: z.literal(1),
  asks: z.boolean().describe('This clone asks before it runs what is not allowed.'),
  allowed: z.array(waitingThing).describe('What was allowed now.'),
  waiting: z.array(waitingThing).describe('What is not allowed.'),
})

export const allowList = z.object({
  schema: z.literal(1),
  trust: z.object({
    asks: z.boolean(),
    because: z.string().optional().describe('Why this clone does not ask.'),
    ignored: z.string().optional().describe('A file whose setting does not count.'),
  }),
  things: z.array(
    thing.extend({
      state: z
        .enum(['allowed', 'not-allowed', 'unused'])
        .describe('unused: allowed once, but the repository has something else now.'),
      at: time.optional().describe('When it was allowed.'),
    }),
  ),
})

export const revoked = z.object({ schema: z.literal(1), revoked: z.array(thing) })

const hook = z.enum([...hooksAfter, ...hooksBefore])

export const daemon = z.union([
  z.object({
    schema: z.literal(1),
    running: z
      .boolean()
      .describe('A daemon works here; the exit code of daemon status says the same.'),
    holder: z
      .object({
        pid: count,
        host: z.string(),
        since: time,
        command: z.string(),
        version: z.string().optional(),
      })
      .optional()
      .describe('The process that owns the log, a daemon or not.'),
    requests: count.describe('Requests in the inbox.'),
    notes: count.describe('Notes of hooks in the inbox.'),
  }),
  z.object({ schema: z.literal(1), stopped: z.boolean() }),
])

/** Any command that is handed over with `--no-wait`. */
export const request = z.object({
  schema: z.literal(1),
  request: z.string().describe('The name of the request.'),
})

export const enableHook = z.object({
  schema: z.literal(1),
  dryRun: z.literal(true).optional(),
  way: z.enum(['config', 'files', 'by-hand']),
  hooks: z.array(z.object({ hook, where: z.string() })),
  lines: z.array(z.object({ hook, line: z.string() })).describe('What to add by hand.'),
  warnings: z.array(z.string()),
  branch: z.string().optional().describe('Missing when HEAD is detached.'),
  baseline: commitId
    .optional()
    .describe('Commits up to this one stay undocumented, if that was decided now.'),
})

export const disableHook = z.object({
  schema: z.literal(1),
  dryRun: z.literal(true).optional(),
  hooks: z.array(hook).describe('The hooks that were removed.'),
  warnings: z.array(z.string()),
})

const foundDocCommit = z.object({
  run: runName,
  commit: commitId,
  docCommit: commitId,
  refs: z.array(z.string()),
})
const reach = z.object({ first: position, last: position })

const repair = z.object({
  log: z
    .object({
      pieces: z.array(reach.extend({ from: z.enum(['segments', 'database']) })),
      events: count,
      lost: reach.optional().describe('Positions whose events are gone.'),
      lostRuns: z.array(z.string()),
      aside: z.string().describe('The folder that keeps the damaged log.'),
      segments: z.array(z.string()).describe('Damaged segments that were moved there.'),
    })
    .optional()
    .describe('Only if the log was made anew.'),
  git: z.object({
    runs: z.array(foundDocCommit).describe('Doc commits that only Git knew, recorded now.'),
    forgotten: z
      .array(foundDocCommit)
      .describe('The same for commits that Git no longer has: not recorded.'),
    branches: z
      .array(z.object({ ref: z.string(), commit: commitId }))
      .describe('Where update goes on in branches whose reading position was lost.'),
  }),
  removed: z.array(z.string()).describe('Files that killed processes had left.'),
})

export const doctor = z.object({
  schema: z.literal(1),
  sound: z.boolean().describe('No finding is an error.'),
  findings: z
    .array(
      z.object({
        name: z.string().describe('The part that was looked at.'),
        state: z.enum(['ok', 'warning', 'error']),
        code: z.string().describe('A stable word: OK, or what is wrong.'),
        detail: z.string(),
        hint: z.string().optional(),
        version: z.string().optional().describe('Of a tool, with --tools.'),
        repair: z
          .enum(['rebuild', 'record', 'remove'])
          .optional()
          .describe('What --repair would do.'),
      }),
    )
    .optional()
    .describe('Missing after a repair.'),
  repair: repair.optional(),
  prepared: z.array(z.string()).optional().describe('Folders that were made; only with --prepare.'),
})

export const providerTest = z.object({
  schema: z.literal(1),
  provider: z.string(),
  model: z.string().optional().describe('Missing for the offline provider.'),
  answered: z.boolean(),
  milliseconds: count.optional(),
  calls: z.array(ModelCall).optional().describe('Every request, as in the log.'),
  failure: z
    .object({ code: z.string(), message: z.string(), hint: z.string().optional() })
    .optional()
    .describe('Why it did not answer.'),
})

/** Lines of an export: entries, and the seal as the last one. */
export const exported = z.union([
  z.object({
    chain: z.string().describe('SHA-256 of the chain before it and the event.'),
    event: Recorded,
  }),
  z.object({
    format: z.literal(1),
    seal: z.string().describe('SHA-256 of all lines before it.'),
    first: position,
    last: position,
  }),
])

export const imported = z.object({ schema: z.literal(1), events: count, runs: count })

export const version = z.object({ schema: z.literal(1), version: z.string() })

export const error = z.object({
  schema: z.literal(1),
  error: z.object({
    code: z.string().describe('A stable word.'),
    message: z.string(),
    hint: z.string().optional().describe('What to do.'),
  }),
})

/** A line of `--log json`. */
export const log = z.object({
  at: time,
  level: z.enum(['debug', 'info', 'warning', 'error']),
  component: z.string().describe('The command, or worker.'),
  run: runName.optional(),
  code: z
    .string()
    .optional()
    .describe('A stable word: the code of an error, the type of an event.'),
  message: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
})
