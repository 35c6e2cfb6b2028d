import type { NewEvent, Recorded } from '../events/recorded.ts'

/**
 * A view of the log that the log keeps up to date itself: rows by key, each a pure fold of the events that touch it.
 * `key` names the row an event touches, or several rows, if any; `apply` returns such a row after it, or undefined to drop it.
 */
export interface Projection<Row = unknown> {
  readonly name: string
  /** A higher version than the stored one makes the log fold the view anew when it is opened. */
  readonly version: number
  key(recorded: Recorded): string | readonly string[] | undefined
  apply(row: Row | undefined, recorded: Recorded): Row | undefined
}

export interface EventLog {
  /**
   * Appends events of one run, all or none, with the views they change, durable when the promise resolves.
   * Events whose `id` the log knows are left out (so a repeated append is answered with `[]`).
   * Refused with VERSION_CONFLICT if the run is not at `expected` (0: no events yet).
   */
  append(run: string, events: readonly NewEvent[], expected: number): Promise<readonly Recorded[]>
  /** A run's events in order, upcast to their present shape; empty for a run nobody wrote. */
  read(run: string): Promise<readonly Recorded[]>
  /** All events after a position, in order. Damage is thrown as LOG_DAMAGED with the first bad position, never skipped. */
  all(after?: number): AsyncIterable<Recorded>
  /** The last position (0 when empty) and the hash that chains every event before it. */
  head(): Promise<{ readonly position: number; readonly chain: string }>
  row<Row>(view: Projection<Row>, key: string): Promise<Row | undefined>
  /** A view's rows in order of their keys. */
  rows<Row>(view: Projection<Row>): AsyncIterable<readonly [key: string, row: Row]>
  /** Drops a view and folds it again from the first event. */
  rebuild(view: Projection): Promise<void>
  close(): Promise<void>
}
