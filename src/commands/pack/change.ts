import { nearest } from '../../errors/nearest.ts'
import { packNotThere, packRequired } from '../../errors/packs.ts'
import { type LockedPacks, lockedIn, lockText, stillNeeded } from '../../jobs/packs/lock.ts'
import { packSource } from '../../jobs/packs/source.ts'
import { type ChangedPack, keep } from './install.ts'
import { resolvePacks } from './resolve.ts'
import type { PackWorld } from './world.ts'

/** Takes packs as their sources have them now: those that are named, or all that a person asked for. PACK_NOT_THERE. */
export const updatePacks = async (
  names: readonly string[],
  world: PackWorld,
): Promise<readonly ChangedPack[]> => {
  const locked = lockedIn(await world.store.lock())
  assertThere(names, locked)
  const chosen = names.length > 0 ? names : Object.keys(locked).filter(name => locked[name]?.direct)
  const sources = chosen.flatMap(name => packSource(locked[name]?.source ?? name))
  // What they require is resolved anew with them.
  const packs = await resolvePacks(sources, {}, world)
  const changed = packs.filter(({ name, integrity }) => locked[name]?.integrity !== integrity)
  const before = new Map(Object.entries(locked).map(([name, { version }]) => [name, version]))
  const done = await keep(packs, locked, world)
  await drop(world)
  return done
    .filter(({ name }) => changed.some(each => each.name === name))
    .map(pack => ({ ...pack, before: before.get(pack.name) }))
}

/** Removes packs, and what only they required. PACK_NOT_THERE, PACK_REQUIRED. */
export const removePacks = async (
  names: readonly string[],
  world: PackWorld,
): Promise<readonly string[]> => {
  const { store } = world
  const locked = lockedIn(await store.lock())
  assertThere(names, locked)
  for (const name of names) {
    const by = Object.keys(locked).filter(
      each => !names.includes(each) && locked[each]?.requires.includes(name),
    )
    if (by.length > 0) throw packRequired(name, by)
  }
  const rest = Object.fromEntries(Object.entries(locked).filter(([name]) => !names.includes(name)))
  await store.writeLock(lockText(rest))
  return [...names, ...(await drop(world))].sort()
}

/** Removes what nobody asks for any more, and what is not in the lock file. */
const drop = async ({ store }: Pick<PackWorld, 'store'>): Promise<readonly string[]> => {
  const locked = lockedIn(await store.lock())
  const kept = stillNeeded(locked)
  await store.writeLock(lockText(kept))
  const here = (await store.find()).filter(({ integrity }) => integrity !== undefined)
  const names = here.map(({ folder }) => folder.slice(folder.lastIndexOf('/') + 1))
  await store.remove(names.filter(name => !kept[name]))
  return Object.keys(locked).filter(name => !kept[name])
}

const assertThere = (names: readonly string[], locked: LockedPacks): void => {
  const missing = names.find(name => !Object.hasOwn(locked, name))
  if (missing !== undefined) throw packNotThere(missing, nearest(missing, Object.keys(locked)))
}
