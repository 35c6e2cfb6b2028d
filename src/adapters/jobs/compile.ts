import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { jobInvalid } from '../../errors/jobs.ts'
import type { JobFile } from '../../ports/jobs.ts'
import { type Compiled, moduleName } from './compiled.ts'
import { type FindPackages, importedPackage, type Wanted } from './packages.ts'
import { ownEntries } from './programs.ts'
import { type ImportPlace, type ModuleText, readModule } from './read-module.ts'
import { type Imported, resolveImport } from './resolve-import.ts'

/**
 * Makes native modules of a job and what it imports of the repository, for a folder: types are gone, names lead to where they
 * led from the original, lines are the same. JOB_INVALID for a package that is not installed.
 */
export const compile = async (
  root: string,
  { files }: JobFile,
  folder: string,
  findPackages: FindPackages,
): Promise<Compiled> => {
  const names = new Map(
    files.map(({ path }, index) => [path, pathToFileURL(join(folder, moduleName(index))).href]),
  )
  const sources: Source[] = []
  for (const { path, content } of files)
    if (!path.endsWith('.json')) sources.push(await readSource(root, path, content))
  const wanted = sources.flatMap(({ original, targets }) =>
    targets.flatMap(({ place: { specifier }, imported }) =>
      isPackage(imported) && specifier !== undefined ? [{ specifier, from: original }] : [],
    ),
  )
  const found = await findPackages(wanted)
  const urlOf = new Map(wanted.map((each, index) => [key(each), found[index]]))
  const compiled = new Map(
    sources.map(source => [
      source.path,
      compileSource(source, names, each => urlOf.get(key(each))),
    ]),
  )
  return {
    modules: files.map(({ path, content }) => compiled.get(path) ?? jsonModule(path, content)),
    packages: await Promise.all(
      [...new Set(found)].flatMap(url => (url ? [importedPackage(url)] : [])),
    ),
  }
}

const key = ({ specifier, from }: Wanted): string => `${specifier}\0${from}`

const isPackage = ({ kind, ...rest }: Imported): boolean =>
  kind === 'package' || (kind === 'missing' && 'what' in rest && rest.what === 'package')

const jsonModule = (path: string, content: string): string => {
  try {
    return `export default ${JSON.stringify(JSON.parse(content))}\n`
  } catch (error) {
    throw jobInvalid(path, 'it is not JSON.', undefined, error)
  }
}

/** A module of the repository, and what its imports mean. */
interface Source {
  readonly path: string
  readonly original: string
  readonly text: ModuleText
  readonly targets: readonly { readonly place: ImportPlace; readonly imported: Imported }[]
}

const readSource = async (root: string, path: string, content: string): Promise<Source> => {
  const text = await readModule(path, content)
  const original = join(root, path)
  const targets: Source['targets'][number][] = []
  for (const place of text.imports)
    if (place.specifier !== undefined)
      targets.push({ place, imported: await resolveImport(root, original, place.specifier) })
  return { path, original, text, targets }
}

const compileSource = (
  { path, original, text: { code, metas }, targets }: Source,
  names: ReadonlyMap<string, string>,
  urlOf: (wanted: Wanted) => string | undefined,
): string => {
  const edits: Edit[] = metas.map(({ start, end }) => ({ start, end, text: metaName }))
  for (const { place, imported } of targets) {
    const { specifier = '', start, end, attributesEnd, line } = place
    if (imported.kind === 'node') continue
    const target =
      imported.kind === 'file'
        ? names.get(imported.path)
        : (ownEntries[specifier] ?? urlOf({ specifier, from: original }))
    if (target === undefined) throw leadsNowhere(imported, `${path}:${line}`, specifier)
    // JSON has become a module, so it has no attributes any more.
    const isJson = imported.kind === 'file' && imported.path.endsWith('.json')
    edits.push({ start, end: isJson ? attributesEnd : end, text: JSON.stringify(target) })
  }
  const prologue = metas.length > 0 ? meta(original) : ''
  return `${prologue}${edited(code, edits)}\n//# sourceURL=${pathToFileURL(original).href}\n`
}

const leadsNowhere = (imported: Imported, where: string, specifier: string) => {
  if (imported.kind === 'own')
    return jobInvalid(
      where,
      `git-doc has no entry ${specifier} for jobs.`,
      `Import from ${Object.keys(ownEntries).join(' or ')}.`,
    )
  if (isPackage(imported))
    return jobInvalid(where, `the package ${specifier} is not installed.`, 'Install it.')
  return jobInvalid(where, `it imports ${specifier}, which is not there any more.`)
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

const edited = (code: string, edits: readonly Edit[]): string => {
  let text = ''
  let at = 0
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    text += code.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return text + code.slice(at)
}

const metaName = '__gitDocImportMeta'

/** `import.meta` of the original file, in one line with the file's first. */
const meta = (original: string): string => {
  const url = pathToFileURL(original).href
  const facts = { url, filename: original, dirname: fileURLToPath(new URL('.', url)).slice(0, -1) }
  const resolve = `specifier => /^\\.{0,2}\\//.test(specifier) ? new URL(specifier, ${JSON.stringify(url)}).href : import.meta.resolve(specifier)`
  return `const ${metaName} = Object.freeze({ ...${JSON.stringify(facts)}, resolve: ${resolve} });`
}
