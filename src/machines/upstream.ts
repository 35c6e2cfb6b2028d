import { steppedChart } from './steps.ts'

/** The chart of the update of one source to one version: a row of steps that looks after what it changed, and can be rolled back. */
export const upstream = steppedChart('upstream', { undo: 'rollback', careful: true })
