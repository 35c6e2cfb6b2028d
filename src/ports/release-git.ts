/** A person of a commit. */
export interface Person {
  readonly name: string
  readonly email: string
}

/** The files of one tree. Paths are from the root, with slashes; what is asked twice is read once. */
export interface TreeFiles {
  /** The paths of all files below a folder, '' for all; none if there is no such folder. */
  list(folder: string): Promise<readonly string[]>
  /** The text of a file; undefined if there is none. */
  read(path: string): Promise<string | undefined>
  /** The id of a folder's tree; undefined if there is no such folder. */
  treeOf(folder: string): Promise<string | undefined>
}

/** A commit that touched something, with what it says of itself. */
export interface TouchingCommit {
  readonly commit: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  /** ISO 8601. */
  readonly at: string
  readonly subject: string
  readonly message: string
  /** By lower-case key; the last one wins. */
  readonly trailers: Readonly<Record<string, string>>
}

/** What promotes releases asks of Git beside `Repository`. Each is one process, or a few, whatever the number of packages. */
export interface ReleaseGit {
  /** Reads a tree, or that of a commit. */
  tree(treeish: string): TreeFiles
  /** The commits up to `to` that changed a path against any of their parents, parents before children. */
  touching(to: string, path: string): Promise<readonly TouchingCommit[]>
  /** The paths below a folder that each commit up to `to` changed, of a merge those that it has as no parent has; parents first. */
  changedBelow(
    to: string,
    folder: string,
  ): Promise<readonly { readonly commit: string; readonly paths: readonly string[] }[]>
  /** A file as several commits have it; undefined where there is none. */
  versions(path: string, commits: readonly string[]): Promise<readonly (string | undefined)[]>
  /** The trees of folders, each in a commit; undefined where there is no such folder. */
  treesAt(
    places: readonly { readonly commit: string; readonly folder: string }[],
  ): Promise<readonly (string | undefined)[]>
  /** Paths that differ from HEAD, in the index or in the working tree; of untracked ones only those below `folder`. */
  dirty(folder: string): Promise<readonly string[]>
  /** Whether there is a local branch of this name. */
  hasBranch(name: string): Promise<boolean>
  /** Checks out a branch; with `at`, makes it there. GIT_FAILED with Git's own words. */
  switchTo(branch: string, at?: string): Promise<void>
  /** Removes a branch, also one that is not merged. */
  removeBranch(name: string): Promise<void>
  /** Commits what lies below a folder and nothing else, with the person's own hooks. GIT_FAILED with their words. */
  commitFolder(folder: string, message: string): Promise<string>
  /** Writes what a commit has in one folder into another one of the working tree. */
  copyFolder(commit: string, from: string, to: string): Promise<void>
  /** The tree that HEAD would have if what lies below a folder were committed. */
  treeWith(folder: string): Promise<string>
  /** The tree of what is staged, in the person's index or in the one that Git told a hook. */
  indexTree(indexFile: string | undefined): Promise<string>
  /** A file of the working tree as it is now; undefined if there is none. */
  readFile(path: string): Promise<string | undefined>
  writeFile(path: string, text: string): Promise<void>
  /** Makes the index and the working tree below a folder as they are in HEAD, and removes what HEAD has not. */
  discard(folder: string): Promise<void>
  /** Brings tags to a remote. REMOTE_FAILED. */
  pushTags(remote: string, tags: readonly string[]): Promise<void>
  /** Ends the Git processes that are kept open. */
  close(): Promise<void>
}
