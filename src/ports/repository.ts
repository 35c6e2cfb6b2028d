import type { Diff } from '../documentation/diff.ts'
import type { LookAtLine } from '../documentation/drift/gone.ts'
import type { TouchingCommit } from '../documentation/drift/mapped-sections.ts'

export interface RepositoryFacts {
  /** Absolute paths: the working tree's top, its own git directory, and the one all linked worktrees share. */
  readonly root: string
  readonly gitDirectory: string
  readonly commonDirectory: string
  readonly shallow: boolean
  readonly objectFormat: 'sha1' | 'sha256'
}

/** What is checked out: a branch (`refs/heads/…`) or, detached, none; a commit or, unborn, none. */
export interface Head {
  readonly ref: string | undefined
  readonly commit: string | undefined
}

export interface CommitFacts {
  readonly commit: string
  readonly parents: readonly string[]
  readonly subject: string
  readonly message: string
  readonly author: { readonly name: string; readonly email: string }
  readonly authoredAt?: string | undefined
  readonly committedAt: string
  /** Trailers of the message by lower-case key, last one wins. */
  readonly trailers: Readonly<Record<string, string>>
  /** A shallow clone ends here: what the commit changed cannot be known. */
  readonly shallowBoundary: boolean
}

export interface TreeEntry {
  readonly path: string
  /** `100644`, `100755`, `120000` (symbolic link), `160000` (submodule). */
  readonly mode: string
  readonly blob: string
}

export interface Repository {
  readonly facts: RepositoryFacts
  head(): Promise<Head>
  /** The full id of a commit. UNKNOWN_COMMIT if the revision names none. */
  resolve(revision: string): Promise<string>
  /** The commits that are reachable from `to`, or any of it, and from none of `from`: oldest first, parents before children. */
  commits(range: {
    from: readonly string[]
    to: string | readonly string[]
  }): Promise<readonly string[]>
  commit(id: string): Promise<CommitFacts>
  /** Whether `commit` is `of` or an ancestor of it. */
  contains(of: string, commit: string): Promise<boolean>
  /** The branches from which a commit is reachable, full refs: local ones first, then remote-tracking ones. */
  branches(commit: string): Promise<readonly string[]>
  /** What a commit itself changed: against its parent, the empty tree if it has none, the automatic merge if it has several. */
  diff(commit: string): Promise<Diff>
  /** A file's bytes in a commit, without filters; undefined if it is not there or is no blob. */
  file(commit: string, path: string): Promise<{ entry: TreeEntry; bytes: Uint8Array } | undefined>
  /** The bytes of a blob by its id; undefined if there is none. */
  blob(id: string): Promise<Uint8Array | undefined>
  /** Every file of a commit's tree. */
  tree(commit: string): Promise<readonly TreeEntry[]>
  close(): Promise<void>
}

/** A commit of the history and the paths it touched; none are listed for a merge. `status` is Git's letter: A, D, M, T. */
export interface PastCommit {
  readonly commit: string
  readonly parents: readonly string[]
  readonly touched: readonly { readonly path: string; readonly status: string }[]
}

/** The history as a list, for learning from it. */
export interface History {
  /** The last `most` commits up to and with some commits, parents before children. */
  before(tips: readonly string[], most: number): Promise<readonly PastCommit[]>
}

/** The files as they lie in the working tree, for what looks at them before they are committed. Nothing is written. */
export interface WorkingTree {
  /** Tracked files that are there, and those that are neither tracked nor ignored, with the modes of a tree's entries. */
  files(): Promise<readonly { readonly path: string; readonly mode: string }[]>
  /** A regular file's bytes; undefined if it is gone, is none, is huge, or is or lies behind a symbolic link. */
  read(path: string): Promise<Uint8Array | undefined>
  /** Those of the paths that ignore files name. */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>
}

/** What many commits did, along first parents. Each walk is one Git command, and none asks a remote for what is not here. */
export interface CodeHistory {
  /** Why the past is not all here, if it is not. */
  missing(): Promise<'shallow clone' | 'partial clone' | undefined>
  /** The newest commit that both come from; undefined if none is known here. */
  mergeBase(one: string, other: string): Promise<string | undefined>
  /** The changed lines of source files, from the newest commit on. GIT_FAILED if Git ends before it has told all. */
  lines(from: string, look: LookAtLine): Promise<void>
  /** The files each commit touched, from the newest on, as long as `look` answers true. GIT_FAILED likewise. */
  commits(from: string, look: (commit: TouchingCommit) => boolean): Promise<void>
  /** Whether a Markdown file of a commit's tree holds a word. */
  mentions(commit: string, word: string): Promise<boolean>
}
