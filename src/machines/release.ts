import { steppedChart } from './steps.ts'

/** The chart of a staging: one step, in which the rules look at the release. */
export const release = steppedChart('release')
