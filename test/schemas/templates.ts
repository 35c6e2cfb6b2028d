import * as z from 'zod'

const schema = z.literal(1)
const inject = z.enum(['before', 'after', 'append'])
const template = z.string().describe('Its path below its folder.')

const list = z.object({
  schema,
  templates: z.array(
    z.object({
      name: template,
      path: z.string().describe('From the top of the repository.'),
      state: z.enum(['ready', 'not-allowed', 'broken']),
      to: z.string().optional().describe('Where it goes, as its front matter says it.'),
      inject: inject.optional(),
      why: z.string().optional().describe('What is wrong with it.'),
    }),
  ),
})

const dryRun = z.literal(true).optional().describe('Nothing was written.')

const rendered = z.object({
  schema,
  dryRun,
  template,
  file: z.string().describe('From the top of the repository.'),
  state: z.enum(['created', 'replaced', 'injected', 'unchanged', 'skipped']),
  reason: z.string().optional().describe('Why it was skipped.'),
  diff: z.string().optional().describe('A unified diff; only with --dry-run.'),
})

const printed = z.object({
  schema,
  dryRun,
  template,
  state: z.literal('printed').describe('It goes to no file.'),
  text: z.string(),
})

/** What `template <verb>` prints. */
export const templates = z.union([list, printed, rendered])
