/**
 * A line of a hunk without its line feed (a carriage return stays). `old` and `new` are line numbers from 1, if the
 * line exists on that side. If only the last line feed of a file changed, the diff shows the same line removed and
 * added.
 */
export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'context'
  readonly text: string
  readonly old?: number
  readonly new?: number
}

/** Lines that changed together, with their context. */
export interface Hunk {
  readonly oldStart: number
  readonly newStart: number
  /** The text after the second `@@`: the enclosing definition, if Git knows the language. */
  readonly heading: string
  readonly lines: readonly DiffLine[]
}

/** What a commit did to one file. Paths are decoded; `from` is the old path of a rename or copy. */
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
