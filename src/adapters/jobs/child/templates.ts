import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import nunjucks from 'nunjucks'
import { templateInvalid } from '../../../errors/jobs.ts'
import { inside } from '../../files/inside.ts'
import type { TemplateSettings } from '../protocol.ts'

/** Renders templates of the repository. A template is code: it may do what its job may. */
export const openTemplates = (root: string, { dirs, autoescape }: TemplateSettings) => {
  const environment = new nunjucks.Environment(repositoryLoader(root, dirs), {
    autoescape,
    throwOnUndefined: false,
  })
  const rendered = async (file: string, render: (done: Done) => void): Promise<string> => {
    try {
      return await new Promise((resolve, reject) => {
        render((error, text) => (error ? reject(error) : resolve(text ?? '')))
      })
    } catch (error) {
      throw templateInvalid(file, (error as Error).message, error)
    }
  }
  return {
    /** TEMPLATE_INVALID. */
    render: (file: string, data: object): Promise<string> =>
      rendered(file, done => environment.render(file, data, done)),
    renderText: (text: string, data: object): Promise<string> =>
      rendered('in the job', done => environment.renderString(text, data, done)),
  }
}

type Done = (error: Error | null, text: string | null) => void

/** Finds templates, and what they include, inside the repository only. */
const repositoryLoader = (root: string, dirs: readonly string[]): nunjucks.ILoader => ({
  getSource(name) {
    for (const folder of dirs) {
      const path = real(join(root, folder, name))
      if (path === undefined) continue
      if (inside(root, path) === undefined) throw new Error(`${name} leads out of the repository`)
      return { path, src: readFileSync(path, 'utf8'), noCache: false }
    }
    throw new Error(`there is no ${name} in ${dirs.join(', ')}`)
  },
})

const real = (path: string): string | undefined => {
  try {
    // The other one looks at each folder above, which a job may not.
    return realpathSync.native(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
