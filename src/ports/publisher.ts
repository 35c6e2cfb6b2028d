import type { DocumentChange } from '../events/document-change.ts'
import type { FileChange, FileMode } from '../events/file-change.ts'

/**
 * The new content of one document. `rewrite` applies it to any copy of the document (HEAD's, the index's, the working
 * tree's), and returns undefined if the sections in that copy are not the ones it was made for.
 */
export interface DocumentEdit {
  readonly file: string
  rewrite(
    copy: Uint8Array,
  ):
    | { readonly bytes: Uint8Array; readonly change: Omit<DocumentChange, 'before' | 'after'> }
    | undefined
}

/**
 * A whole file as the working tree shall have it; null removes it. Without `mode` it keeps the one it has in HEAD, and a
 * new file is not executable. The person's copies follow where they equal HEAD's; otherwise the commit waits.
 */
export interface FileEdit {
  readonly file: string
  readonly content: Uint8Array | null
  readonly mode?: FileMode | undefined
}

/** What a commit is to change in one file. */
export type Edit = DocumentEdit | FileEdit

/** Why a commit must wait: a stable code, and sentences that say what is in the way and what to do. */
export interface Blocker {
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
    | 'file-staged'
    | 'file-edited'
    | 'file-untracked'
    | 'file-unmerged'
    | 'index-locked'
    | 'signing'
    | 'identity'
    | 'unwritable'
    | 'document-converted'
    | 'file-converted'
    | 'other-branch'
    | 'section-waiting'
  readonly detail: string
  readonly files: readonly string[]
}

/** A commit that exists as an object; `publish` gives it to its branch. */
export interface PreparedCommit {
  readonly id: string
  readonly parent: string
  readonly ref: string
  /** What document edits changed. */
  readonly documents: readonly DocumentChange[]
  /** What whole-file edits changed; those that HEAD has already are left out. */
  readonly files: readonly FileChange[]
  /** The commit to replace (`parent` itself); if undefined, the commit goes on top of `parent`. */
  readonly amends?: string | undefined
  /** A sentence that says why the commit was not amended although it should have been. */
  readonly separate?: string | undefined
}

export interface CommitMessage {
  readonly subject: string
  readonly body: string
  /** `Git-Doc-Run` names the run, so that `published` finds the commit. */
  readonly trailers: Readonly<Record<string, string>>
  /** `Name <email>`; if undefined, the person's own identity. */
  readonly author?: string | undefined
  readonly committer?: string | undefined
  /** Whether a line says that the committer signs off. */
  readonly signOff?: boolean | undefined
  /** Who else is named as an author, each `Name <email>`. */
  readonly coAuthors?: readonly string[] | undefined
}

/** Who makes a commit, where it is not the person. */
export type Makers = Pick<CommitMessage, 'author' | 'committer'>

export type Prepared =
  | { readonly state: 'prepared'; readonly commit: PreparedCommit }
  | { readonly state: 'waits'; readonly blocker: Blocker }
  /** The sections in HEAD's copy of these documents are no longer the ones that the edits were made for. */
  | { readonly state: 'outdated'; readonly files: readonly string[] }
  /** HEAD has every file as it is asked for: there is nothing to commit. */
  | { readonly state: 'unchanged' }

export type Publication =
  | { readonly state: 'published' }
  | { readonly state: 'moved'; readonly found: string | undefined }
  | { readonly state: 'waits'; readonly blocker: Blocker }

/** What the checked-out branch must contain before a commit is made there: the commit, or one of the alternatives. */
export interface Basis {
  /** The commit that the work is about, under its id on this branch. */
  readonly commit: string
  /** Full refs. */
  readonly refs?: readonly string[] | undefined
}

/** Work that should end in a commit, described as far as it is known before it begins. */
export interface PlannedWork extends Makers {
  readonly basis?: Basis | undefined
  /** Documents whose sections will be written. */
  readonly files: readonly string[]
}

/** Makes commits without disturbing the person's work (SPEC B5 to B7, SPEC-KINDS K12, DESIGN "Git"). */
export interface Publisher {
  /** What blocks any commit now; with `work`, also what blocks this one, as far as that is known in advance. */
  blocker(work?: PlannedWork): Promise<Blocker | undefined>
  /**
   * Creates the commit as an object on top of HEAD, if HEAD contains the `basis`. It creates no ref and leaves the
   * index and files alone. With `amend`, it remakes the commit of the basis with the edits in it, if that commit is
   * HEAD, no other ref contains it, and no tracked file is modified. DOCUMENT_OUTSIDE for a file outside the repository,
   * inside `.git`, behind a symbolic link, or that is none; FILES_CONFLICT if one path is to be a file and a folder.
   */
  prepare(
    edits: readonly Edit[],
    message: CommitMessage,
    basis?: Basis,
    options?: { readonly amend?: boolean },
  ): Promise<Prepared>
  /**
   * Moves the branch to a prepared commit by compare-and-swap, then updates the index and the working tree. Safe to
   * repeat after a crash at any point: it completes an existing commit and does not make another.
   * `edits` are the document edits it was prepared from; whole files need none.
   */
  publish(commit: PreparedCommit, edits?: readonly DocumentEdit[]): Promise<Publication>
  /**
   * The commits on local branches and HEAD whose trailer `Git-Doc-Run` is this run, newest first. For whoever was killed
   * between `publish` and the record of it, and did not record the prepared commit either.
   */
  published(run: string): Promise<readonly string[]>
  /** Finishes or undoes what killed processes left behind, including their locks and scratch folders. */
  settle(): Promise<void>
  /** Writes the documents to the working tree only, if HEAD contains the `basis`. */
  write(edits: readonly DocumentEdit[], basis: Basis): Promise<Publication>
  /** Ends the Git processes that are kept open. */
  close(): Promise<void>
}
