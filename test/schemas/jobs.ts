import * as z from 'zod'
import { hooksAfter, hooksBefore } from '../../src/ports/jobs.ts'
import { commitId, count, jobRun, run, runName, time } from './parts.ts'
import { enableHook } from './setup.ts'

const schema = z.literal(1)
const path = z.string().describe('The job file, from the top of the repository.')
const hook = z.enum([...hooksBefore, ...hooksAfter])
const last = z
  .object({ run: runName, state: z.string(), at: time })
  .describe('The last run that ended.')
const state = z.enum(['ready', 'not-allowed', 'broken'])
const milliseconds = z.number().min(0)

const listed = z.object({
  path,
  state,
  why: z.string().optional().describe('Why it cannot be used.'),
  name: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  version: z.string().optional(),
  on: z.array(z.string()).optional().describe('What starts it; by hand it can always be started.'),
  last: last.optional(),
  missingHooks: z.array(hook).optional().describe('Hooks it asks for that are not installed.'),
})

const list = z.object({ schema, jobs: z.array(listed) })

const figures = z.object({
  job: z.string(),
  runs: count,
  failures: count,
  skipped: count,
  p50: milliseconds.optional().describe('Half of the last hundred runs took no longer.'),
  p95: milliseconds.optional(),
  peakMemory: count.optional().describe('Bytes; a lower bound.'),
  last,
})

const stats = z.object({ schema, jobs: z.array(figures) })

const trigger = z.union([
  z.object({ hook }),
  z.object({ after: z.enum(['success', 'failed']), run: z.string() }),
])

const show = z.union([
  z.object({ schema, path, state, why: z.string() }),
  z.object({
    schema,
    path,
    state,
    hash: z.string().describe('SHA-256 over the file and what it imports of the repository.'),
    files: z.array(z.string()),
    name: z.string(),
    description: z.string(),
    tags: z.array(z.string()),
    version: z.string(),
    on: z.array(trigger),
    paths: z.array(z.string()),
    input: z.unknown().optional().describe('A JSON Schema.'),
    permissions: z.object({
      read: z.array(z.string()),
      write: z.array(z.string()),
      run: z.boolean(),
      net: z.boolean(),
      env: z.array(z.string()),
    }),
    timeout: milliseconds,
    memory: count.optional().describe('Bytes.'),
    retry: z.object({ times: count, backoff: milliseconds }),
    repeat: z.enum(['safe', 'never']),
    needs: z.array(z.string()),
    once: z.enum(['clone', 'repository']),
    undoes: z.boolean(),
    notEnforced: z.array(z.string()).describe('What this system does not keep it from.'),
  }),
])

const ran = jobRun.extend({ schema })

const logs = z.object({
  schema,
  run: runName,
  state: z.string(),
  outputs: z.array(
    z.object({
      step: z.string(),
      state: z.string(),
      reason: z.string().optional(),
      text: z.string().describe('The whole output, or its end if the rest is not kept.'),
      stack: z.string().optional(),
    }),
  ),
})

const created = z.object({ schema, path, job: z.string(), missingHooks: z.array(hook) })

const simulated = z.object({
  schema,
  files: z.array(z.string()),
  jobs: z.array(
    z.object({
      job: z.string(),
      path,
      parts: z.array(
        z.object({ params: z.record(z.string(), z.string()), files: z.array(z.string()) }),
      ),
      needs: z.array(z.string()),
      foreground: z.boolean().describe('It can refuse what Git is about to do.'),
    }),
  ),
  left: z.array(z.object({ path, why: z.string() })),
})

const hookReport = z.object({
  schema,
  id: z.string(),
  hook: z.enum(hooksBefore),
  at: time,
  commit: commitId.optional(),
  ref: z.string().optional(),
  refused: z.boolean(),
  jobs: z.array(
    z.object({
      job: z.string(),
      state: z.enum(['success', 'failed', 'skipped']),
      code: z.string().optional(),
      reason: z.string().optional(),
      milliseconds,
      data: z.unknown().optional().describe('The event that its run will have.'),
    }),
  ),
})

const hookRuns = z.object({ schema, runs: z.array(run) })

/** What `job <verb>` prints. */
export const job = z.union([
  list,
  stats,
  show,
  ran,
  logs,
  created,
  simulated,
  hookReport,
  hookRuns,
  enableHook,
])
