import { hash } from 'node:crypto'
import { logDamaged } from '../../errors/log.ts'
import type { Recorded } from '../../events/recorded.ts'
import { type AnyProjection, foldEvent } from '../../ports/projection.ts'

const sealLength = 16
const sealOf = (place: string, json: string): string =>
  hash('sha256', `${place}\n${json}`).slice(0, sealLength)

/**
 * A row's JSON with a seal. LevelDB returns flipped bits without an error, so every row carries a hash of its content
 * and place.
 */
export const sealed = (json: string, place: string): string => sealOf(place, json) + json

/** The JSON in a sealed text. Throws LOG_DAMAGED if it is not intact. */
export const unsealed = (text: string, place: string): string => {
  const json = text.slice(sealLength)
  if (text.startsWith(sealOf(place, json))) return json
  throw logDamaged(`the view row ${place}`, 'the row is not the one that was written')
}

/** Where a view keeps a row, in any store. */
export const placeOf = (view: string, key: string): string => `${view}!${key}`

/** A row as JSON before and after some events; undefined if there is no row. */
export interface StoredChange {
  readonly view: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/**
 * The changes that events make to rows, by the rows' places. `stored` returns their previous values. Each event is
 * folded into the row as it would be read back, so that the result does not depend on how events are grouped into
 * appends.
 */
export const foldedRows = (
  views: readonly AnyProjection[],
  events: readonly Recorded[],
  stored: (place: string) => string | undefined,
): ReadonlyMap<string, StoredChange> => {
  const changes = new Map<string, StoredChange>()
  const rowOf = (view: string, key: string): unknown => {
    const place = placeOf(view, key)
    const known = changes.get(place)
    const json = known ? known.after : stored(place)
    return json === undefined ? undefined : JSON.parse(json)
  }
  for (const recorded of events) {
    for (const { view, key, after: row } of foldEvent(views, recorded, rowOf)) {
      const place = placeOf(view, key)
      const known = changes.get(place)
      const before = known ? known.before : stored(place)
      const after = row === undefined ? undefined : JSON.stringify(row)
      changes.set(place, { view, before, after })
    }
  }
  return changes
}
