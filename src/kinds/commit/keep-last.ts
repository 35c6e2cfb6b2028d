import { LRUCache } from 'lru-cache'

/** Keeps the most recently used results, by key; failed ones are not kept. */
export const keepLast = <Value>(max: number) => {
  const kept = new LRUCache<string, Promise<Value | undefined>>({ max })
  return (key: string, load: () => Promise<Value | undefined>): Promise<Value | undefined> => {
    const found = kept.get(key)
    if (found) return found
    const value = load()
    kept.set(key, value)
    value.catch(() => kept.delete(key))
    return value
  }
}
