import { openHookSetup } from '../../app/hooks.ts'
import { enableHook } from '../../commands/hooks.ts'
import { askedHooks } from '../../kinds/job/catalog.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { type JobOptions, printJson, withJobs } from './options.ts'

/** Installs every hook that jobs ask for, beside those that documents need. */
export const ensure = (
  _: readonly string[],
  { dryRun }: JobOptions,
  terminal: Terminal,
): Promise<number> =>
  withJobs(terminal, async here => {
    const hooks = askedHooks(await here.catalog().all())
    if (!dryRun) await here.announceHooks(hooks)
    const setup = await openHookSetup(terminal.place, terminal.io.program)
    try {
      const wanted = [...new Set([...hooks, ...here.guards])]
      const enabled = await enableHook(setup, undefined, { hooks: wanted, dryRun })
      if (terminal.json) printJson(terminal, { ...(dryRun && { dryRun }), ...enabled })
      else for (const { hook, where } of enabled.hooks) terminal.print(`${hook}: ${where}`)
      for (const { hook, line } of enabled.lines) terminal.print(`Add to ${hook}: ${line}`)
      for (const warning of enabled.warnings) terminal.log(warning, { level: 'warning' })
      return exitCode.done
    } finally {
      await setup.close()
    }
  })
