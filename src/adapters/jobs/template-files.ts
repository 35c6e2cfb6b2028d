import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { TemplateFile, Templates } from '../../ports/templates.ts'
import { inside } from '../files/inside.ts'

/** A folder of templates, and what their names begin with. */
export interface TemplateFolder {
  readonly folder: string
  readonly prefix?: string | undefined
}

/** A larger file is no template. */
const largest = 2 ** 20

/** The templates in folders below the root. Nothing that leads out of its folder, by a link or otherwise, is one. */
export const openTemplateFiles = (
  root: string,
  folders: () => Promise<readonly TemplateFolder[]>,
): Templates => ({
  async find() {
    const found = new Map<string, TemplateFile>()
    for (const each of await folders())
      for (const file of await templatesIn(root, each))
        if (!found.has(file.name)) found.set(file.name, file)
    return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  },
})

const templatesIn = async (
  root: string,
  { folder, prefix = '' }: TemplateFolder,
): Promise<readonly TemplateFile[]> => {
  const [base, top] = await Promise.all([real(join(root, folder)), real(root)])
  if (base === undefined || top === undefined) return []
  if (base !== top && inside(top, base) === undefined) return []
  const found: TemplateFile[] = []
  for (const name of await namesIn(base, '')) {
    const content = await readTemplate(base, name)
    const path = posix.join(posix.normalize(folder), name)
    if (content !== undefined) found.push({ name: prefix + name, path, content })
  }
  return found
}

const real = (path: string): Promise<string | undefined> => realpath(path).catch(() => undefined)

const namesIn = async (base: string, path: string): Promise<readonly string[]> => {
  const entries = await readdir(join(base, path), { withFileTypes: true }).catch(() => [])
  const names: string[] = []
  for (const entry of entries) {
    const name = path === '' ? entry.name : `${path}/${entry.name}`
    if (entry.isDirectory() && !/^(?:\.|node_modules$)/.test(entry.name))
      names.push(...(await namesIn(base, name)))
    else if (entry.name.endsWith('.njk') && !entry.isDirectory()) names.push(name)
  }
  return names
}

const readTemplate = async (base: string, name: string): Promise<string | undefined> => {
  const path = await real(join(base, name))
  if (path === undefined || inside(base, path) === undefined) return undefined
  const facts = await stat(path).catch(() => undefined)
  if (!facts?.isFile() || facts.size > largest) return undefined
  return await readFile(path, 'utf8').catch(() => undefined)
}
