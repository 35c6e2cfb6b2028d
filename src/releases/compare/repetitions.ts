/**
 * Whether every text that fits a pattern also fits a later one, because the two differ only in counts such as `{1,3}`, which are no
 * narrower in the later one. What a pattern must not be followed or preceded by turns that around, so it is not looked into.
 */
export const repeatsMore = (before: string, after: string): boolean => {
  if ([before, after].some(pattern => /\(\?<?!/.test(pattern))) return false
  const [was, is] = [partsOf(before), partsOf(after)]
  return (
    was.length === is.length &&
    was.every((part, at) => part === is[at] || isWider(countOf(part), countOf(is[at])))
  )
}

/** Escapes, classes of characters, counts, and what is left, one character at a time. */
const partsOf = (pattern: string): readonly string[] =>
  pattern.match(/\\.|\[(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|./gs) ?? []

type Count = readonly [least: number, most: number]

const countOf = (part = ''): Count | undefined => {
  const [, least, comma, most] = /^\{(\d+)(?:(,)(\d*))?\}$/.exec(part) ?? []
  if (least === undefined) return undefined
  if (comma === undefined) return [Number(least), Number(least)]
  return [Number(least), most ? Number(most) : Number.POSITIVE_INFINITY]
}

const isWider = (was: Count | undefined, is: Count | undefined): boolean =>
  was !== undefined && is !== undefined && is[0] <= was[0] && is[1] >= was[1]
