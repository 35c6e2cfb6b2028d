import { relative, resolve, sep } from 'node:path'
import {
  type RenderAnswer,
  renderNotAllowed,
  renderTemplate,
} from '../../commands/template/render.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { visible } from '../../errors/visible.ts'
import { dataOf } from '../data.ts'
import { exitCode } from '../exit-code.ts'
import { printJson } from '../job/options.ts'
import { permitThings } from '../permit-things.ts'
import type { Terminal } from '../terminal.ts'
import { type TemplateOptions, withTemplates } from './options.ts'

/** Renders a template: to the file that is named, to the one that it names, or to standard output. */
export const render = async (
  args: readonly string[],
  options: TemplateOptions,
  terminal: Terminal,
): Promise<number> => {
  const [template, output, ...more] = args
  if (template === undefined || more.length > 0)
    throw wrongUsage('template render takes a template, and the file to write if you like.')
  const data = await dataOf(
    { pairs: options.data, json: options.dataJson, option: 'data' },
    terminal,
  )
  if (!isObject(data)) throw wrongUsage('--data-json takes an object.')
  return withTemplates(terminal, async here => {
    await permitThings(terminal, () => renderNotAllowed(template, here))
    const { force = false, dryRun = false } = options
    const file = output === undefined ? undefined : fromRoot(output, here.root, terminal)
    const answer = await renderTemplate({ template, output: file, data, force, dryRun }, here)
    if (terminal.json) printJson(terminal, { ...(dryRun && { dryRun }), ...answer })
    else await show(answer, dryRun, terminal)
    return exitCode.done
  })
}

const isObject = (data: unknown): data is Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null && !Array.isArray(data)

/** What a person names is seen from where they are. */
const fromRoot = (path: string, root: string, { place }: Terminal): string =>
  relative(root, resolve(place.cwd, path)).split(sep).join('/')

const words = {
  created: ['written', 'would be written'],
  replaced: ['replaced', 'would be replaced'],
  injected: ['changed', 'would be changed'],
} as const

const show = async (answer: RenderAnswer, dryRun: boolean, terminal: Terminal): Promise<void> => {
  if (answer.state === 'printed') return await terminal.write(answer.text)
  const { file, state, reason, diff } = answer
  if (diff !== undefined) await terminal.write(diff)
  if (state === 'unchanged') terminal.print(`${visible(file)} says it already.`)
  else if (state === 'skipped') terminal.print(`Skipped: ${visible(reason ?? '')}.`)
  else terminal.print(`${visible(file)} ${words[state][dryRun ? 1 : 0]}.`)
}
