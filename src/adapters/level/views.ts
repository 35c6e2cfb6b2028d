import { logDamaged } from '../../errors.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { Projection } from '../../ports/log.ts'
import { foldedRows, placeOf, type RowChange, sealed, unsealed } from '../log/rows.ts'
import { batch, type Database, lookup } from './database.ts'
import { type Operation, put, rowKey, rowNameOf, rowRange, viewKey, viewKeys } from './keys.ts'
import { recent } from './recent.ts'

/** Rows that are at work now; others are read from the database again. */
const remembered = 500
const pageSize = 1_000

/** What the database says of a view beside its rows: without their number, rows that are lost would not be missed. */
interface Kept {
  readonly version: number
  readonly rows: number
}

/** What some events do to the views: operations for their batch, and what is so once it is written. */
export interface ViewChange {
  readonly operations: readonly Operation[]
  /** To be called once the batch is written. */
  written(): void
}

/** The views of a log in its database. Those kept are folded with every append; whoever calls sees that one ends before the next. */
export const levelViews = (db: Database, projections: readonly Projection[]) => {
  const rows = recent<string | undefined>(remembered)
  const sizes = new Map<string, number>()

  const stored = (place: string): string | undefined => {
    if (rows.has(place)) return rows.get(place)
    const [text] = lookup(db, [rowKey(place)])
    const json = text === undefined ? undefined : unsealed(text, place)
    rows.set(place, json)
    return json
  }

  const sizeWith = (view: Projection, changes: ReadonlyMap<string, RowChange>): number => {
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
        for (const [place, { after }] of changes) rows.set(place, after)
      },
    }
  }

  /** The version is put away first and noted last: a view that a crash left half folded is folded anew at the next opening. */
  const refold = async (
    view: Projection,
    events: AsyncIterable<readonly Recorded[]>,
  ): Promise<void> => {
    await drop(db, view.name)
    rows.clear()
    sizes.set(view.name, 0)
    for await (const page of events) {
      const changes = foldedRows([view], page, stored)
      await batch(db, rowOperations(changes), { sync: false })
      sizes.set(view.name, sizeWith(view, changes))
      rows.clear()
    }
    const size = sizes.get(view.name) ?? 0
    await batch(db, [put(viewKey(view.name), kept(view, size))], { sync: true })
  }

  return {
    change,
    refold,
    /** Drops the views that nobody keeps any more: the next one to keep them must fold them from the start. */
    async dropOthers(): Promise<void> {
      for (const key of await db.keys(viewKeys).all()) {
        const name = key.slice(viewKey('').length)
        if (!projections.some(view => view.name === name)) await drop(db, name)
      }
    },
    /** The views that were not kept up to date at their present version. To be asked before anything else. */
    async outdated(): Promise<readonly Projection[]> {
      const old: Projection[] = []
      for (const view of projections) {
        const found = await keptOf(db, view.name)
        sizes.set(view.name, found.rows)
        if (found.version !== view.version) old.push(view)
      }
      return old
    },
    async row(view: string, key: string): Promise<unknown> {
      const place = placeOf(view, key)
      // Not by get: that asks a Bloom filter first, where one flipped bit denies a row that is there.
      const only = { gte: rowKey(place), lte: rowKey(place) }
      const [text] = await db.values(only).all()
      return text === undefined ? undefined : JSON.parse(unsealed(text, place))
    },
    async *rows(view: string): AsyncGenerator<[string, unknown]> {
      const snapshot = db.snapshot()
      const iterator = db.iterator({ ...rowRange(view), snapshot })
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
        if (missing !== 0)
          throw logDamaged(`the view ${view}`, `${missing} of its rows are missing`)
      } finally {
        await iterator.close()
        await snapshot.close()
      }
    },
  }
}

const rowOperations = (changes: ReadonlyMap<string, RowChange>): Operation[] =>
  [...changes].flatMap<Operation>(([place, { before, after }]) => {
    if (before === after) return []
    const key = rowKey(place)
    return after === undefined ? [{ type: 'del' as const, key }] : [put(key, sealed(after, place))]
  })

const kept = ({ version }: Projection, rows: number): string => JSON.stringify({ version, rows })

/** A view nobody kept yet has version 0; so has one of which nothing can be read. */
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

const drop = async (db: Database, view: string): Promise<void> => {
  await batch(db, [{ type: 'del', key: viewKey(view) }], { sync: true })
  await db.clear(rowRange(view))
}
