import * as z from 'zod/mini'
import { hooksAfter, hooksBefore, type JobDefinition } from '../../ports/jobs.ts'

const texts = z.array(z.string())

/** A definition as a job's process tells it, and as it is kept. */
export const Definition = z.strictObject({
  name: z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i)),
  description: z.string(),
  tags: texts,
  version: z.string(),
  on: z.array(
    z.union([
      z.strictObject({ hook: z.enum([...hooksBefore, ...hooksAfter]) }),
      z.strictObject({ after: z.enum(['success', 'failed']), run: z.string() }),
    ]),
  ),
  paths: texts,
  input: z.optional(z.unknown()),
  permissions: z.strictObject({
    read: texts,
    write: texts,
    run: z.boolean(),
    net: z.boolean(),
    env: texts,
  }),
  timeout: z.number().check(z.positive()),
  memory: z.optional(z.number().check(z.positive())),
  retry: z.strictObject({ times: z.int().check(z.nonnegative()), backoff: z.number() }),
  repeat: z.enum(['safe', 'never']),
  needs: texts,
  once: z.enum(['clone', 'repository']),
  undoes: z.boolean(),
})
export type Definition = z.infer<typeof Definition> & JobDefinition
