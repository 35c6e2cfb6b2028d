import { sourceOf } from '../../jobs/templates/split.ts'
import type { TemplateFile, TemplateSources, Templates } from '../../ports/templates.ts'
import type { Thing, Trust } from '../../ports/trust.ts'

/** A template is code: it is allowed by its content, like a job's file. */
export const templateThing = ({ path, content }: TemplateFile): Thing => ({
  what: 'file',
  name: path,
  label: path,
  content,
})

/** The templates that may be rendered here, and those that nobody allowed. */
export const templateSources = async (
  templates: Templates,
  trust: Pick<Trust, 'notAllowed'>,
): Promise<TemplateSources> => {
  const found = await templates.find()
  const refused = await trust.notAllowed(found.map(templateThing))
  const paths = new Set(refused.map(({ name }) => name))
  return {
    files: found.filter(({ path }) => !paths.has(path)).map(sourceOf),
    left: found.filter(({ path }) => paths.has(path)).map(({ name, path }) => ({ name, path })),
  }
}
