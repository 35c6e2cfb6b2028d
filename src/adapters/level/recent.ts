/** A cache of what was used last, never more than `limit`. */
export const recent = <Value>(limit: number) => {
  const values = new Map<string, Value>()
  return {
    has: (key: string): boolean => values.has(key),
    get: (key: string): Value | undefined => values.get(key),
    set(key: string, value: Value): void {
      values.delete(key)
      values.set(key, value)
      for (const oldest of values.keys()) {
        if (values.size <= limit) return
        values.delete(oldest)
      }
    },
    clear: (): void => values.clear(),
  }
}
