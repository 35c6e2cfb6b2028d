import { integrityOf } from '../../jobs/packs/integrity.ts'
import { type LockedPacks, lockedIn, lockText } from '../../jobs/packs/lock.ts'
import { packSource } from '../../jobs/packs/source.ts'
import { lockedPack, type ResolvedPack, resolvePacks } from './resolve.ts'
import type { PackWorld } from './world.ts'

/** A pack that was installed, and the version that was here before. */
export interface ChangedPack {
  readonly name: string
  readonly version: string
  readonly source: string
  readonly before?: string | undefined
}

/**
 * Installs packs from sources, with what they require, and writes the lock file. Nothing of them runs, and nothing is installed if one
 * cannot be. `folder` is where relative paths begin, from the root.
 */
export const installPacks = async (
  sources: readonly string[],
  folder: string,
  world: PackWorld,
): Promise<readonly ChangedPack[]> => {
  const locked = lockedIn(await world.store.lock())
  const wanted = sources.map(text => packSource(text, folder))
  const packs = await resolvePacks(wanted, locked, world)
  return keep(packs, locked, world)
}

/** Puts packs in their places and writes the lock file last: after a crash between, the same command does it again. */
export const keep = async (
  packs: readonly ResolvedPack[],
  locked: LockedPacks,
  { store }: Pick<PackWorld, 'store'>,
): Promise<readonly ChangedPack[]> => {
  await store.install(packs)
  const next = Object.fromEntries(
    packs.map(({ name, locked: own }) => [
      name,
      { ...own, direct: own.direct || (locked[name]?.direct ?? false) },
    ]),
  )
  await store.writeLock(lockText({ ...locked, ...next }))
  return packs.map(({ name, locked: own }) => ({
    name,
    version: own.version,
    source: own.source,
    ...(locked[name] && { before: locked[name].version }),
  }))
}

/**
 * Installs what the lock file has, byte for byte; what is here already is left alone. Everything is fetched and compared before anything is
 * installed. PACK_LOCK_MISMATCH.
 */
export const installLocked = async (
  world: PackWorld,
): Promise<{ readonly installed: readonly ChangedPack[]; readonly kept: number }> => {
  const { store } = world
  const locked = lockedIn(await store.lock())
  const folders = await store.find()
  const packs = []
  for (const [name, own] of Object.entries(locked)) {
    const isMarked = folders.some(each => each.integrity === own.integrity)
    const files = isMarked ? await store.files(name) : undefined
    if (files && integrityOf(files) === own.integrity) continue
    packs.push(await lockedPack(name, own, world))
  }
  await store.install(packs)
  const installed = packs.map(({ name, locked: { version, source } }) => ({
    name,
    version,
    source,
  }))
  return { installed, kept: Object.keys(locked).length - installed.length }
}
