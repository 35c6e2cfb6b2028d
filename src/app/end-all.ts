/** Closes resources after a failure. It ignores errors while closing, so that the caller can report the original failure. */
export const endAllQuietly = (opened: (() => Promise<void>)[]): Promise<void> =>
  endAll(opened).catch(() => {})

/** Closes resources, last opened first, and continues if one of them fails. Throws the first failure at the end. */
export const endAll = async (opened: (() => Promise<void>)[]): Promise<void> => {
  const failures: unknown[] = []
  for (const end of opened.splice(0).reverse()) await end().catch(error => failures.push(error))
  if (failures.length > 0) throw failures[0]
}
