const times = Number(process.env.FUZZ ?? 0)

/**
 * How often a property is tried, and from which seed: a few times and always the same with every test run, `FUZZ` times as
 * often and each time others by `npm run test:fuzz`. A failure prints the seed that repeats it.
 */
export const runs = (few: number): { readonly numRuns: number; readonly seed?: number } =>
  times > 0 ? { numRuns: few * times } : { numRuns: few, seed: 7 }
