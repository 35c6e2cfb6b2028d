import { LRUCache } from 'lru-cache'
import { logDamaged } from '../../errors/log.ts'
import type { Recorded } from '../../events/recorded.ts'
import { type AnyProjection, foldedWith } from '../../ports/projection.ts'
import { foldedRows, placeOf, type StoredChange, sealed, unsealed } from '../log/rows.ts'
import { batch, type Database, lookup } from './database.ts'
import { type Operation, put, rowKey, rowNameOf, rowRange, viewKey, viewKeys } from './keys.ts'

/** How many recently used rows to keep in memory. */
const remembered = 500
const pageSize = 1_000

/** Marks a missing row; no real row is empty. */
const absent = ''

/** What the database records about a view besides its rows. Without the number of rows, lost ones would go unnoticed. */
interface Kept {
  readonly version: number
  readonly rows: number
}

/** How some events change the views: operations for their batch, and the values that hold after it is written. */
export interface ViewChange {
  readonly operations: readonly Operation[]
  /** Call this after the batch is written. */
  written(): void
}

/**
 * The views of a log in its database. Every append folds the kept views; the caller must finish one append before the
 * next.
 */
export const levelViews = (db: Database, projections: readonly AnyProjection[]) => {
  /** Rows as JSON; `absent` if the row is known not to exist. */
  const rows = new LRUCache<string, string>({ max: remembered })
  const sizes = new Map<string, number>()

  const stored = (place: string): string | undefined => {
    const known = rows.get(place)
    if (known !== undefined) return known === absent ? undefined : known
    const [text] = lookup(db, [rowKey(place)])
    const json = text === undefined ? undefined : unsealed(text, place)
    rows.set(place, json ?? absent)
    return json
  }

  const sizeWith = (view: AnyProjection, changes: ReadonlyMap<string, StoredChange>): number => {
    let size = sizes.get(view.name) ?? 0
    for (const { view: name, before, after } of changes.values()) {
      if (name === view.name) size += Number(after !== undefined) - Number(before !== undefined)
    }
    return size
  }

  const change = (events: readonly Recorded[]): ViewChange => {
    const changes = foldedRows(projections, events, stored)
    const resized = projections
      .map(view => ({ view, size: sizeWith(view, changes) }))
      .filter(({ view, size }) => size !== sizes.get(view.name))
    return {
      operations: [
        ...rowOperations(changes),
        ...resized.map(({ view, size }) => put(viewKey(view.name), kept(view, size))),
      ],
      written() {
        for (const { view, size } of resized) sizes.set(view.name, size)
        for (const [place, { after }] of changes) rows.set(place, after ?? absent)
      },
    }
  }

  /**
   * Removes the versions first and records them last, so that views left half folded by a crash are folded again at the
   * next opening.
   */
  const refold = async (
    group: readonly AnyProjection[],
    events: AsyncIterable<readonly Recorded[]>,
  ): Promise<void> => {
    for (const { name } of group) {
      await drop(db, name)
      sizes.set(name, 0)
    }
    rows.clear()
    for await (const page of events) {
      const changes = foldedRows(group, page, stored)
      await batch(db, rowOperations(changes), { sync: false })
      for (const view of group) sizes.set(view.name, sizeWith(view, changes))
      rows.clear()
    }
    const notes = group.map(view => put(viewKey(view.name), kept(view, sizes.get(view.name) ?? 0)))
    await batch(db, notes, { sync: true })
  }

  return {
    change,
    refold,
    stored,
    /** Drops the views that are no longer kept, so that they are folded from the start if they are ever kept again. */
    async dropOthers(): Promise<void> {
      for (const key of await db.keys(viewKeys).all()) {
        const name = key.slice(viewKey('').length)
        if (!projections.some(view => view.name === name)) await drop(db, name)
      }
    },
    /**
     * The views that are not at their current version, one for each group that is folded together. Call this before
     * anything else.
     */
    async outdated(): Promise<readonly AnyProjection[]> {
      const old: AnyProjection[] = []
      for (const view of projections) {
        const found = await keptOf(db, view.name)
        sizes.set(view.name, found.rows)
        const isFolded = old.some(other => foldedWith(projections, other).includes(view))
        if (found.version !== view.version && !isFolded) old.push(view)
      }
      return old
    },
    async row(view: string, key: string): Promise<unknown> {
      const place = placeOf(view, key)
      // Not with `get`, which asks a Bloom filter first: one flipped bit there would deny an existing row.
      const only = { gte: rowKey(place), lte: rowKey(place) }
      const [text] = await db.values(only).all()
      return text === undefined ? undefined : JSON.parse(unsealed(text, place))
    },
    async rowsOf(view: string, keys: readonly string[]): Promise<unknown[]> {
      const places = keys.map(key => placeOf(view, key))
      const found: (string | undefined)[] = await db.getMany(places.map(rowKey))
      const denied = places.filter((_, at) => found[at] === undefined)
      const others = await passed(db, view, denied)
      return places.map((place, at) => {
        const text = found[at] ?? others.get(place)
        return text === undefined ? undefined : JSON.parse(unsealed(text, place))
      })
    },
    /** Missing rows can be noticed only when all rows are read. */
    async *rows(view: string, prefix = ''): AsyncGenerator<[string, unknown]> {
      const snapshot = db.snapshot()
      const iterator = db.iterator({ ...rowRange(view, prefix), snapshot })
      try {
        let missing = (await keptOf(db, view, snapshot)).rows
        for (;;) {
          const page = await iterator.nextv(pageSize)
          if (page.length === 0) break
          for (const [found, text] of page) {
            const key = rowNameOf(view, found)
            yield [key, JSON.parse(unsealed(text, placeOf(view, key)))]
          }
          missing -= page.length
        }
        if (missing !== 0 && prefix === '')
          throw logDamaged(`the view ${view}`, `${missing} of its rows are missing`)
      } finally {
        await iterator.close()
        await snapshot.close()
      }
    },
  }
}

const rowOperations = (changes: ReadonlyMap<string, StoredChange>): Operation[] =>
  [...changes].flatMap<Operation>(([place, { before, after }]) => {
    if (before === after) return []
    const key = rowKey(place)
    return after === undefined ? [{ type: 'del' as const, key }] : [put(key, sealed(after, place))]
  })

const kept = ({ version }: AnyProjection, rows: number): string => JSON.stringify({ version, rows })

/** A view that was never kept has version 0; so has one that is unreadable. */
const keptOf = async (
  db: Database,
  view: string,
  snapshot?: ReturnType<Database['snapshot']>,
): Promise<Kept> => {
  const found = await db.getMany([viewKey(view)], snapshot ? { snapshot } : {})
  const [text] = found as (string | undefined)[]
  try {
    const { version, rows } = JSON.parse(text ?? '') as Kept
    if (Number.isSafeInteger(version) && Number.isSafeInteger(rows)) return { version, rows }
  } catch {}
  return { version: 0, rows: 0 }
}

/** The rows at some places as they are when one passes by there, which asks no Bloom filter. */
const passed = async (
  db: Database,
  view: string,
  places: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  if (places.length === 0) return found
  const iterator = db.iterator(rowRange(view))
  try {
    for (const place of places) {
      iterator.seek(rowKey(place))
      const [key, text] = (await iterator.next()) ?? []
      if (text !== undefined && key === rowKey(place)) found.set(place, text)
    }
  } finally {
    await iterator.close()
  }
  return found
}

const drop = async (db: Database, view: string): Promise<void> => {
  await batch(db, [{ type: 'del', key: viewKey(view) }], { sync: true })
  await db.clear(rowRange(view))
}
