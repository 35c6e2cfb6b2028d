import { draft as begin } from '../../commands/release/draft.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { onlyName, printJson, type ReleaseOptions, workingOnReleases } from './options.ts'

const bumps = ['major', 'minor', 'patch'] as const

/** Begins a version on a branch of its own. */
export const draft = (
  args: readonly string[],
  options: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  const name = onlyName(args, 'package')
  const bump = bumps.find(each => each === options.bump)
  if (options.bump !== undefined && !bump)
    throw wrongUsage(`--bump takes major, minor or patch, not "${options.bump}".`)
  return workingOnReleases('draft', options, terminal, async tools => {
    const drafted = await begin(tools, { package: name, bump, version: options.version })
    if (terminal.json) printJson(terminal, drafted)
    else {
      const { version, branch, folder, from, continued } = drafted
      terminal.print(
        continued
          ? `${name} ${version} goes on, on ${branch}.`
          : `${name} ${version} begins on ${branch}${from === undefined ? '' : `, as a copy of ${from}`}.`,
      )
      terminal.print(`Edit ${folder}, then "git-doc release commit --reason …".`)
    }
    return exitCode.done
  })
}
