// Every cache of this folder is made here. A cache changes no answer: each belongs to a pure function and only saves its time.

/** The limit of a cache: a number of answers, or of characters of the texts they are for. */
type Limit = { readonly entries: number } | { readonly characters: number }

/**
 * A function of a text that keeps the answers used last, in two generations of half the limit: an answer that is used
 * again moves to the younger one, and a full one takes the place of the older. To keep them in the order of their use, as
 * an LRU cache does, takes longer than many an answer.
 */
export const remembered = <Value extends NonNullable<unknown>>(
  make: (text: string) => Value,
  limit: Limit,
): ((text: string) => Value) => {
  const byEntries = 'entries' in limit
  const room = (byEntries ? limit.entries : limit.characters) / 2
  let young = new Map<string, Value>()
  let old = young
  let used = 0
  return text => {
    const recent = young.get(text)
    if (recent !== undefined) return recent
    const value = old.get(text) ?? make(text)
    const size = byEntries ? 1 : text.length + 1
    if (size > room) return value
    if (used + size > room) {
      old = young
      young = new Map()
      used = 0
    }
    young.set(text, value)
    used += size
    return value
  }
}

/**
 * A function of an object that keeps its answer for as long as the object is in use. `isAlike` says whether an answer that
 * was made with other details still holds.
 */
export const rememberedByObject = <Key extends object, Value, Details = undefined>(
  make: (key: Key, details: Details) => Value,
  isAlike: (one: Details, other: Details) => boolean = () => true,
): ((key: Key, ...details: Details extends undefined ? [] : [Details]) => Value) => {
  const cache = new WeakMap<Key, { readonly value: Value; readonly details: Details }>()
  return (key, ...[given]) => {
    const details = given as Details
    const known = cache.get(key)
    if (known && isAlike(known.details, details)) return known.value
    const value = make(key, details)
    cache.set(key, { value, details })
    return value
  }
}
