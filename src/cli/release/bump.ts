import { type BumpNeeded, changeText, bumpOf as needed } from '../../commands/release/bump.ts'
import { draftHere } from '../../commands/release/commit.ts'
import { productionAtHead } from '../../commands/release/context.ts'
import { readName } from '../../commands/release/names.ts'
import { folderOf } from '../../releases/read.ts'
import { nameOf } from '../../releases/release.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { maybeName, printJson, type ReleaseOptions, withReleases } from './options.ts'

/** Which version the changes of a draft ask for, and with `--explain` why. What is not committed yet counts too. */
export const bump = (
  args: readonly string[],
  { explain }: ReleaseOptions,
  terminal: Terminal,
): Promise<number> =>
  withReleases(terminal, async here => {
    const named = maybeName(args, 'release')
    const head = await productionAtHead(here)
    const release = named === undefined ? await draftHere(head.ref, here) : readName(named)
    const tree = here.git.tree(await here.git.treeWith(folderOf(here.layout, release)))
    const found = await needed(release, tree, head.released, here)
    if (terminal.json)
      printJson(terminal, { package: found.package, version: found.version, ...bumpOf(found) })
    else {
      terminal.print(bumpLine(found) ?? `${nameOf(found)} is the first version of its package.`)
      if (explain) for (const change of found.changes) terminal.print(`  ${changeText(change)}`)
    }
    return found.isHighEnough ? exitCode.done : exitCode.failed
  })

/** What was found, for JSON. */
export const bumpOf = ({ base, bump, least, isHighEnough, changes }: BumpNeeded) => ({
  ...(base !== undefined && { base }),
  ...(bump && { bump, least }),
  isHighEnough,
  changes,
})

/** What was found as a sentence; undefined if there is nothing to compare with. */
export const bumpLine = (found: BumpNeeded): string | undefined => {
  const { base, bump, least, isHighEnough } = found
  if (base === undefined) return undefined
  if (!bump) return `Nothing changed against ${base}.`
  const asked = `Against ${base} the changes ask for ${bump}, so for ${least} at least`
  return isHighEnough ? `${asked}.` : `${asked}; ${nameOf(found)} is too low.`
}
