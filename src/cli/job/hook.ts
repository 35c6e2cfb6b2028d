import { wrongUsage } from '../../errors/usage.ts'
import { hooksBefore } from '../../ports/jobs.ts'
import type { Terminal } from '../terminal.ts'
import type { JobOptions } from './options.ts'
import { assertHook } from './simulate.ts'

/** Runs the jobs of a hook: Git calls it for hooks that can refuse; a person may call it for any. */
export const hook = async (
  [name, ...args]: readonly string[],
  options: JobOptions,
  terminal: Terminal,
): Promise<number> => {
  if (name === undefined) throw wrongUsage('Give the name of a hook.')
  assertHook(name)
  const before = hooksBefore.find(each => each === name)
  return before === undefined
    ? (await import('./hook-after.ts')).hookAfter(name, options, terminal)
    : (await import('./hook-before.ts')).hookBefore(
        before,
        [...args, ...(options['--'] ?? [])],
        options,
        terminal,
      )
}
