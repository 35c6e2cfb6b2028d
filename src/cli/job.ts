import { wrongUsage } from '../errors/usage.ts'
import type { JobOptions } from './job/options.ts'
import type { Terminal } from './terminal.ts'

type Verb = (args: readonly string[], options: JobOptions, terminal: Terminal) => Promise<number>

/** What can be done with jobs; each is loaded when it is chosen. */
const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  list: async () => (await import('./job/list.ts')).list,
  show: async () => (await import('./job/show.ts')).show,
  stats: async () => (await import('./job/stats.ts')).stats,
  run: async () => (await import('./job/run.ts')).run,
  logs: async () => (await import('./job/logs.ts')).logs,
  create: async () => (await import('./job/create.ts')).create,
  simulate: async () => (await import('./job/simulate.ts')).simulate,
  hook: async () => (await import('./job/hook.ts')).hook,
  ensure: async () => (await import('./job/ensure.ts')).ensure,
}

/** `git-doc job <verb>`. */
export const job = async (
  verb: string | undefined,
  args: readonly string[],
  options: JobOptions,
  terminal: Terminal,
): Promise<number> => {
  const load = verb === undefined ? verbs.list : verbs[verb]
  if (!load)
    throw wrongUsage(`"job ${verb}" is not known.`, `Known: ${Object.keys(verbs).join(', ')}.`)
  return (await load())(args, options, terminal)
}
