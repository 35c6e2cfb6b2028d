/** A line of a hunk; `old` and `new` are its line numbers, from 1, where it has one. */
export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'context'
  readonly text: string
  readonly old?: number
  readonly new?: number
}

export interface Hunk {
  readonly oldStart: number
  readonly newStart: number
  /** What Git prints after the second `@@`: the enclosing definition, as far as Git knows the language. */
  readonly heading: string
  readonly lines: readonly DiffLine[]
}

/** What a commit did to one file. Paths are decoded, `from` is the old one of a rename or copy. */
export interface FileChange {
  readonly path: string
  readonly from?: string
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'mode' | 'type'
  readonly binary: boolean
  readonly oldMode: string
  readonly newMode: string
  readonly oldBlob: string
  readonly newBlob: string
  readonly hunks: readonly Hunk[]
}

/** What a commit did, file by file, in the order of Git's raw output. */
export type Diff = readonly FileChange[]
