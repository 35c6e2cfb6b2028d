import { steppedChart } from './steps.ts'

/** The chart of an activation or a rollback: the pointer's commit, then what is told of it. A rollback is an activation of its own. */
export const activation = steppedChart('activation')
