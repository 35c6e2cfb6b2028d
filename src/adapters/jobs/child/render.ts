import type { Rendered } from '../../../ports/templates.ts'
import type { Outcome, RenderStart, TemplateSettings } from '../protocol.ts'
import { openTemplates } from './templates.ts'
import { thrown } from './thrown.ts'

/** Renders what was asked for, in order; the first that fails ends it. */
export const renderAll = async (
  { sources, wanted, data }: RenderStart['order'],
  settings: TemplateSettings,
): Promise<Outcome> => {
  const templates = openTemplates(sources, settings)
  const rendered: Rendered[] = []
  try {
    for (const { name, fields } of wanted) {
      const made: Record<string, string> = {}
      for (const [key, text] of Object.entries(fields))
        made[key] = /\{[{%#]/.test(text) ? await templates.renderText(text, data, name) : text
      rendered.push({ text: await templates.render(name, data), fields: made })
    }
    return { rendered }
  } catch (error) {
    return { threw: thrown(error) }
  }
}
