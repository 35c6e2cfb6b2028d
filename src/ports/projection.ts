import type { Recorded } from '../events/recorded.ts'

/** A view's name, for readers of its rows; `row` only carries the row type. */
export interface View<Row = unknown> {
  readonly name: string
  readonly row?: Row
}

/**
 * A view that the log keeps up to date: rows by key, each a pure fold of the events that touch it. `key` names the row
 * or rows that an event touches, if any; `apply` returns a row after the event, or undefined to delete it.
 */
export interface Projection<Row = unknown> extends View<Row> {
  /** If the stored version differs, the log folds the view again when it opens. */
  readonly version: number
  key(recorded: Recorded): string | readonly string[] | undefined
  apply(row: Row | undefined, recorded: Recorded): Row | undefined
}

/** A view's row before and after an event; undefined if there is no row. */
export interface RowChange<Row> {
  readonly before: Row | undefined
  readonly after: Row | undefined
}

/** A view over the rows of another view, `of`: it folds how each event changes the row named after the event's run. */
export interface RowProjection<Row = unknown, Source = unknown> extends View<Row> {
  readonly version: number
  readonly of: View<Source>
  key(change: RowChange<Source>, recorded: Recorded): string | readonly string[] | undefined
  apply(row: Row | undefined, change: RowChange<Source>, recorded: Recorded): Row | undefined
}

export type AnyProjection = Projection | RowProjection

/** The stored rows of a view compared with the view folded again. */
export interface ComparedView {
  readonly view: string
  /** The number of stored rows. */
  readonly rows: number
  /** Keys whose stored row does not match the events, in their order. */
  readonly differences: readonly string[]
}

/** A row that an event touched. */
export interface TouchedRow extends RowChange<unknown> {
  readonly view: string
  readonly key: string
}

/**
 * Folds one event into the views, which must satisfy `assertFoldable`. `rowOf` returns a row's current value. The
 * caller must store each row before it asks for the next one.
 */
export function* foldEvent(
  views: readonly AnyProjection[],
  recorded: Recorded,
  rowOf: (view: string, key: string) => unknown,
): Generator<TouchedRow> {
  const changes = new Map<string, RowChange<unknown>>()
  for (const view of views) {
    const change = 'of' in view ? changes.get(view.of.name) : undefined
    for (const key of keysIn(view, recorded, change)) {
      const before = rowOf(view.name, key)
      const after =
        'of' in view ? change && view.apply(before, change, recorded) : view.apply(before, recorded)
      if (key === recorded.run) changes.set(view.name, { before, after })
      yield { view: view.name, key, before, after }
    }
  }
}

const keysIn = (
  view: AnyProjection,
  recorded: Recorded,
  change: RowChange<unknown> | undefined,
): Iterable<string> => {
  const keys = 'of' in view ? change && view.key(change, recorded) : view.key(recorded)
  return typeof keys === 'string' ? [keys] : new Set(keys)
}

/** Throws if a view follows one that the log does not keep, or one that it folds later; that is a bug. */
export const assertFoldable = (views: readonly AnyProjection[]): void => {
  for (const [place, view] of views.entries())
    if ('of' in view && !views.slice(0, place).some(({ name }) => name === view.of.name))
      throw new Error(
        `The view "${view.name}" follows "${view.of.name}", which must be kept and come before it.`,
      )
}

/** A view, the view it follows, and the views that follow it. They are always folded together. */
export const foldedWith = (
  views: readonly AnyProjection[],
  view: AnyProjection,
): readonly AnyProjection[] => {
  const root = rootOf(view)
  return views.filter(other => rootOf(other) === root)
}

const rootOf = (view: AnyProjection): string => ('of' in view ? view.of.name : view.name)
