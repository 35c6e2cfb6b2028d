import type { Diff } from './diff.ts'

/** Absolute paths: the top of the working tree, its git directory, and the git directory that all linked worktrees share. */
export interface RepositoryPaths {
  readonly root: string
  readonly gitDirectory: string
  readonly commonDirectory: string
}

export interface RepositoryFacts extends RepositoryPaths {
  readonly shallow: boolean
  readonly objectFormat: 'sha1' | 'sha256'
}

/** What is checked out: a branch (`refs/heads/…`), or none if detached; a commit, or none if unborn. */
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
  /** The message's trailers by lower-case key; the last one wins. */
  readonly trailers: Readonly<Record<string, string>>
  /** A shallow clone ends here, so what the commit changed is unknown. */
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
  /** The full id of a commit. Throws UNKNOWN_COMMIT if the revision does not name one. */
  resolve(revision: string): Promise<string>
  /**
   * The commits reachable from any of `to` and from none of `from`: oldest first, parents before children. With `most`,
   * only that many of the newest.
   */
  commits(range: {
    from: readonly string[]
    to: string | readonly string[]
    most?: number
  }): Promise<readonly string[]>
  commit(id: string): Promise<CommitFacts>
  /** Whether `commit` is `of` or one of its ancestors. */
  contains(of: string, commit: string): Promise<boolean>
  /** The full refs of the branches that contain a commit: local branches first, then remote-tracking ones. */
  branches(commit: string): Promise<readonly string[]>
  /**
   * What a commit changed against its parent; against the empty tree if it has none; against the automatic merge if it
   * has several.
   */
  diff(commit: string): Promise<Diff>
  /** A file's bytes in a commit, without filters; undefined if the path does not exist or is not a blob. */
  file(commit: string, path: string): Promise<{ entry: TreeEntry; bytes: Uint8Array } | undefined>
  /** A blob's bytes by its id; undefined if it does not exist. */
  blob(id: string): Promise<Uint8Array | undefined>
  /** Every file of a commit's tree. */
  tree(commit: string): Promise<readonly TreeEntry[]>
  /**
   * Fetches in one request what a partial clone lacks of the changes of some commits. Elsewhere it does nothing, and it never
   * fails: what cannot be fetched is an error for whoever needs it.
   */
  prefetch(commits: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** A past commit and the paths that it touched; empty for a merge. `status` is Git's letter: A, D, M or T. */
export interface PastCommit {
  readonly commit: string
  readonly parents: readonly string[]
  readonly touched: readonly { readonly path: string; readonly status: string }[]
}

/** The history as a list, to learn from. */
export interface History {
  /** The last `most` commits up to and including `tips`, parents before children. */
  before(tips: readonly string[], most: number): Promise<readonly PastCommit[]>
}

/** The files in the working tree, for checks before a commit. Read only. */
export interface WorkingTree {
  /** Tracked files that exist, and files that are neither tracked nor ignored, with the modes of tree entries. */
  files(): Promise<readonly { readonly path: string; readonly mode: string }[]>
  /** A regular file's bytes; undefined if it is gone, not a regular file, too large, or behind a symbolic link. */
  read(path: string): Promise<Uint8Array | undefined>
  /** Which of the paths ignore files match. */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>
  /** The text files that contain a text, tracked ones and those that are not ignored. */
  containing(text: string): Promise<readonly string[]>
}

/** A file that a commit changed against its first parent. All its lines share one object. */
export interface ChangedFile {
  readonly commit: string
  readonly subject: string
  readonly path: string
}

/** Receives each removed or added line. */
export type LookAtLine = (file: ChangedFile, removed: boolean, text: string) => void

/** A commit and the files it touched, each with its blob ids before and after (undefined if there was no file). */
export interface TouchingCommit {
  readonly commit: string
  readonly subject: string
  readonly files: readonly {
    readonly path: string
    readonly before: string | undefined
    readonly after: string | undefined
  }[]
}

/** What many commits did, along first parents. Each walk is one Git command and never fetches missing objects. */
export interface CodeHistory {
  /** Why part of the history is missing, if it is. */
  missing(): Promise<'shallow clone' | 'partial clone' | undefined>
  /** The newest common ancestor of two commits; undefined if this repository knows none. */
  mergeBase(one: string, other: string): Promise<string | undefined>
  /**
   * The changed lines of all files except those that match a pattern in `without`, newest commit first. Throws
   * GIT_FAILED if Git stops early.
   */
  lines(from: string, without: readonly string[], look: LookAtLine): Promise<void>
  /** The files that each commit touched, newest first, until `look` returns false. Throws GIT_FAILED if Git stops early. */
  commits(from: string, look: (commit: TouchingCommit) => boolean): Promise<void>
  /** Whether any file in a commit's tree that matches one of the patterns contains a word. */
  mentions(commit: string, word: string, patterns: readonly string[]): Promise<boolean>
}
