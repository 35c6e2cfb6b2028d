import { GitDocError } from './error.ts'

/** `why` says how the command ended; its output is not repeated. */
export const alertCommandFailed = (program: string, why: string) =>
  new GitDocError('ALERT_COMMAND_FAILED', `The command for alerts, ${program}, failed (${why}).`, {
    hint: 'Run the command of [alerts] by hand to see what it says.',
  })
