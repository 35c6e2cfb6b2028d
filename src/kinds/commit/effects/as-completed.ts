/**
 * Yields the result of each task as soon as it completes. If some fail, throws the first failure after all tasks have
 * ended.
 */
export async function* asTheyCome<Result>(
  work: readonly Promise<Result>[],
): AsyncGenerator<Result> {
  const open = new Map(
    work.map((promise, index) => [
      index,
      promise.then(
        result => ({ index, result }),
        (error: unknown) => ({ index, error }),
      ),
    ]),
  )
  const failed: unknown[] = []
  while (open.size > 0) {
    const ended = await Promise.race(open.values())
    open.delete(ended.index)
    if ('error' in ended) failed.push(ended.error)
    else yield ended.result
  }
  if (failed.length > 0) throw failed[0]
}
