import nunjucks from 'nunjucks'
import type { GitDocError } from '../../../errors/error.ts'
import { notAllowed } from '../../../errors/trust.ts'
import type { TemplateSources } from '../../../ports/templates.ts'
import type { TemplateSettings } from '../protocol.ts'
import { boundedCache } from './bounded-cache.ts'
import { addFilters } from './filters.ts'
import { templateFault } from './template-fault.ts'

interface Compiled {
  readonly tmplStr?: string
}

/** The memory that a compiled template takes, as bench/templates.ts measures it. */
const sizeOf = ({ tmplStr = '' }: Compiled): number => 4_000 + 8 * tmplStr.length

type Done = (error: Error | null, text: string | null) => void

/** Renders the templates of the repository, which were read for it. A template is code: it may do what this process may. */
export const openTemplates = (
  { files, left }: TemplateSources,
  { autoescape, cacheMb }: TemplateSettings,
) => {
  const known = new Map(files.map(file => [file.name, file]))
  const refused = new Map(left.map(({ name, path }) => [name, path]))
  /** Nunjucks keeps only the message of an error. */
  let refusal: GitDocError | undefined
  const loader: nunjucks.ILoader & { cache?: unknown } = {
    getSource(name) {
      const path = refused.get(name)
      if (path !== undefined) {
        refusal = notAllowed([{ what: 'file', name: path, label: path }])
        throw refusal
      }
      const found = known.get(name)
      // That is how a loader says that it has none: `ignore missing` depends on it.
      if (!found) return null as unknown as nunjucks.LoaderSource
      return { path: found.path, src: found.text, noCache: false }
    },
  }
  const environment = new nunjucks.Environment(loader, { autoescape, throwOnUndefined: true })
  loader.cache = boundedCache<Compiled>(cacheMb * 2 ** 20, sizeOf)
  addFilters(environment)
  const rendered = async (name: string, render: (done: Done) => void): Promise<string> => {
    refusal = undefined
    try {
      return await new Promise((resolve, reject) => {
        render((error, text) => (error ? reject(error) : resolve(text ?? '')))
      })
    } catch (error) {
      throw refusal ?? templateFault(name, error, files)
    }
  }
  return {
    /** TEMPLATE_INVALID, NOT_ALLOWED. */
    render: (name: string, data: object): Promise<string> =>
      rendered(name, done => environment.render(name, data, done)),
    renderText: (text: string, data: object, name = 'in the job'): Promise<string> =>
      rendered(name, done => environment.renderString(text, data, done)),
  }
}
