import { wrongUsage } from '../../errors/usage.ts'
import { type Bump, type Change, requiredBump } from '../../releases/change.ts'
import { compareReleases } from '../../releases/compare.ts'
import { readRelease } from '../../releases/read.ts'
import { nameOf, parseName } from '../../releases/release.ts'
import { productionAtHead, type ReleaseReading } from './context.ts'
import { releaseMeant } from './names.ts'

/** What changed from one release to another, and the step of the version that it asks for. */
export interface ReleaseDifference {
  readonly from: string
  readonly to: string
  readonly bump?: Bump | undefined
  readonly changes: readonly Change[]
}

/** Compares two releases of HEAD; a version alone is of the package that the first one names. */
export const differenceOf = async (
  reading: ReleaseReading,
  one: string,
  other: string,
): Promise<ReleaseDifference> => {
  const { layout } = reading
  const { tree } = await productionAtHead(reading)
  const from = await releaseMeant(one, layout, tree)
  const text = parseName(other) ? other : `${from.package}@${other}`
  const to = await releaseMeant(text, layout, tree)
  if (from.package !== to.package)
    throw wrongUsage(`${one} and ${other} are of two packages.`, 'Name two versions of one.')
  const [before, after] = [
    await readRelease(layout, tree, from),
    await readRelease(layout, tree, to),
  ]
  const changes = before && after ? await compareReleases(before, after, layout, tree) : []
  const bump = requiredBump(changes)
  return { from: nameOf(from), to: nameOf(to), ...(bump && { bump }), changes }
}
