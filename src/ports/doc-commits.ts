import type { DocumentChange } from '../events/commit-parts.ts'

/**
 * The new content of one document. `rewrite` puts it into any copy of the document (HEAD's, the index's, the working tree's)
 * and answers undefined where that copy's sections are not the ones it was made for.
 */
export interface DocumentEdit {
  readonly file: string
  rewrite(
    copy: Uint8Array,
  ):
    | { readonly bytes: Uint8Array; readonly change: Omit<DocumentChange, 'before' | 'after'> }
    | undefined
}

/** Why a doc commit must wait, as a stable word and a sentence. */
export interface Obstacle {
  readonly reason:
    | 'merge'
    | 'rebase'
    | 'cherry-pick'
    | 'revert'
    | 'bisect'
    | 'detached-head'
    | 'unborn-branch'
    | 'section-staged'
    | 'section-edited'
    | 'document-unmerged'
    | 'document-untracked'
    | 'document-deleted'
    | 'index-locked'
    | 'signing'
    | 'other-branch'
    | 'section-waiting'
  readonly detail: string
  readonly files: readonly string[]
}

export interface DocCommit {
  readonly docCommit: string
  readonly parent: string
  readonly ref: string
  readonly documents: readonly DocumentChange[]
  /** The commit, `parent` itself, whose place it takes; it stands on `parent` when undefined. */
  readonly amends?: string | undefined
  /** Why the commit that was to be amended is not, as a sentence. */
  readonly separate?: string | undefined
}

export interface DocCommitMessage {
  readonly subject: string
  readonly body: string
  readonly trailers: Readonly<Record<string, string>>
  /** `Name <email>`; the person's own identity when undefined. */
  readonly author?: string | undefined
}

export type Prepared =
  | { readonly state: 'prepared'; readonly commit: DocCommit }
  | { readonly state: 'waits'; readonly obstacle: Obstacle }
  /** HEAD's copy of these documents no longer has the sections the edits were made for. */
  | { readonly state: 'outdated'; readonly files: readonly string[] }

export type Publication =
  | { readonly state: 'published' }
  | { readonly state: 'moved'; readonly found: string | undefined }
  | { readonly state: 'waits'; readonly obstacle: Obstacle }

/** Makes doc commits without disturbing the person at work (SPEC B5 to B7, DESIGN "Git"). */
export interface DocCommits {
  /** What stands in the way of any doc commit now. */
  obstacle(): Promise<Obstacle | undefined>
  /**
   * Makes the doc commit as an object on top of HEAD; no ref names it yet and nothing of the person's is touched. The
   * commit `amend` is made anew with the documents in it instead, if it is HEAD, is known to no other ref, and no tracked file is changed.
   */
  prepare(
    edits: readonly DocumentEdit[],
    message: DocCommitMessage,
    amend?: string | undefined,
  ): Promise<Prepared>
  /**
   * Moves the branch to a prepared commit by compare-and-swap and brings index and working tree along.
   * Safe to repeat after a crash at any point: a commit that is already there is completed, not made again.
   */
  publish(commit: DocCommit, edits: readonly DocumentEdit[]): Promise<Publication>
  /** Finishes or takes back what a killed publication left, locks too, where nobody repeated it. */
  settle(): Promise<void>
  /** Writes the documents to the working tree only. */
  write(edits: readonly DocumentEdit[]): Promise<Publication>
}
