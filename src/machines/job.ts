import { steppedChart } from './steps.ts'

/** The chart of a job's run: a row of steps that can be undone. */
export const job = steppedChart('job', { undo: 'revert' })
