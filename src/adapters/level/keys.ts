/** Where everything stands in the database (DESIGN "The log on LevelDB"). Numbers have a fixed width, so keys sort as they count. */

const digits = 14
const fixed = (number: number): string => number.toString(16).padStart(digits, '0')

/** A run's name within a key: `!` is what separates. */
const escaped = (run: string): string => run.replaceAll('%', '%25').replaceAll('!', '%21')

/** `"` follows `!`: the end of all keys that begin with a name and `!`. */
const below = (prefix: string) => ({ gte: `${prefix}!`, lt: `${prefix}"` })

export const logKey = (position: number): string => `log!${fixed(position)}`
export const logBetween = (after: number, upTo: number) => ({
  gt: logKey(after),
  lte: logKey(upTo),
})
export const positionOf = (key: string): number => Number.parseInt(key.slice(4), 16)

/**
 * How many events a run has: without it, a run whose last index entry is lost would only look shorter.
 * It lies far from the index, for LevelDB writes neighbours as their difference: one flipped bit changes both.
 */
export const countKey = (run: string): string => `count!${escaped(run)}`
export const runKey = (run: string, version: number): string =>
  `run!${escaped(run)}!${fixed(version)}`
export const runRange = (run: string) => below(`run!${escaped(run)}`)
export const versionOf = (key: string): number => Number.parseInt(key.slice(-digits), 16)

export const idKey = (id: string): string => `ids!${id}`

/** `place` is the view's name, `!` and the row's own key. */
export const rowKey = (place: string): string => `view!${place}`
export const rowRange = (view: string) => below(`view!${view}`)
export const rowNameOf = (view: string, key: string): string => key.slice(rowKey(view).length + 1)

export const headKey = 'meta!head'
export const formatKey = 'meta!format'
export const viewKey = (view: string): string => `meta!view!${view}`
export const viewKeys = below('meta!view')

/** Positions and counts as values. */
export const numberText = fixed
export const numberFrom = (text: string | undefined): number => Number.parseInt(text ?? '0', 16)

/** One of the things that a batch does. */
export type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string }

export const put = (key: string, value: string): Operation => ({ type: 'put', key, value })

/** All entries of each index over the events. */
export const indexRanges = { run: below('run'), count: below('count'), ids: below('ids') }
