/** What a command says on standard error, beside its answer. */
export interface Message extends Details {
  readonly level: Level
  readonly message: string
}

/** As text, `debug` is printed with `--verbose` only. */
export type Level = 'debug' | 'info' | 'warning' | 'error'

export interface Details {
  /** A stable word for what happened: an error's code, an event's type. */
  readonly code?: string | undefined
  /** The full name of the run that it is about. */
  readonly run?: string | undefined
  readonly data?: Readonly<Record<string, unknown>> | undefined
}

/** A message as a line of the log: `{ at, level, component, run, code, message, data }`, without fields that do not apply. */
export const logLine = (
  { level, message, run, code, data }: Message,
  component: string,
  at: Date,
): string => JSON.stringify({ at: at.toISOString(), level, component, run, code, message, data })
