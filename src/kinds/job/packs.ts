import { type GitDocError, isGitDocError } from '../../errors/error.ts'
import { packConflict, packInputInvalid, packNotInstalled } from '../../errors/packs.ts'
import { type LockedPacks, lockedIn } from '../../jobs/packs/lock.ts'
import { manifestIn, type PackManifest } from '../../jobs/packs/manifest.ts'
import type { PackFolder, PackFolders } from '../../ports/packs.ts'
import type { Settings } from '../../ports/settings.ts'

/** A pack as it stands: usable, or with what is wrong. */
export type PackHere =
  | { readonly folder: string; readonly name: string; readonly error: GitDocError }
  | UsablePack

export interface UsablePack {
  /** From the root. */
  readonly folder: string
  readonly name: string
  readonly manifest: PackManifest
  /** What its jobs are given beside their own input. */
  readonly inputs: Readonly<Record<string, unknown>>
  readonly isInstalled: boolean
}

/** Where packs are installed, from the root. */
export const packsFolder = '.git-doc/packs'

/** The packs of a working tree: those of the repository, and those that are installed as the lock file says. */
export const packsHere = async (
  store: PackFolders,
  inputs: Settings['packs']['inputs'],
): Promise<readonly PackHere[]> => {
  const [folders, text] = await Promise.all([store.find(), store.lock()])
  if (folders.length === 0 && text === undefined) return []
  const locked = lockedOr(text)
  const found = folders.flatMap(folder => packIn(folder, locked.packs, inputs) ?? [])
  const missing = Object.keys(locked.packs)
    .filter(
      name => !folders.some(each => each.integrity && each.folder === `${packsFolder}/${name}`),
    )
    .map(name => ({ folder: `${packsFolder}/${name}`, name, error: packNotInstalled(name) }))
  return withoutTwins([...locked.broken, ...found, ...missing])
}

const lockedOr = (
  text: string | undefined,
): { readonly packs: LockedPacks; readonly broken: readonly PackHere[] } => {
  try {
    return { packs: lockedIn(text), broken: [] }
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return { packs: {}, broken: [{ folder: `${packsFolder}.lock.json`, name: 'packs', error }] }
  }
}

const packIn = (
  { folder, manifest: text, integrity }: PackFolder,
  locked: LockedPacks,
  configured: Settings['packs']['inputs'],
): PackHere | undefined => {
  const base = folder.slice(folder.lastIndexOf('/') + 1)
  // What was removed from the lock file, by a pull for example, is no pack of this repository.
  if (integrity !== undefined && !locked[base]) return undefined
  try {
    if (integrity !== undefined && locked[base]?.integrity !== integrity)
      throw packNotInstalled(base)
    const manifest = manifestIn(text, folder)
    const { name } = manifest
    const inputs = inputsOf(manifest, configured[name] ?? {})
    return { folder, name, manifest, inputs, isInstalled: integrity !== undefined }
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return { folder, name: base, error }
  }
}

/** What the configuration says, and the defaults. PACK_INPUT_INVALID. */
const inputsOf = (
  { name, inputs }: PackManifest,
  configured: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const defaults = Object.entries(inputs).flatMap(([key, input]) =>
    input.default === undefined ? [] : [[key, input.default] as const],
  )
  for (const [key, value] of Object.entries(configured)) {
    const input = Object.hasOwn(inputs, key) ? inputs[key] : undefined
    if (!input) throw packInputInvalid(name, key, 'is no input of the pack')
    if (!fits[input.type](value)) throw packInputInvalid(name, key, `must be a ${input.type}`)
  }
  return { ...Object.fromEntries(defaults), ...configured }
}

const fits: Readonly<Record<PackManifest['inputs'][string]['type'], (value: unknown) => boolean>> =
  {
    text: value => typeof value === 'string',
    number: value => typeof value === 'number',
    switch: value => typeof value === 'boolean',
    list: value => Array.isArray(value) && value.every(each => typeof each === 'string'),
  }

/** Of two packs of one name nobody knows which is meant. */
const withoutTwins = (packs: readonly PackHere[]): readonly PackHere[] =>
  packs.map(pack => {
    const same = packs.filter(({ name }) => name === pack.name)
    const [one, other] = same
    if (!one || !other || 'error' in pack) return pack
    return {
      folder: pack.folder,
      name: pack.name,
      error: packConflict(pack.name, one.folder, other.folder),
    }
  })

/** A job's file in a pack, and what it is called. */
export interface PackJob {
  readonly path: string
  /** As its file defines it. */
  readonly own: string
  /** As commands name it. */
  readonly name: string
  readonly pack: UsablePack
}

export const isUsable = (pack: PackHere): pack is UsablePack => !('error' in pack)

export const jobsOf = (packs: readonly PackHere[]): readonly PackJob[] =>
  packs.filter(isUsable).flatMap(pack =>
    pack.manifest.jobs.map(({ name, file }) => ({
      path: `${pack.folder}/${file}`,
      own: name,
      name: jobName(pack.name, name),
      pack,
    })),
  )

/** A job that is called like its pack needs no second name. */
export const jobName = (pack: string, job: string): string =>
  pack === job ? pack : `${pack}/${job}`

/** The folders of templates in packs; their names begin with the pack's. */
export const templateFoldersOf = (packs: readonly PackHere[]) =>
  packs
    .filter(isUsable)
    .flatMap(({ name, folder, manifest }) =>
      manifest.templates.map(each => ({ folder: `${folder}/${each}`, prefix: `${name}/` })),
    )
