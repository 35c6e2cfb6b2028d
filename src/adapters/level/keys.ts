/** The keys in the database (DESIGN "The log on LevelDB"). Numbers have a fixed width, so that keys sort numerically. */

const digits = 14
const fixed = (number: number): string => number.toString(16).padStart(digits, '0')

/** A run's name inside a key, where `!` is the separator. */
const escaped = (run: string): string => run.replaceAll('%', '%25').replaceAll('!', '%21')

/** `"` comes right after `!`, so it ends the range of keys that begin with a name and `!`. */
const below = (prefix: string) => ({ gte: `${prefix}!`, lt: `${prefix}"` })

export const logKey = (position: number): string => `log!${fixed(position)}`
export const logBetween = (after: number, upTo: number) => ({
  gt: logKey(after),
  lte: logKey(upTo),
})
export const positionOf = (key: string): number => Number.parseInt(key.slice(4), 16)

/**
 * The number of events in a run. Without it, a run whose last index entry is lost would only look shorter. It is stored
 * far from the index, because LevelDB stores neighbors as differences and one flipped bit would change both.
 */
export const countKey = (run: string): string => countKeyOf(escaped(run))
/** The same for a run's name as it stands in a key. */
export const countKeyOf = (escapedRun: string): string => `count!${escapedRun}`
export const runKey = (run: string, version: number): string =>
  `run!${escaped(run)}!${fixed(version)}`
export const runRange = (run: string) => below(`run!${escaped(run)}`)
/** The run's name as it stands in a key of its index. */
export const runIn = (key: string): string => key.slice(4, -digits - 1)
export const versionOf = (key: string): number => Number.parseInt(key.slice(-digits), 16)

export const idKey = (id: string): string => `ids!${id}`

/** `place` is the view's name, `!`, and the row's own key. */
export const rowKey = (place: string): string => `view!${place}`
/** The rows of a view whose keys begin with a prefix. U+10FFFF sorts after all possible text. */
export const rowRange = (view: string, prefix = '') =>
  prefix === ''
    ? below(`view!${view}`)
    : { gte: rowKey(`${view}!${prefix}`), lte: rowKey(`${view}!${prefix}\u{10ffff}`) }
export const rowNameOf = (view: string, key: string): string => key.slice(rowKey(view).length + 1)

export const headKey = 'meta!head'
export const formatKey = 'meta!format'
export const viewKey = (view: string): string => `meta!view!${view}`
export const viewKeys = below('meta!view')

/** Positions and counts as values. */
export const numberText = fixed
export const numberFrom = (text: string | undefined): number => Number.parseInt(text ?? '0', 16)

/** One operation of a batch. */
export type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string }

export const put = (key: string, value: string): Operation => ({ type: 'put', key, value })

/** The range of all entries of each index over the events. */
export const indexRanges = { run: below('run'), count: below('count'), ids: below('ids') }
