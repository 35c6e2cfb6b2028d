import { abandon as give } from '../../commands/release/abandon.ts'
import { confirmationNeeded } from '../../errors/usage.ts'
import { nameOf } from '../../releases/release.ts'
import { confirm } from '../ask.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { maybeName, printJson, type ReleaseOptions, workingOnReleases } from './options.ts'

/** Gives up a draft: its branch goes, and what is not committed of it. */
export const abandon = async (
  args: readonly string[],
  options: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  const name = maybeName(args, 'release')
  if (!options.yes && terminal.place.request === undefined) {
    const what = 'The branch of the draft and what is not committed of it will be gone.'
    if (!terminal.interactive) throw confirmationNeeded(what, 'Say so with --yes.')
    if (!(await confirm(`${what} Continue?`, terminal.io))) return exitCode.done
  }
  return workingOnReleases('abandon', options, terminal, async tools => {
    const gone = await give(tools, name)
    if (terminal.json) printJson(terminal, gone)
    else
      terminal.print(
        `${nameOf(gone)} is given up${gone.removed ? `, and ${gone.branch} is gone` : ''}.`,
      )
    return exitCode.done
  })
}
