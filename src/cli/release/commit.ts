import { commit as make } from '../../commands/release/commit.ts'
import { nameOf } from '../../releases/release.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { bumpLine, bumpOf } from './bump.ts'
import { maybeName, printJson, type ReleaseOptions, workingOnReleases } from './options.ts'

/** Commits the folder of a draft. */
export const commit = (
  args: readonly string[],
  options: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  const release = maybeName(args, 'release')
  return workingOnReleases('commit', options, terminal, async tools => {
    const made = await make(tools, { release, reason: options.reason })
    const { package: name, version, commit: id, tree, bump } = made
    if (terminal.json)
      printJson(terminal, { package: name, version, commit: id, tree, ...bumpOf(bump) })
    else {
      terminal.print(`${nameOf(made)} is committed: ${id.slice(0, 8)}.`)
      const line = bumpLine(bump)
      if (line !== undefined) terminal.print(line)
      terminal.print(`Next: "git-doc release stage ${nameOf(made)}".`)
    }
    return exitCode.done
  })
}
