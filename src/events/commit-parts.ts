import * as z from 'zod'
import { ObjectId } from './object-id.ts'

/** How a plan found a target: by a mapping in the configuration, by a marker, or by what the diff and the section share. */
export const Strategy = z.enum(['mapping', 'comment', 'inferred'])
export type Strategy = z.infer<typeof Strategy>

/**
 * A document section that a plan names. `id` is `<file>#<section>`; `section` is its address in the document (`Usage >
 * Options`, a slug, or a marker's id). `scope` is `whole` (with subsections) or `own` (up to the next heading).
 */
export const Target = z.object({
  id: z.string(),
  file: z.string(),
  section: z.string(),
  strategy: Strategy,
  scope: z.enum(['whole', 'own']),
  why: z.string(),
})
export type Target = z.infer<typeof Target>

/** What a commit did to one file, as far as a plan needs it. */
export const FileSummary = z.object({
  path: z.string(),
  from: z.string().optional(),
  status: z.enum(['added', 'modified', 'deleted', 'renamed', 'copied', 'mode', 'type']),
  binary: z.boolean().optional(),
  /** The blob ids before and after; missing where the file did not exist or is not a blob. */
  before: ObjectId.optional(),
  after: ObjectId.optional(),
  linesAdded: z.int(),
  linesRemoved: z.int(),
  symbols: z.object({
    added: z.array(z.string()),
    removed: z.array(z.string()),
    changed: z.array(z.string()),
  }),
})
export type FileSummary = z.infer<typeof FileSummary>

/** One edit of the offline provider and the diff lines that prove it. */
export const Proof = z.object({
  kind: z.string(),
  from: z.string(),
  to: z.string(),
  file: z.string(),
  line: z.int().optional(),
})
export type Proof = z.infer<typeof Proof>

/**
 * What a guard objected to in an answer. `attempt` counts the answers of one draft from 1. The last answer was accepted
 * anyway if its verdict is `doubt` (docs/guards.md).
 */
export const GuardNote = z.object({
  rule: z.string(),
  verdict: z.enum(['refuse', 'ask', 'doubt']),
  what: z.string(),
  attempt: z.int(),
})
export type GuardNote = z.infer<typeof GuardNote>

/**
 * A prompt that left the machine, without its secrets. `hash` covers the whole prompt except the mark `nonce`. `head`
 * is the commit whose document it holds. `attempt` counts the prompts of one draft from 1. `withheld` counts secrets by
 * kind, and `files` names files that were not sent at all. These facts are enough to rebuild the prompt and compare it.
 */
export const SentPrompt = z.object({
  target: z.string(),
  attempt: z.int(),
  hash: z.string(),
  nonce: z.string(),
  head: ObjectId,
  tokens: z.int(),
  bytes: z.int(),
  withheld: z.array(z.object({ kind: z.string(), count: z.int() })),
  files: z.array(z.string()),
})
export type SentPrompt = z.infer<typeof SentPrompt>
