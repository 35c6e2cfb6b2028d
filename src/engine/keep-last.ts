/** Keeps the last few results by key; a failed one is not kept. */
export const keepLast = <Value>(size: number) => {
  const kept = new Map<string, Promise<Value | undefined>>()
  return (key: string, load: () => Promise<Value | undefined>): Promise<Value | undefined> => {
    const found = kept.get(key)
    if (found) {
      kept.delete(key)
      kept.set(key, found)
      return found
    }
    const value = load()
    kept.set(key, value)
    value.catch(() => kept.delete(key))
    const [oldest] = kept.keys()
    if (kept.size > size && oldest !== undefined) kept.delete(oldest)
    return value
  }
}
