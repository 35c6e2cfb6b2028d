/** A file of a pack, by its path below the pack's folder, with slashes. */
export interface PackFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Where a pack comes from. */
export type PackSource =
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'npm'; readonly name: string; readonly range: string }
  | {
      readonly kind: 'git'
      readonly url: string
      /** A branch, a tag or a commit. */
      readonly ref: string
      /** Below the top of that repository; empty for the top. */
      readonly folder: string
    }
  /** From the root of this repository. */
  | { readonly kind: 'folder' | 'tarball'; readonly path: string }

export interface FetchedPack {
  readonly files: readonly PackFile[]
  /** The source that gives the same again: an exact version, a commit. */
  readonly resolved: PackSource
}

/** Fetches packs. Nothing of a pack runs. */
export interface PackSources {
  /** Names of the packs that come with git-doc. */
  builtin(): Promise<readonly string[]>
  /** PACK_SOURCE_UNREACHABLE, PACK_UNSAFE (a path outside, a link, too large). */
  fetch(source: PackSource): Promise<FetchedPack>
}

/** A folder with a pack in the working tree. */
export interface PackFolder {
  /** From the root, with slashes. */
  readonly folder: string
  /** The text of its pack.json. */
  readonly manifest: string
  /** It was installed, and these were its bytes; undefined if it is a part of the repository. */
  readonly integrity?: string | undefined
}

/** Finds the packs of a working tree, without looking at more than their manifests. */
export interface PackFolders {
  find(): Promise<readonly PackFolder[]>
  /** The text of the lock file; undefined if there is none. */
  lock(): Promise<string | undefined>
}

/** Where packs are installed. */
export interface PackStore extends PackFolders {
  /** What is installed under a name, to be compared; undefined if there is nothing. */
  files(name: string): Promise<readonly PackFile[] | undefined>
  /** Puts packs in the place of what was there, each completely or not at all. PACK_UNWRITABLE. */
  install(packs: readonly InstalledFiles[]): Promise<void>
  remove(names: readonly string[]): Promise<void>
  /** PACK_UNWRITABLE. */
  writeLock(text: string): Promise<void>
}

export interface InstalledFiles {
  readonly name: string
  readonly files: readonly PackFile[]
  readonly integrity: string
}
