import { openHookSetup } from '../app/hooks.ts'
import { disableHook, type Enabled, enableHook } from '../commands/hooks.ts'
import { wrongUsage } from '../errors/usage.ts'
import type { HookRemoval, HookWay } from '../ports/hooks.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface HookOptions extends GlobalOptions {
  readonly configHooks?: boolean
  readonly fileHooks?: boolean
  readonly byHand?: boolean
  readonly dryRun?: boolean
}

/** Installs the hooks that let git-doc document each commit in the background. */
export const enable = async (options: HookOptions, terminal: Terminal): Promise<number> => {
  const way = wayOf(options)
  const setup = await openHookSetup(terminal.place, terminal.io.program)
  try {
    const enabled = await enableHook(setup, way, options)
    if (!options.dryRun) await setup.announce()
    if (terminal.json) printJson(enabled, options, terminal)
    else if (!terminal.quiet)
      for (const line of enabledLines(enabled, options)) terminal.print(line)
    if (!terminal.json)
      for (const line of enabled.warnings) terminal.log(line, { level: 'warning' })
    return exitCode.done
  } finally {
    await setup.close()
  }
}

/** Removes the hooks. */
export const disable = async (options: HookOptions, terminal: Terminal): Promise<number> => {
  const setup = await openHookSetup(terminal.place, terminal.io.program)
  try {
    const removed = await disableHook(setup, options)
    const { hooks, warnings } = removed
    const verb = options.dryRun ? 'Would remove' : 'Removed'
    if (terminal.json) printJson(removed, options, terminal)
    else if (!terminal.quiet)
      terminal.print(hooks.length > 0 ? `${verb} ${hooks.join(', ')}.` : 'There were no hooks.')
    if (!terminal.json) for (const line of warnings) terminal.log(line, { level: 'warning' })
    return exitCode.done
  } finally {
    await setup.close()
  }
}

const printJson = (
  answer: Enabled | HookRemoval,
  { dryRun }: HookOptions,
  terminal: Terminal,
): void => {
  const asked = dryRun ? { dryRun: true } : {}
  terminal.print(JSON.stringify({ schema: 1, ...asked, ...answer }, undefined, 2))
}

const wayOf = ({ configHooks, fileHooks, byHand }: HookOptions): HookWay | undefined => {
  const ways = [configHooks && 'config', fileHooks && 'files', byHand && 'by-hand'].filter(Boolean)
  if (ways.length > 1) throw wrongUsage('Choose one of --config-hooks, --file-hooks and --by-hand.')
  return ways[0] as HookWay | undefined
}

const enabledLines = (
  { way, hooks, lines, branch, baseline }: Enabled,
  { dryRun }: HookOptions,
): string[] => [
  ...(dryRun ? ['Nothing is changed. This would be installed:'] : []),
  ...(way === 'by-hand'
    ? lines.flatMap(({ hook, line }) => [`Add to ${hook}:`, `  ${line}`])
    : hooks.map(({ hook, where }) => `${hook}: ${where}`)),
  ...(baseline
    ? [
        `Commits up to ${baseline.slice(0, 8)} stay undocumented; "git-doc update --from <commit>" documents more of them.`,
      ]
    : []),
  ...(branch === undefined
    ? ['HEAD is detached: run "git-doc update" once on each branch that git-doc is to document.']
    : []),
]
