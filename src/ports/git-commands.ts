/** A commit of a log, newest first. */
export interface LoggedCommit {
  readonly commit: string
  readonly subject: string
  /** What follows the subject; empty if nothing does. */
  readonly body: string
  readonly author: { readonly name: string; readonly email: string }
  /** ISO 8601. */
  readonly date: string
}

/** A tag, and the commit that it leads to. */
export interface LoggedTag {
  readonly name: string
  readonly commit: string
  /** When it was made, or for a plain one its commit; ISO 8601. */
  readonly date: string
}

/** Who may do something that only one clone does: this one, another one, or this one because there is no other. */
export type Claim = 'ours' | 'taken' | 'alone'

/**
 * What automation asks of Git beside what `Repository` reads. Revisions may be any names that Git knows; UNKNOWN_COMMIT for others,
 * GIT_FAILED with Git's own words for what it refuses. The person's configuration does not change what is read.
 */
export interface GitCommands {
  /** The difference of two trees as a patch; `from` undefined means the empty tree. Only below `paths` if given. */
  patch(range: Range): Promise<string>
  /** The paths that differ, those of both sides of a rename. */
  changed(range: Range): Promise<readonly string[]>
  /** The paths that an index has staged against HEAD: the usual one, or the file that Git told a hook. */
  staged(indexFile?: string): Promise<readonly string[]>
  /** At most `limit` commits that `to` has and `from` does not. */
  log(range: {
    readonly from?: string | undefined
    readonly to: string
    readonly limit: number
  }): Promise<readonly LoggedCommit[]>
  /** The tags of what a commit has in its history, newest first. */
  tags(commit: string): Promise<readonly LoggedTag[]>
  /** The value of a key, the last one if there are several; undefined if it is not set. */
  config(key: string): Promise<string | undefined>
  /** Makes a tag, annotated if there is a message. Does nothing if the tag is there and names this commit; TAG_EXISTS otherwise. */
  tag(tag: {
    readonly name: string
    readonly commit: string
    readonly message?: string | undefined
  }): Promise<void>
  /** Claims something for this clone, by a ref that only one clone can create on the remote. REMOTE_FAILED. */
  claim(name: string, clone: string): Promise<Claim>
  /** The note of a commit under a full notes ref. */
  note(ref: string, commit: string): Promise<string | undefined>
  /** Adds a paragraph to the note of a commit, unless the note has it already. */
  addNote(ref: string, commit: string, text: string): Promise<void>
}

export interface Range {
  readonly from?: string | undefined
  readonly to: string
  readonly paths?: readonly string[] | undefined
}
