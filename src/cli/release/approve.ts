import { approve as record } from '../../commands/release/approve.ts'
import { nameOf } from '../../releases/release.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { onlyName, printJson, type ReleaseOptions, workingOnReleases } from './options.ts'

/** Stands up for a release as HEAD has it. */
export const approve = (
  args: readonly string[],
  options: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  const name = onlyName(args, 'release')
  return workingOnReleases('approve', options, terminal, async tools => {
    const { release, by, again } = await record(tools, name)
    const { package: of, version, tree } = release
    if (terminal.json) printJson(terminal, { package: of, version, tree, by, again })
    else
      terminal.print(
        `${nameOf(release)} is approved by ${by}${again ? ', as it was before' : ''} (tree ${tree.slice(0, 8)}).`,
      )
    return exitCode.done
  })
}
