import { steppedChart } from './steps.ts'

/** The chart of a pipeline's run: a row of steps, each of them a gate. */
export const pipeline = steppedChart('pipeline')
