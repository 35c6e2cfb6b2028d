import type { UpstreamSource } from './settings.ts'
import type { Thing } from './trust.ts'

/** A ref of a remote: `target` is the ref that a symbolic one names, `peeled` the object behind an annotated tag. */
export interface RemoteRef {
  readonly ref: string
  readonly id: string
  readonly target?: string | undefined
  readonly peeled?: string | undefined
}

/** A file, by its path from the top of the repository. */
export interface KeptFile {
  readonly path: string
  readonly sha256: string
}

/** What was kept of a version before another one took its place. */
export interface KeptVersion {
  readonly version: string
  /** Where it is, from the top of the repository. */
  readonly folder: string
  readonly files: readonly KeptFile[]
}

/** How the files are after they were put back; `changed` says whether any of them had to be. */
export interface Restored {
  readonly files: readonly KeptFile[]
  readonly changed: boolean
}

/** A version to check out. */
export interface Checkout {
  readonly path: string
  readonly remote: string
  readonly commit: string
  /** The full ref that has it. */
  readonly ref?: string | undefined
}

/** What updates of sources do to the world, beside running commands. */
export interface UpstreamTools {
  /**
   * The refs of a remote that begin so; nothing is cloned. REMOTE_SILENT after so many milliseconds, REMOTE_REFUSED if it is gone or asks
   * for a password, INTERRUPTED.
   */
  refs(remote: string, prefix: string, signal: AbortSignal): Promise<readonly RemoteRef[]>
  /** The commit that is checked out at a path; undefined if that is not a repository of its own. */
  checkedOut(path: string): Promise<string | undefined>
  /**
   * Brings a path to a commit, detached; it is cloned first if it is not there. Safe to repeat. UPSTREAM_PATH_TAKEN if something else is
   * there, GIT_FAILED with Git's words, such as for changed files that would be lost.
   */
  checkOut(checkout: Checkout, signal: AbortSignal): Promise<void>
  /** What is new between two commits, one line each, newest first; both are fetched. */
  log(
    between: {
      readonly source: string
      readonly remote: string
      readonly from: string
      readonly to: string
    },
    signal: AbortSignal,
  ): Promise<readonly string[]>
  /** The regular files that globs match, ignored ones too, with the hash of each. */
  files(globs: readonly string[]): Promise<readonly KeptFile[]>
  read(path: string): Promise<Uint8Array | undefined>
  /** Keeps the files of globs as they are under the name of a version, durably, and forgets all but the last three. UPSTREAM_NOT_KEPT. */
  keep(source: string, version: string, globs: readonly string[]): Promise<KeptVersion>
  /**
   * Puts back what was kept, each file beside its place first, takes away what the globs match beyond it, and reads every byte again.
   * `files` are what the log says was kept: the folder itself proves nothing. UPSTREAM_NOTHING_KEPT, UPSTREAM_NOT_RESTORED.
   */
  restore(
    source: string,
    version: string,
    globs: readonly string[],
    files: readonly KeptFile[],
  ): Promise<Restored>
  /** What the commands of a source would run. */
  things(name: string, source: UpstreamSource): Promise<readonly Thing[]>
  readManifest(path: string): Promise<string | undefined>
  writeManifest(path: string, text: string): Promise<void>
}
