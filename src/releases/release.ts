/** A version of a package. */
export interface ReleaseName {
  readonly package: string
  readonly version: string
}

/** Where a release lies, from the root of the repository. */
export interface ReleasePlace extends ReleaseName {
  readonly folder: string
}

/** A release as it is in one tree. */
export interface PackageRelease extends ReleasePlace {
  /** The id of its folder's tree. */
  readonly tree: string
  /** Its files by their paths below the folder. A file that is not text is empty. */
  readonly files: ReadonlyMap<string, string>
}

/** Reads one tree of a repository: that of a commit, of the index, or of a test. Paths are from the root, with slashes. */
export interface TreeReader {
  /** The paths of all files below a folder, `''` for all of them; none if there is no such folder. */
  list(folder: string): Promise<readonly string[]>
  /** The text of a file; undefined if there is none. What is not text may be read in any way that keeps NUL. */
  read(path: string): Promise<string | undefined>
  /** The id of a folder's tree; undefined if there is no such folder. */
  treeOf(folder: string): Promise<string | undefined>
}

/** `project_discovery@1.5.0`. */
export const nameOf = ({ package: name, version }: ReleaseName): string => `${name}@${version}`

/** Reads `project_discovery@1.5.0`; undefined if it has no version. */
export const parseName = (text: string): ReleaseName | undefined => {
  const at = text.lastIndexOf('@')
  if (at < 1 || at === text.length - 1) return undefined
  return { package: text.slice(0, at), version: text.slice(at + 1) }
}
