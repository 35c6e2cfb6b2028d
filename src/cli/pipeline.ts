import { wrongUsage } from '../errors/usage.ts'
import type { PipelineOptions } from './pipeline/options.ts'
import type { Terminal } from './terminal.ts'

type Verb = (
  args: readonly string[],
  options: PipelineOptions,
  terminal: Terminal,
) => Promise<number>

/** What can be done with pipelines; each is loaded when it is chosen. */
const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  list: async () => (await import('./pipeline/list.ts')).list,
  run: async () => (await import('./pipeline/run.ts')).run,
  show: async () => (await import('./pipeline/show.ts')).show,
  verify: async () => (await import('./pipeline/verify.ts')).verify,
  trends: async () => (await import('./pipeline/trends.ts')).trends,
  init: async () => (await import('./pipeline/init.ts')).init,
}

/** `git-doc pipeline <verb>`. */
export const pipeline = async (
  verb: string | undefined,
  args: readonly string[],
  options: PipelineOptions,
  terminal: Terminal,
): Promise<number> => {
  const load =
    verb === undefined ? verbs.list : Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  if (!load)
    throw wrongUsage(`"pipeline ${verb}" is not known.`, `Known: ${Object.keys(verbs).join(', ')}.`)
  return (await load())(args, options, terminal)
}
