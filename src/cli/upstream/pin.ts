import { pinSource } from '../../commands/upstream/pin.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { working } from '../working.ts'
import { printJson, type UpstreamOptions } from './options.ts'

/** Has a source stay at a version in this clone, until `none`. */
export const pin = async (
  args: readonly string[],
  options: UpstreamOptions,
  terminal: Terminal,
): Promise<number> => {
  const [name, version, ...more] = args
  if (name === undefined || version === undefined || more.length > 0)
    throw wrongUsage('Give one source and one version, or "none".')
  const pinned = version === 'none' ? null : version
  return working('upstream pin', options, terminal, async tools => {
    await pinSource(name, pinned, tools)
    if (terminal.json) printJson(terminal, { name, pin: pinned })
    else if (pinned === null) terminal.print(`${name} follows new versions again.`)
    else
      terminal.print(
        `${name} stays at ${pinned}. "git-doc upstream update ${name}" brings it there.`,
      )
    return exitCode.done
  })
}
