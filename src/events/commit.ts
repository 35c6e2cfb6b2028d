import * as z from 'zod'
import {
  DocumentChange,
  FileSummary,
  GuardNote,
  ModelCall,
  ObjectId,
  Proof,
  SentPrompt,
  Target,
} from './commit-parts.ts'

const answered = {
  target: z.string(),
  /** The cache key of SPEC D4; the same key costs nothing again. */
  key: z.string(),
  provider: z.string(),
  model: z.string(),
  template: z.string(),
  cached: z.boolean(),
  /** What the prompt did not show of the diff for its length, by name. */
  omitted: z.array(z.string()).optional(),
  calls: z.array(ModelCall),
  guards: z.array(GuardNote).optional(),
  sent: z.array(SentPrompt).optional(),
}

/** A commit of a branch came to git-doc's notice. */
const commitNoticed = z.object({
  type: z.literal('commit.noticed'),
  data: z.object({
    commit: ObjectId,
    parents: z.array(ObjectId),
    subject: z.string(),
    branch: z.string().optional(),
    /** Commits with runs of their own that a hook says this one was made of. */
    rewrites: z.array(ObjectId).optional(),
    /** Of a commit with our trailer: the run it says it documents. */
    documents: z.string().optional(),
  }),
})

/** It was decided which sections the commit concerns; `head` is the commit whose documents were read. */
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

/** Nothing is to be done for the commit. `reason` is stable, `detail` is for people. */
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
    /** What the commit changes, where that was looked at: it may come again in another commit. */
    files: z.array(FileSummary).optional(),
    changeId: z.string().optional(),
    /** The runs whose documentation is this commit's too. */
    documentedBy: z.array(z.string()).optional(),
  }),
})

/**
 * The commit was replaced: `by` is the one that holds its change now, `null` if it is reachable from no branch any more.
 * `evidence` says how that is known, `detail` is for people.
 */
const commitRewritten = z.object({
  type: z.literal('commit.rewritten'),
  data: z.object({
    by: ObjectId.nullable(),
    evidence: z.enum(['post-rewrite', 'change-id', 'content', 'unreachable']),
    detail: z.string(),
  }),
})

/** A commit that was rewritten is on a branch again: a reset forward, a branch made from the reflog. */
const commitReturned = z.object({
  type: z.literal('commit.returned'),
  data: z.object({ branch: z.string().optional() }),
})

/** The commit left the branch it was noticed on and waits on another one. */
const commitMoved = z.object({
  type: z.literal('commit.moved'),
  data: z.object({ branch: z.string() }),
})

/** Work on the targets began. */
const applyStarted = z.object({ type: z.literal('apply.started'), data: z.object({}) })

/** The work must wait for a person; `reason` is stable, `targets` names those concerned. */
const applyDeferred = z.object({
  type: z.literal('apply.deferred'),
  data: z.object({
    reason: z.string(),
    detail: z.string(),
    targets: z.array(z.string()),
    /** Where a budget is used up: what the next request may cost, in US dollars. */
    needs: z.number().optional(),
    /** Where it was a provider that did not answer: the requests that were made. */
    calls: z.array(ModelCall).optional(),
    sent: z.array(SentPrompt).optional(),
  }),
})

/** What the work waited for may be over: it is tried again. */
const applyResumed = z.object({ type: z.literal('apply.resumed'), data: z.object({}) })

/**
 * A new text for a target was drafted and passed its guards. `before` is the SHA-256 of the section it replaces, `added` a new section
 * that goes behind it.
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

/** No text could be had for a target, or none that passed its guards. */
const targetFailed = z.object({
  type: z.literal('target.failed'),
  data: z.object({
    target: z.string(),
    code: z.string(),
    reason: z.string(),
    hint: z.string().optional(),
    /** The cache key of an answer that was taken too soon: it is not to be used again. */
    key: z.string().optional(),
    calls: z.array(ModelCall),
    guards: z.array(GuardNote).optional(),
    sent: z.array(SentPrompt).optional(),
  }),
})

/** The section a draft was made for has changed since: it is drafted anew. */
const targetOutdated = z.object({
  type: z.literal('target.outdated'),
  data: z.object({ target: z.string() }),
})

/**
 * The doc commit exists as an object; no ref names it yet. `parent` is the commit the branch must be at; with `amends` the
 * doc commit takes its place, else stands on it. `separate` says why a commit that was to be amended was not.
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

/** The branch moved before the doc commit could be added: it is made anew on top. */
const headMoved = z.object({
  type: z.literal('head.moved'),
  data: z.object({ expected: ObjectId, found: ObjectId.nullable() }),
})

/** The doc commit is part of its branch. */
const commitPublished = z.object({
  type: z.literal('commit.published'),
  data: z.object({ docCommit: ObjectId, ref: z.string() }),
})

/** The log was lost after the doc commit was made: the doc commit's own trailers say that it followed this commit. */
const commitRecovered = z.object({
  type: z.literal('commit.recovered'),
  data: z.object({ docCommit: ObjectId, ref: z.string() }),
})

/** The documents were written to the working tree and not committed (`commit_doc_updates = false`). */
const documentsWritten = z.object({
  type: z.literal('documents.written'),
  data: z.object({ files: z.array(z.string()) }),
})

/** A step failed as a whole. */
const attemptFailed = z.object({
  type: z.literal('attempt.failed'),
  data: z.object({
    step: z.string(),
    code: z.string(),
    reason: z.string(),
    hint: z.string().optional(),
  }),
})

/** A person asked for another attempt, of everything that failed or of some targets, by id. */
const retryRequested = z.object({
  type: z.literal('retry.requested'),
  data: z.object({ targets: z.array(z.string()).min(1).optional() }),
})

/** A person asked to have the sections as they were before the last doc commits, or the last revert, of the run. */
const revertRequested = z.object({ type: z.literal('revert.requested'), data: z.object({}) })

/** The sections were not given back, and nothing was changed; `sections` names those in the way. */
const revertRefused = z.object({
  type: z.literal('revert.refused'),
  data: z.object({
    code: z.string(),
    reason: z.string(),
    hint: z.string().optional(),
    sections: z.array(z.object({ file: z.string(), section: z.string() })),
  }),
})

/** Everything that can happen while the documents follow one commit. */
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
