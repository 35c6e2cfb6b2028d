/** One line for the note of a commit. */
export interface NoteLine {
  readonly commit: string
  readonly line: string
}

/** The lines of a commit's note, without empty ones. */
export interface Note {
  readonly commit: string
  readonly lines: readonly string[]
}

/** The notes of `refs/notes/git-doc/receipts` (SPEC-KINDS K9). What others wrote there is kept, also if nobody can read it. */
export interface Receipts {
  /**
   * Adds lines in one step: all of them or none. A note that has a line already gets it no second time. If somebody else changes
   * the notes meanwhile, both changes stay. RECEIPTS_CONTENDED if somebody does so again and again.
   */
  add(lines: readonly NoteLine[]): Promise<void>
  /** The trees of commits, without the commits that this repository does not have. */
  trees(commits: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** The notes of some commits, or all; commits without one are left out. */
  notes(commits?: readonly string[]): AsyncIterable<Note>
  /** The remote to use if none is named: that of the branch, or origin. NO_REMOTE. */
  remote(): Promise<string>
  /** Brings the remote's notes here, joined with ours. False if the remote has none. REMOTE_FAILED. */
  fetch(remote: string): Promise<boolean>
  /** Brings our notes to the remote, joined with what it has. False if there are none to bring. REMOTE_FAILED, RECEIPTS_CONTENDED. */
  push(remote: string): Promise<boolean>
  /** Ends the Git processes that are kept open. */
  close(): Promise<void>
}
