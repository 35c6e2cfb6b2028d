/**
 * Yields what several sources yield, as it comes, with at most so many sources at work at a time. The first that throws
 * ends it: those that have begun are ended too, the others do not begin.
 */
export async function* sideBySide<Value>(
  sources: Iterable<() => AsyncIterable<Value>>,
  atOnce: number,
): AsyncGenerator<Value> {
  const waiting = sources[Symbol.iterator]()
  const working = new Map<AsyncIterator<Value>, Promise<Next<Value>>>()
  const ask = (source: AsyncIterator<Value>): void => {
    working.set(
      source,
      source.next().then(result => ({ source, result })),
    )
  }
  const beginMore = (): void => {
    while (working.size < atOnce) {
      const next = waiting.next()
      if (next.done) return
      ask(next.value()[Symbol.asyncIterator]())
    }
  }
  try {
    for (beginMore(); working.size > 0; beginMore()) {
      const { source, result } = await Promise.race(working.values())
      working.delete(source)
      if (result.done) continue
      yield result.value
      ask(source)
    }
  } finally {
    // A source that is still at work ends after its current step; its failure is not the first one.
    await Promise.allSettled([...working].map(([source]) => source.return?.()))
  }
}

interface Next<Value> {
  readonly source: AsyncIterator<Value>
  readonly result: IteratorResult<Value>
}
