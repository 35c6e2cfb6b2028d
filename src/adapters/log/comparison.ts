import type { Recorded } from '../../events/recorded.ts'
import type { AnyProjection, ComparedView } from '../../ports/projection.ts'
import { canonical } from './chain.ts'
import { foldedRows, placeOf } from './rows.ts'

/** Views that are folded again beside their stored rows. */
export interface Comparison {
  /** Folds the next events. */
  add(events: readonly Recorded[]): void
  /** Compares a view after the last event, given its stored rows in the order of their keys. */
  compare(
    view: string,
    rows: AsyncIterable<readonly [key: string, value: unknown]>,
  ): Promise<ComparedView>
}

/**
 * Folds views again, and of their rows holds only those that are not, or not yet, as they are stored: a row that has become
 * what is stored is looked up there when the next event needs it. So it holds little, however long the log is. `stored`
 * returns the JSON of a row.
 */
export const comparison = (
  views: readonly AnyProjection[],
  stored: (place: string) => string | undefined,
): Comparison => {
  const apart = new Map<string, string>()
  const alike = new Set<string>()
  const folded = (place: string): string | undefined =>
    apart.get(place) ?? (alike.has(place) ? stored(place) : undefined)
  return {
    add(events) {
      for (const [place, { after }] of foldedRows(views, events, folded)) {
        apart.delete(place)
        alike.delete(place)
        if (after === undefined) continue
        if (after === stored(place)) alike.add(place)
        else apart.set(place, after)
      }
    },
    async compare(view, rows) {
      const start = placeOf(view, '')
      const missing = new Set([...apart.keys()].filter(place => place.startsWith(start)))
      const differences: string[] = []
      let count = 0
      for await (const [key, value] of rows) {
        count += 1
        const place = placeOf(view, key)
        missing.delete(place)
        const fresh = apart.get(place)
        const isSame = fresh === undefined ? alike.has(place) : isEqual(fresh, value)
        if (!isSame) differences.push(key)
      }
      for (const place of missing) differences.push(place.slice(start.length))
      return { view, rows: count, differences: differences.sort(byCodePoints) }
    },
  }
}

/** The order of members tells two rows not apart. */
const isEqual = (json: string, value: unknown): boolean =>
  canonical(JSON.parse(json)) === canonical(value)

/** The order in which a store that compares bytes yields keys. */
const byCodePoints = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other))
