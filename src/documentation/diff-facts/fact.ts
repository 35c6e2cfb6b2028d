/** Where in the diff a fact shows. */
export interface Evidence {
  readonly file: string
  readonly line?: number
}

/** Names that something is now called by; a `word` is one that could as well be plain English. */
export interface Rename extends Evidence {
  readonly kind: 'rename'
  readonly from: string
  readonly to: string
  readonly word: boolean
}

/** A flag of a command line that is now called by another name; both with their dashes. */
export interface FlagRename extends Evidence {
  readonly kind: 'flag'
  readonly from: string
  readonly to: string
}

/** A file that moved, or a folder whose files all moved. */
export interface Move extends Evidence {
  readonly kind: 'path'
  readonly from: string
  readonly to: string
  readonly folder: boolean
}

/** Another value of an option or constant; `names` are what it may be called, joined (terms.ts). */
export interface DefaultChange extends Evidence {
  readonly kind: 'default'
  readonly name: string
  readonly names: readonly string[]
  readonly from: string
  readonly to: string
}

/** Another version: of the package itself (`names` are its names), or the least one needed of what `names` says. */
export interface VersionChange extends Evidence {
  readonly kind: 'version'
  readonly own: boolean
  readonly names: readonly string[]
  readonly from: string
  readonly to: string
}

/**
 * An option whose definition a diff removes without a replacement: a flag, a variable of the environment, or a
 * member that could be left out. `terms` are what a vocabulary would know it by (guards/vocabulary.ts), if anything still had it.
 */
export interface Removal extends Evidence {
  readonly kind: 'removed'
  readonly name: string
  readonly flag: boolean
  /** A section with none of these is not about it. */
  readonly forms: readonly string[]
  readonly terms: readonly string[]
}

/** One thing that a diff proves. */
export type Fact = Rename | FlagRename | Move | DefaultChange | VersionChange
