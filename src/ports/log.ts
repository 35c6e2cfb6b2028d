import type { NewEvent, Recorded } from '../events/recorded.ts'
import type { AnyProjection, ComparedView, View } from './projection.ts'

/** Events to append to one run. `expected` is the version that the run must be at; 0 means that it has no events yet. */
export interface RunEvents {
  readonly run: string
  readonly events: readonly NewEvent[]
  readonly expected: number
}

export interface EventLog {
  /**
   * Appends all of one run's events or none, together with the view changes; durable when the promise resolves. Skips
   * events whose `id` the log knows, so a repeated append returns `[]`. Throws VERSION_CONFLICT if the run is not at
   * version `expected` (0: no events yet).
   */
  append(run: string, events: readonly NewEvent[], expected: number): Promise<readonly Recorded[]>
  /** Appends to several runs, all or nothing. Throws if any of them is not at its expected version. */
  appendAll(runs: readonly RunEvents[]): Promise<readonly Recorded[]>
  /** A run's events in order, converted to their current shapes; empty for an unknown run. */
  read(run: string): Promise<readonly Recorded[]>
  /** All events after a position, in order. Throws LOG_DAMAGED at the first damaged position and never skips one. */
  all(after?: number): AsyncIterable<Recorded>
  /** The last position (0 if empty) and the hash that chains all events up to it. */
  head(): Promise<{ readonly position: number; readonly chain: string }>
  /** The hash that chains all events up to a position, which the log must have. */
  chain(position: number): Promise<string>
  row<Row>(view: View<Row>, key: string): Promise<Row | undefined>
  /** The rows of some keys, in the order of the keys; to read many together takes a fraction of the time. */
  rowsOf<Row>(view: View<Row>, keys: readonly string[]): Promise<readonly (Row | undefined)[]>
  /** A view's rows in key order; with a prefix, only the rows whose keys begin with it. */
  rows<Row>(view: View<Row>, prefix?: string): AsyncIterable<readonly [key: string, row: Row]>
  /** Drops a view, the view it follows and the views that follow it, and folds them again from the first event. */
  rebuild(view: AnyProjection): Promise<void>
  /** Compares every view with the same view folded again from the first event; changes nothing. */
  compareViews(): Promise<readonly ComparedView[]>
  close(): Promise<void>
}
