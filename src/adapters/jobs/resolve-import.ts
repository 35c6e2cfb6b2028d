import { realpath, stat } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname, join, resolve as resolvePath } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inside } from '../files/inside.ts'

/**
 * What an import means: a file of the repository, an entry of git-doc, a module of Node, or a package that Node loads
 * itself. A package that is not there is `missing` until the job is to run.
 */
export type Imported =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'own' }
  | { readonly kind: 'node' }
  | { readonly kind: 'package'; readonly url: string }
  | { readonly kind: 'missing'; readonly what: 'file' | 'package' }
  | { readonly kind: 'outside' }

/** `root` and `from` are real paths. Nothing is run. */
export const resolveImport = async (
  root: string,
  from: string,
  specifier: string,
): Promise<Imported> => {
  if (/^git-doc(?:\/|$)/.test(specifier)) return { kind: 'own' }
  if (isBuiltin(specifier)) return { kind: 'node' }
  if (/^\.{0,2}\//.test(specifier) || specifier.startsWith('file:'))
    return await fileFrom(root, from, specifier)
  const url = await resolvePackage(specifier, from)
  if (url === undefined) return { kind: 'missing', what: 'package' }
  if (!url.startsWith('file:')) return { kind: 'outside' }
  // A package of the workspace is the repository's own code: it is allowed and compiled with the job.
  const path = inside(root, fileURLToPath(url))
  return path !== undefined && !/(?:^|\/)node_modules\//.test(path)
    ? { kind: 'file', path }
    : { kind: 'package', url }
}

/** Where a package was when this process first looked; undefined if there was none. */
const resolvePackage = async (specifier: string, from: string): Promise<string | undefined> => {
  const { resolve } = await import('import-meta-resolve')
  try {
    return resolve(specifier, pathToFileURL(from).href)
  } catch {
    return undefined
  }
}

const fileFrom = async (root: string, from: string, specifier: string): Promise<Imported> => {
  const target = specifier.startsWith('file:')
    ? fileURLToPath(specifier)
    : resolvePath(dirname(from), decodeURI(specifier.replace(/[?#].*$/, '')))
  for (const path of candidates(target)) {
    const real = await realpath(path).catch(() => undefined)
    if (real === undefined || !(await stat(real)).isFile()) continue
    const found = inside(root, real)
    return found === undefined ? { kind: 'outside' } : { kind: 'file', path: found }
  }
  return inside(root, target) === undefined
    ? { kind: 'outside' }
    : { kind: 'missing', what: 'file' }
}

/** TypeScript is imported by the name that its JavaScript would have, and by many without an extension. */
const candidates = (path: string): readonly string[] => [
  path,
  ...(/\.m?js$/.test(path) ? [path.replace(/js$/, 'ts')] : []),
  ...['.ts', '.mts', '.js', '.mjs'].map(extension => path + extension),
  ...['index.ts', 'index.js'].map(name => join(path, name)),
]
