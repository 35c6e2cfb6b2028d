/** Ends what was opened after something failed: that is to be told, whatever cannot be ended. */
export const endAllQuietly = (opened: (() => Promise<void>)[]): Promise<void> =>
  endAll(opened).catch(() => {})

/** Ends what was opened, the last first, each even if another cannot be ended; the first failure is thrown when all is done. */
export const endAll = async (opened: (() => Promise<void>)[]): Promise<void> => {
  const failures: unknown[] = []
  for (const end of opened.splice(0).reverse()) await end().catch(error => failures.push(error))
  if (failures.length > 0) throw failures[0]
}
