import { type ListedTemplate, listTemplates } from '../../commands/template/list.ts'
import { visible } from '../../errors/visible.ts'
import { exitCode } from '../exit-code.ts'
import { printJson } from '../job/options.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { type TemplateOptions, withTemplates } from './options.ts'

/** Lists the templates, also those that may not be rendered here and those that are broken. */
export const list = (
  _: readonly string[],
  __: TemplateOptions,
  terminal: Terminal,
): Promise<number> =>
  withTemplates(terminal, async ({ templates, trust, folders }) => {
    const found = await listTemplates(templates, trust)
    if (terminal.json) printJson(terminal, { templates: found })
    else for (const line of lines(found, folders)) terminal.print(line)
    return exitCode.done
  })

const lines = (
  templates: readonly ListedTemplate[],
  folders: readonly string[],
): readonly string[] => {
  if (templates.length === 0)
    return [`No templates in ${folders.join(', ')}. A template is a file that ends in .njk.`]
  return table([['template', 'writes', 'state'], ...templates.map(row)])
}

const row = ({ name, to, inject, state, why }: ListedTemplate): readonly string[] => [
  visible(name),
  to === undefined ? '' : `${visible(to)}${inject ? ` (${inject})` : ''}`,
  state === 'ready'
    ? 'ready'
    : state === 'broken'
      ? visible(why ?? '')
      : 'not allowed ("git-doc allow" shows it)',
]
