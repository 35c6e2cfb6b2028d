import { wrongUsage } from '../errors/usage.ts'
import type { TemplateOptions } from './template/options.ts'
import type { Terminal } from './terminal.ts'

type Verb = (
  args: readonly string[],
  options: TemplateOptions,
  terminal: Terminal,
) => Promise<number>

/** What can be done with templates; each is loaded when it is chosen. */
const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  list: async () => (await import('./template/list.ts')).list,
  render: async () => (await import('./template/render.ts')).render,
}

/** `git-doc template <verb>`. */
export const template = async (
  verb = 'list',
  args: readonly string[],
  options: TemplateOptions,
  terminal: Terminal,
): Promise<number> => {
  const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  if (!load)
    throw wrongUsage(`"template ${verb}" is not known.`, `Known: ${Object.keys(verbs).join(', ')}.`)
  return (await load())(args, options, terminal)
}
