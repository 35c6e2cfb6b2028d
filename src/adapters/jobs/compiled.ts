/** A package that a job imports, and where it was when the job was compiled. */
export interface ImportedPackage {
  readonly url: string
  /** Its package.json, and when that changed; undefined if it has none. */
  readonly manifest?: { readonly path: string; readonly changed: number } | undefined
}

export interface Compiled {
  /** The text of each module, the job's own first. */
  readonly modules: readonly string[]
  readonly packages: readonly ImportedPackage[]
}

/** The name of a module in the compiled folder; the job's own is the first. */
export const moduleName = (index: number): string => `${index}.mjs`
