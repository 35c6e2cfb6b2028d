import { changeText } from '../../commands/release/bump.ts'
import { differenceOf } from '../../commands/release/difference.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { printJson, type ReleaseOptions, withReleases } from './options.ts'

/** What changed from one release to another. */
export const diff = (
  args: readonly string[],
  _: ReleaseOptions,
  terminal: Terminal,
): Promise<number> =>
  withReleases(terminal, async here => {
    const [one, other, ...more] = args
    if (one === undefined || other === undefined || more.length > 0)
      throw wrongUsage('Give two releases.', 'For example: git-doc release diff a@1.0.0 1.1.0')
    const found = await differenceOf(here, one, other)
    if (terminal.json) printJson(terminal, found)
    else {
      const { from, to, bump, changes } = found
      terminal.print(
        bump === undefined
          ? `${from} and ${to} are the same.`
          : `From ${from} to ${to} the changes are ${bump}.`,
      )
      for (const change of changes) terminal.print(`  ${changeText(change)}`)
    }
    return exitCode.done
  })
