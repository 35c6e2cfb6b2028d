import { hash } from 'node:crypto'
import { logDamaged } from '../../errors.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { Projection } from '../../ports/log.ts'

const sealLength = 16
const sealOf = (place: string, json: string): string =>
  hash('sha256', `${place}\n${json}`).slice(0, sealLength)

/** A row's JSON behind a seal: LevelDB serves flipped bits without a word, so every row says what it is and whose. */
export const sealed = (json: string, place: string): string => sealOf(place, json) + json

/** The JSON in a sealed text. LOG_DAMAGED if it is not what was written. */
export const unsealed = (text: string, place: string): string => {
  const json = text.slice(sealLength)
  if (text.startsWith(sealOf(place, json))) return json
  throw logDamaged(`the view row ${place}`, 'the row is not the one that was written')
}

/** Where a view keeps a row, in any store. */
export const placeOf = (view: string, key: string): string => `${view}!${key}`

/** A row as JSON before some events and after; undefined where there is none. */
export interface RowChange {
  readonly view: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/**
 * What events make of the rows they touch, by their places. `stored` knows them as they were.
 * Each time a row is folded as it would be read again, so that it does not matter what was appended in one go.
 */
export const foldedRows = (
  views: readonly Projection[],
  events: readonly Recorded[],
  stored: (place: string) => string | undefined,
): ReadonlyMap<string, RowChange> => {
  const changes = new Map<string, RowChange>()
  for (const { view, place, recorded } of touches(views, events)) {
    const known = changes.get(place)
    const before = known ? known.before : stored(place)
    const json = known ? known.after : before
    const row = view.apply(json === undefined ? undefined : JSON.parse(json), recorded)
    const after = row === undefined ? undefined : JSON.stringify(row)
    changes.set(place, { view: view.name, before, after })
  }
  return changes
}

/** Which rows the events touch, in order. */
function* touches(views: readonly Projection[], events: readonly Recorded[]) {
  for (const recorded of events) {
    for (const view of views) {
      const keys = view.key(recorded) ?? []
      for (const key of typeof keys === 'string' ? [keys] : new Set(keys))
        yield { view, place: placeOf(view.name, key), recorded }
    }
  }
}
