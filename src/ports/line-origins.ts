/** Where a line of a file comes from. */
export interface LineOrigin {
  /** From 1. */
  readonly line: number
  readonly text: string
  /** The commit that wrote it; undefined if it is not committed. */
  readonly commit: string | undefined
  /** The path and the line there. */
  readonly from: { readonly file: string; readonly line: number }
  /** A later commit that only moved it within the file. */
  readonly movedBy?: string | undefined
  /** The history ends at this commit because the clone is shallow: an older one may have written it. */
  readonly boundary: boolean
}

/** A commit that changed some files. */
export interface LaterCommit {
  readonly commit: string
  readonly subject: string
}

/** The history of single lines. */
export interface LineOrigins {
  /** Every line of a file as it is in the working tree. FILE_UNKNOWN if there is no such file. */
  of(file: string): Promise<readonly LineOrigin[]>
  /** The newest commits after one that changed any of these files, at most `most`. */
  changesSince(
    commit: string,
    files: readonly string[],
    most: number,
  ): Promise<readonly LaterCommit[]>
}
