/** What a commit did to one file. */
export interface TouchedFile {
  readonly path: string
  /** Its name before the commit, if the commit renamed it. */
  readonly before?: string | undefined
  /** Lines; undefined for a binary file. */
  readonly added: number | undefined
  readonly removed: number | undefined
}

/** Reads a file in pieces, and is told its end. */
export interface FileReader {
  push(bytes: Uint8Array): void
  end(): void
}

/** How much the files of a repository change, and what they hold. Everything is streamed, and nothing is fetched. */
export interface Activity {
  /**
   * What the commits that HEAD has did to files, newest first, merges left out. Times are in ISO 8601; both ends of the window
   * belong to it. GIT_FAILED if Git stops early.
   */
  touched(
    head: string,
    window: { readonly from: string | undefined; readonly to: string },
    look: (file: TouchedFile) => void,
  ): Promise<void>
  /** The paths in which HEAD differs from its merge base with another commit; undefined if they have none. */
  changed(head: string, base: string): Promise<ReadonlySet<string> | undefined>
  /** The paths that `.gitattributes` calls generated or vendored. */
  madeByOthers(paths: readonly string[]): Promise<ReadonlySet<string>>
  /** Reads blobs one after another, in the order given. */
  read(blobs: readonly string[], reader: (index: number) => FileReader): Promise<void>
}
