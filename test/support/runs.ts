/** How many times as often properties are tried as in `npm test`; there it is 1. */
export const times = Number(process.env.FUZZ ?? 1)

const { SEED: named } = process.env
const seed = named === undefined ? (process.env.FUZZ ? undefined : 7) : Number(named)

/**
 * How often a property is tried, and from which seed: a few times and always the same with every test run, `FUZZ` times as
 * often by `npm run test:fuzz`, and each time others unless `SEED` names where to begin. A failure prints the seed that repeats it.
 */
export const runs = (few: number): { readonly numRuns: number; readonly seed?: number } => ({
  numRuns: few * times,
  ...(seed !== undefined && { seed }),
})
