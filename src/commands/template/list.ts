import { isGitDocError } from '../../errors/error.ts'
import { frontMatterOf } from '../../jobs/templates/front-matter.ts'
import { templateThing } from '../../kinds/job/templates.ts'
import type { TemplateFile, Templates } from '../../ports/templates.ts'
import type { Trust } from '../../ports/trust.ts'

/** A template as `template list` shows it. */
export interface ListedTemplate {
  readonly name: string
  readonly path: string
  readonly state: 'ready' | 'not-allowed' | 'broken'
  /** Where it goes, as it is written; missing if the command says it. */
  readonly to?: string | undefined
  readonly inject?: 'before' | 'after' | 'append' | undefined
  /** What is wrong with it. */
  readonly why?: string | undefined
}

/** Every template of the repository. Nothing is rendered. */
export const listTemplates = async (
  templates: Templates,
  trust: Pick<Trust, 'notAllowed'>,
): Promise<readonly ListedTemplate[]> => {
  const files = await templates.find()
  const refused = await trust.notAllowed(files.map(templateThing))
  const paths = new Set(refused.map(({ name }) => name))
  return Promise.all(files.map(file => listed(file, !paths.has(file.path))))
}

const listed = async (file: TemplateFile, isAllowed: boolean): Promise<ListedTemplate> => {
  const { name, path } = file
  try {
    const { to, inject } = await frontMatterOf(file)
    return { name, path, state: isAllowed ? 'ready' : 'not-allowed', to, inject }
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return { name, path, state: 'broken', why: error.message }
  }
}
