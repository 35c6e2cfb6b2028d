import { nearest } from '../../errors/nearest.ts'
import {
  packConflict,
  packCycle,
  packInvalid,
  packLockMismatch,
  packSourceInvalid,
  packUnknown,
} from '../../errors/packs.ts'
import { integrityOf } from '../../jobs/packs/integrity.ts'
import type { LockedPack, LockedPacks } from '../../jobs/packs/lock.ts'
import { manifestFile, manifestOf } from '../../jobs/packs/manifest.ts'
import { packSource, sourceText } from '../../jobs/packs/source.ts'
import type { InstalledFiles, PackSource } from '../../ports/packs.ts'
import type { PackWorld } from './world.ts'

/** A pack with its files, as the lock file will have it. */
export interface ResolvedPack extends InstalledFiles {
  readonly locked: LockedPack
}

/**
 * Packs and everything that they require, each fetched once. What is in `locked` and comes from the same source stays as it is. PACK_UNKNOWN,
 * PACK_CYCLE, PACK_CONFLICT, PACK_LOCK_MISMATCH, and what fetching and reading a pack may throw.
 */
export const resolvePacks = async (
  wanted: readonly PackSource[],
  locked: LockedPacks,
  world: Pick<PackWorld, 'sources' | 'version'>,
): Promise<readonly ResolvedPack[]> => {
  const resolved = new Map<string, ResolvedPack>()
  const add = (pack: ResolvedPack) => {
    const known = resolved.get(pack.name)
    if (known && known.integrity !== pack.integrity)
      throw packConflict(pack.name, known.locked.source, pack.locked.source)
    const direct = pack.locked.direct || (known?.locked.direct ?? false)
    resolved.set(pack.name, { ...pack, locked: { ...pack.locked, direct } })
  }
  /** `path` are the packs that lead here. */
  const visit = async (wish: Wish, path: readonly string[]): Promise<void> => {
    const known = [...resolved.values()].find(
      each => each.locked.source === sourceText(wish.source),
    )
    const { requires, ...pack } = known
      ? { ...known, requires: {} }
      : await had(wish, locked, world)
    assertNamed(pack.name, wish)
    assertNoCycle(pack.name, path)
    for (const [name, text] of Object.entries(requires)) {
      assertNoCycle(name, [...path, pack.name])
      const source = requiredSource(text, pack.name, wish.source)
      await visit({ source, name }, [...path, pack.name])
    }
    const { name, files, integrity } = pack
    add({ name, files, integrity, locked: { ...pack.locked, direct: path.length === 0 } })
  }
  for (const source of wanted) await visit({ source }, [])
  return [...resolved.values()]
}

/** A pack that is asked for: by another one under a name, or by a person. */
interface Wish {
  readonly source: PackSource
  readonly name?: string | undefined
}

/** What is required is taken as it is locked. PACK_CONFLICT if that came from elsewhere. */
const had = async (
  { source, name }: Wish,
  locked: LockedPacks,
  world: Pick<PackWorld, 'sources' | 'version'>,
) => {
  const kept = name === undefined ? undefined : locked[name]
  if (name === undefined || !kept) return fetched(source, world)
  if (kept.source !== sourceText(source)) throw packConflict(name, kept.source, sourceText(source))
  return lockedPack(name, kept, world)
}

const assertNoCycle = (name: string, path: readonly string[]): void => {
  if (path.includes(name)) throw packCycle([...path.slice(path.indexOf(name)), name])
}

/** A pack must be what it is required as. */
const assertNamed = (name: string, { source, name: required }: Wish): void => {
  if (required !== undefined && name !== required)
    throw packInvalid(
      sourceText(source),
      manifestFile,
      `it is called ${name}, and required as ${required}`,
    )
}

/** A path in a pack begins in its folder; a pack from elsewhere has no folders beside it. */
const requiredSource = (text: string, pack: string, by: PackSource): PackSource => {
  const source = packSource(text, by.kind === 'folder' ? by.path : '')
  const isPath =
    source.kind === 'folder' ||
    source.kind === 'tarball' ||
    (source.kind === 'git' && !/^[\w.-]+@|:\/\//.test(source.url))
  if (isPath && by.kind !== 'folder')
    throw packSourceInvalid(text, `${pack} requires it by a path, and is not a folder itself`)
  return source
}

const fetched = async (
  source: PackSource,
  { sources, version }: Pick<PackWorld, 'sources' | 'version'>,
) => {
  if (source.kind === 'builtin') {
    const known = await sources.builtin()
    if (!known.includes(source.name)) throw packUnknown(source.name, nearest(source.name, known))
  }
  const { files, resolved } = await sources.fetch(source)
  const text = sourceText(source)
  const manifest = manifestOf(files, text, version)
  const integrity = integrityOf(files)
  const locked: LockedPack = {
    version: manifest.version,
    source: text,
    resolved: sourceText(resolved),
    integrity,
    requires: Object.keys(manifest.requires).sort(),
    direct: false,
  }
  return { name: manifest.name, files, integrity, locked, requires: manifest.requires }
}

/** A pack as the lock file has it. PACK_LOCK_MISMATCH if its source gives something else. */
export const lockedPack = async (
  name: string,
  locked: LockedPack,
  world: Pick<PackWorld, 'sources' | 'version'>,
) => {
  const { sources, version } = world
  const { files } = await sources.fetch(packSource(locked.resolved))
  const integrity = integrityOf(files)
  if (integrity !== locked.integrity) throw packLockMismatch(name, locked.resolved)
  const { requires } = manifestOf(files, locked.resolved, version)
  return { name, files, integrity, locked, requires }
}
