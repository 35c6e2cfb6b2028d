import { AsyncLocalStorage } from 'node:async_hooks'

/** Environment variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>

const own = new AsyncLocalStorage<Environment>()

/** The environment of the command that is being run: that of the process, unless the command was given one of its own. */
export const environment = (): Environment => own.getStore() ?? process.env

/** Runs a piece of work in an environment of its own. The process may run several commands at once: its own stays as it is. */
export const inEnvironment = <Result>(variables: Environment, work: () => Result): Result =>
  // The process's own needs no store, which would slow down every promise.
  variables === process.env ? work() : own.run(variables, work)

/** The same for a process of its own that belongs to no run, so that it does not end with the one that this process is a part of. */
export const unmarkedEnvironment = (): Environment => {
  const { GIT_DOC_RUN: _, GIT_DOC_PROCESS: __, ...variables } = environment()
  return variables
}
