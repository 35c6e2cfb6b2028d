import * as z from 'zod'

/** A full object id, SHA-1 or SHA-256. */
export const ObjectId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'a full object id')

/** How a target was found: named in the configuration, by a marker in the document, or by what diff and section share. */
export const Strategy = z.enum(['mapping', 'comment', 'inferred'])
export type Strategy = z.infer<typeof Strategy>

/**
 * One document section a plan names. `id` is `<file>#<section>`; `section` is its address in the document
 * (`Usage > Options`, a slug, or a marker's id); `scope` is `whole` with its subsections, or `own` up to the next heading.
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
  /** The blobs it was and became, where it was and is one. */
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

/** One request to a provider, answered or not: milliseconds, tokens as the provider counts them, the HTTP status if one came. */
export const ModelCall = z.object({
  provider: z.string(),
  model: z.string(),
  milliseconds: z.number(),
  outcome: z.string(),
  status: z.int().optional(),
  inputTokens: z.int().optional(),
  outputTokens: z.int().optional(),
  /** How many tokens were expected before an answer was asked for, where one came. */
  expectedInputTokens: z.int().optional(),
  expectedOutputTokens: z.int().optional(),
  /** US dollars; missing where the price or the tokens are not known, which is not the same as nothing. */
  cost: z.number().optional(),
})
export type ModelCall = z.infer<typeof ModelCall>

/**
 * What a guard had against an answer: `attempt` counts the answers of one draft from 1. The last answer was taken nevertheless where
 * its verdict is `doubt` (docs/guards.md).
 */
export const GuardNote = z.object({
  rule: z.string(),
  verdict: z.enum(['refuse', 'ask', 'doubt']),
  what: z.string(),
  attempt: z.int(),
})
export type GuardNote = z.infer<typeof GuardNote>

/**
 * A prompt that left the machine, its secrets taken out: `hash` is over all of it but the mark `nonce`, `head` the commit whose
 * document it holds, `attempt` counts the prompts of one draft from 1. `withheld` counts secrets by kind, `files` names those of
 * which nothing was sent. With these it can be made again, and compared.
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

/** Where one section stood in a document before and after, in bytes, with the SHA-256 of its bytes. */
const Span = z.object({ start: z.int(), end: z.int(), sha256: z.string() })
export const SectionChange = z.object({ section: z.string(), before: Span, after: Span })
export type SectionChange = z.infer<typeof SectionChange>

/** What a doc commit changes in one document: blob ids and the sections' places (SPEC D6). */
export const DocumentChange = z.object({
  file: z.string(),
  before: ObjectId,
  after: ObjectId,
  sections: z.array(SectionChange),
})
export type DocumentChange = z.infer<typeof DocumentChange>
