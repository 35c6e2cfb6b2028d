import type { ProviderName } from '../../ports/settings.ts'
import type { Environment } from './entries.ts'
import { isUntouched, keyVariables, providers } from './keys.ts'

/** The first provider whose key the environment holds, and in which variable. It is told, never chosen: to ask it sends code and costs money. */
export const keyFound = (
  env: Environment,
): { readonly provider: ProviderName; readonly variable: string } | undefined =>
  providers.flatMap(provider => {
    const variable = keyVariable(provider, env)
    return variable === undefined ? [] : [{ provider, variable }]
  })[0]

/** The environment variable that holds a provider's key, if one does. */
export const keyVariable = (provider: ProviderName, env: Environment): string | undefined =>
  keyVariables[provider].find(name => env[name]?.trim())

/** Folders that hold documents, at the top or one below a folder of the site's. */
const docFolder =
  /^(?:(?:website|site|www)\/)?(?:docs?|documentation|guides?|manual|wiki|handbook)\//i
/** READMEs of packages count, those of tests, examples and other people's code do not. */
const packageReadme = /^(?:packages|apps|libs|crates|modules|plugins|services)\/[^/]+\/readme\.md$/i

/**
 * Globs that name the documents among some paths: those at the top one by one, folders of documents and the READMEs of
 * packages as a whole. Changelogs, licences and the like are left out. Empty if there are none.
 */
export const findDocFiles = (tracked: readonly string[]): readonly string[] => {
  const documents = tracked.filter(path => /\.md$/i.test(path)).sort(inOrder)
  const wanted = documents.filter(path => !isUntouched(path))
  const atTop = wanted.filter(path => !path.includes('/')).map(escaped)
  const folders = wanted.flatMap(path => (docFolder.exec(path) ?? []).map(allBelow(path)))
  const packages = wanted.filter(path => packageReadme.test(path)).map(everySibling)
  const found = [...new Set([...atTop, ...folders, ...packages])]
  const unwanted = documents
    .filter(path => isUntouched(path) && docFolder.test(path))
    .map(path => `!${escaped(path)}`)
  return found.length > 0 ? [...found, ...unwanted] : []
}

const allBelow = (path: string) => (folder: string) =>
  `${folder}**/*${path.slice(path.lastIndexOf('.'))}`

// From packages/a/README.md to packages/*/README.md.
const everySibling = (path: string): string => path.replace(/\/[^/]+\//, '/*/')

/** A name as a glob that matches just it. */
const escaped = (name: string): string => name.replace(/[()[\]{}*?!+@\\]/g, '\\$&')

/** README first, the rest by name, alike on every machine. */
const inOrder = (a: string, b: string): number => {
  const rank = (path: string) => (/^readme\.md$/i.test(path) ? 0 : 1)
  return rank(a) - rank(b) || (a < b ? -1 : 1)
}
