import * as z from 'zod'
import { FileSummary, GuardNote, Proof, SentPrompt, Target } from './commit-parts.ts'
import { DocumentChange } from './document-change.ts'
import { applyResumed, attemptFailed, deferral, retryRequested } from './lifecycle.ts'
import { ModelCall } from './model-call.ts'
import { ObjectId } from './object-id.ts'

const answered = {
  target: z.string(),
  /** The cache key (SPEC D4); another request with the same key is free. */
  key: z.string(),
  provider: z.string(),
  model: z.string(),
  template: z.string(),
  cached: z.boolean(),
  /** Names of the diff parts that the prompt left out because of its length. */
  omitted: z.array(z.string()).optional(),
  calls: z.array(ModelCall),
  guards: z.array(GuardNote).optional(),
  sent: z.array(SentPrompt).optional(),
}

/** git-doc noticed a commit of a branch. */
const commitNoticed = z.object({
  type: z.literal('commit.noticed'),
  data: z.object({
    commit: ObjectId,
    parents: z.array(ObjectId),
    subject: z.string(),
    branch: z.string().optional(),
    /** Commits with their own runs that, according to a hook, were rewritten into this one. */
    rewrites: z.array(ObjectId).optional(),
    /** For a commit with our trailer: the run that it says it documents. */
    documents: z.string().optional(),
  }),
})

/** git-doc decided which sections the commit concerns. `head` is the commit whose documents it read. */
const commitPlanned = z.object({
  type: z.literal('commit.planned'),
  data: z.object({
    head: ObjectId,
    files: z.array(FileSummary),
    filesOmitted: z.int().optional(),
    targets: z.array(Target).min(1),
    changeId: z.string().optional(),
  }),
})

/** The commit needs no work. `reason` is stable; `detail` is for people. */
const commitSkipped = z.object({
  type: z.literal('commit.skipped'),
  data: z.object({
    reason: z.enum([
      'docs-only',
      'ignored-paths',
      'no-changes',
      'own-commit',
      'no-section',
      'unchanged',
      'rewritten',
      'shallow-boundary',
      'already-documented',
    ]),
    detail: z.string(),
    /** What the commit changes, if git-doc looked; another commit may repeat the change. */
    files: z.array(FileSummary).optional(),
    changeId: z.string().optional(),
    /** The runs whose documentation covers this commit too. */
    documentedBy: z.array(z.string()).optional(),
  }),
})

/**
 * Another commit replaced this one. `by` is the commit that holds its change now, or `null` if no branch reaches the
 * change any more. `evidence` says how git-doc knows; `detail` is for people.
 */
const commitRewritten = z.object({
  type: z.literal('commit.rewritten'),
  data: z.object({
    by: ObjectId.nullable(),
    evidence: z.enum(['post-rewrite', 'change-id', 'content', 'unreachable']),
    detail: z.string(),
  }),
})

/** A rewritten commit is on a branch again, for example after a reset forward or a branch made from the reflog. */
const commitReturned = z.object({
  type: z.literal('commit.returned'),
  data: z.object({ branch: z.string().optional() }),
})

/** The commit left the branch where git-doc noticed it, and waits on another one. */
const commitMoved = z.object({
  type: z.literal('commit.moved'),
  data: z.object({ branch: z.string() }),
})

/** Work on the targets began. */
const applyStarted = z.object({ type: z.literal('apply.started'), data: z.object({}) })

/** The work must wait for a person. `reason` is stable; `targets` names the sections concerned. */
const applyDeferred = z.object({
  type: z.literal('apply.deferred'),
  data: deferral.extend({
    targets: z.array(z.string()),
    /** If a budget is used up: the possible cost of the next request, in US dollars. */
    needs: z.number().optional(),
    /** If a provider did not answer: the requests that were made. */
    calls: z.array(ModelCall).optional(),
    sent: z.array(SentPrompt).optional(),
  }),
})

/**
 * git-doc drafted a new text for a target, and it passed the guards. `before` is the SHA-256 of the section that it
 * replaces; `added` is a new section to insert after it.
 */
const targetDrafted = z.object({
  type: z.literal('target.drafted'),
  data: z.object({
    ...answered,
    before: z.string(),
    text: z.string(),
    added: z.object({ heading: z.string(), text: z.string() }).optional(),
    proofs: z.array(Proof),
  }),
})

/** The target needs no change. */
const targetUnchanged = z.object({ type: z.literal('target.unchanged'), data: z.object(answered) })

/** git-doc got no text for a target, or none that passed the guards. */
const targetFailed = z.object({
  type: z.literal('target.failed'),
  data: z.object({
    target: z.string(),
    code: z.string(),
    reason: z.string(),
    hint: z.string().optional(),
    /** The document or section that a person named no longer exists: the run continues without the target and warns. */
    skip: z.literal(true).optional(),
    /** The cache key of a rejected answer that was cached too early; it must not be used again. */
    key: z.string().optional(),
    calls: z.array(ModelCall),
    guards: z.array(GuardNote).optional(),
    sent: z.array(SentPrompt).optional(),
  }),
})

/** The section changed after its draft was made, so git-doc drafts it again. */
const targetOutdated = z.object({
  type: z.literal('target.outdated'),
  data: z.object({ target: z.string() }),
})

/**
 * The doc commit exists as an object, and no ref names it yet. The branch must be at `parent`. With `amends`, the doc
 * commit replaces that commit; otherwise it is added on top. `separate` says why a commit that should have been amended
 * was not.
 */
const commitPrepared = z.object({
  type: z.literal('commit.prepared'),
  data: z.object({
    docCommit: ObjectId,
    parent: ObjectId,
    ref: z.string(),
    documents: z.array(DocumentChange),
    amends: ObjectId.optional(),
    separate: z.string().optional(),
  }),
})

/** The branch moved before the doc commit was added, so git-doc makes the doc commit again on top. */
const headMoved = z.object({
  type: z.literal('head.moved'),
  data: z.object({ expected: ObjectId, found: ObjectId.nullable() }),
})

/** The doc commit is part of its branch. */
const commitPublished = z.object({
  type: z.literal('commit.published'),
  data: z.object({ docCommit: ObjectId, ref: z.string() }),
})

/** The log was lost after the doc commit was made. The doc commit's own trailers say that it documents this commit. */
const commitRecovered = z.object({
  type: z.literal('commit.recovered'),
  data: z.object({ docCommit: ObjectId, ref: z.string() }),
})

/** The documents were written to the working tree and not committed (`commit_doc_updates = false`). */
const documentsWritten = z.object({
  type: z.literal('documents.written'),
  data: z.object({ files: z.array(z.string()) }),
})

/** A person asked to restore the sections as they were before the run's last doc commits, or before its last revert. */
const revertRequested = z.object({ type: z.literal('revert.requested'), data: z.object({}) })

/** The sections were not restored and nothing changed. `sections` names the conflicting ones. */
const revertRefused = z.object({
  type: z.literal('revert.refused'),
  data: z.object({
    code: z.string(),
    reason: z.string(),
    hint: z.string().optional(),
    sections: z.array(z.object({ file: z.string(), section: z.string() })),
  }),
})

/** The events of a run that documents one commit. */
export const CommitEvent = z.discriminatedUnion('type', [
  commitNoticed,
  commitPlanned,
  commitSkipped,
  commitRewritten,
  commitReturned,
  commitMoved,
  applyStarted,
  applyDeferred,
  applyResumed,
  targetDrafted,
  targetUnchanged,
  targetFailed,
  targetOutdated,
  commitPrepared,
  headMoved,
  commitPublished,
  commitRecovered,
  documentsWritten,
  attemptFailed,
  retryRequested,
  revertRequested,
  revertRefused,
])
export type CommitEvent = z.infer<typeof CommitEvent>
