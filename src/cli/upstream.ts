import { wrongUsage } from '../errors/usage.ts'
import type { Terminal } from './terminal.ts'
import type { UpstreamOptions } from './upstream/options.ts'

type Verb = (
  args: readonly string[],
  options: UpstreamOptions,
  terminal: Terminal,
) => Promise<number>

/** What can be done with versions of other projects; each is loaded when it is chosen. */
const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  list: async () => (await import('./upstream/list.ts')).list,
  status: async () => (await import('./upstream/list.ts')).list,
  check: async () => (await import('./upstream/check.ts')).check,
  update: async () => (await import('./upstream/update.ts')).update,
  approve: async () => (await import('./upstream/approve.ts')).approve,
  rollback: async () => (await import('./upstream/rollback.ts')).rollback,
  pin: async () => (await import('./upstream/pin.ts')).pin,
  serve: async () => (await import('./upstream/serve.ts')).serve,
}

/** `git-doc upstream <verb>`. */
export const upstream = async (
  verb: string | undefined,
  args: readonly string[],
  options: UpstreamOptions,
  terminal: Terminal,
): Promise<number> => {
  const load =
    verb === undefined ? verbs.list : Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  if (!load)
    throw wrongUsage(`"upstream ${verb}" is not known.`, `Known: ${Object.keys(verbs).join(', ')}.`)
  return (await load())(args, options, terminal)
}
