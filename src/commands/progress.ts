import type { Recorded } from '../events/recorded.ts'
import type { StatusRow } from '../projections/status.ts'

/** Progress of a long operation, in order. `index` is the position among `of` runs, from 1. */
export type ProgressEvent =
  /** The size of a first run is estimated from a sample. */
  | { readonly type: 'planned'; readonly index: number; readonly of: number }
  | { readonly type: 'noticed'; readonly commits: number }
  | { readonly type: 'run'; readonly row: StatusRow; readonly index: number; readonly of: number }
  | { readonly type: 'recorded'; readonly recorded: Recorded }
