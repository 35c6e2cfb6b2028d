import * as z from 'zod'
import { SentPrompt } from '../../src/events/commit-parts.ts'
import { ModelCall } from '../../src/events/model-call.ts'
import { commitId, count, dollars, monthUsed, runName, time } from './parts.ts'

export const usage = z.object({
  schema: z.literal(1),
  months: z.array(monthUsed).describe('Oldest first.'),
  budget: z
    .object({ month: dollars, run: dollars, commit: dollars })
    .partial()
    .describe('As far as it is set.'),
})

export const cacheList = z.object({
  schema: z.literal(1),
  answers: z
    .array(
      z.object({
        key: z.string(),
        at: time,
        provider: z.string(),
        model: z.string(),
        run: runName.optional(),
        target: z.string().optional(),
        bytes: count
          .optional()
          .describe('Missing where the answer was that nothing needs to change.'),
        expired: z.boolean().describe('Too old to be used again.'),
      }),
    )
    .describe('Oldest first.'),
})

export const cacheCleared = z.object({ schema: z.literal(1), cleared: count })

export const egress = z.object({
  schema: z.literal(1),
  commit: commitId,
  prompts: z
    .array(
      SentPrompt.omit({ target: true }).extend({
        at: time,
        file: z.string(),
        section: z.string(),
        calls: z.array(ModelCall).describe('Every request of the draft.'),
        state: z
          .enum(['same', 'differs', 'unknown'])
          .describe('Whether the prompt that is made again is the one that was sent.'),
        detail: z.string(),
        prompt: z.object({ system: z.string(), user: z.string() }).optional(),
      }),
    )
    .describe('In the order in which they were sent.'),
})
