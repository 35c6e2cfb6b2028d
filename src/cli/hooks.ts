import { openHookSetup } from '../app/hooks.ts'
import { disableHook, type Enabled, enableHook } from '../commands/hooks.ts'
import { wrongUsage } from '../errors.ts'
import type { HookWay } from '../ports/hooks.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface HookOptions extends GlobalOptions {
  readonly configHooks?: boolean
  readonly fileHooks?: boolean
  readonly byHand?: boolean
}

/** Installs the hooks that let git-doc follow each commit in the background. */
export const enable = async (options: HookOptions, terminal: Terminal): Promise<number> => {
  const way = wayOf(options)
  const setup = await openHookSetup({ cwd: process.cwd(), config: options.config })
  try {
    const enabled = await enableHook(setup, way)
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...enabled }, undefined, 2))
    else if (!terminal.quiet) for (const line of enabledLines(enabled)) terminal.print(line)
    if (!terminal.json) for (const line of enabled.warnings) terminal.say(`git-doc: ${line}`)
    return exitCode.done
  } finally {
    await setup.close()
  }
}

/** Takes them away again. */
export const disable = async (options: GlobalOptions, terminal: Terminal): Promise<number> => {
  const setup = await openHookSetup({ cwd: process.cwd(), config: options.config })
  try {
    const removed = await disableHook(setup)
    const { hooks, warnings } = removed
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...removed }, undefined, 2))
    else if (!terminal.quiet)
      terminal.print(hooks.length > 0 ? `Took away ${hooks.join(', ')}.` : 'No hooks were there.')
    if (!terminal.json) for (const line of warnings) terminal.say(`git-doc: ${line}`)
    return exitCode.done
  } finally {
    await setup.close()
  }
}

const wayOf = ({ configHooks, fileHooks, byHand }: HookOptions): HookWay | undefined => {
  const ways = [configHooks && 'config', fileHooks && 'files', byHand && 'by-hand'].filter(Boolean)
  if (ways.length > 1) throw wrongUsage('Choose one of --config-hooks, --file-hooks and --by-hand.')
  return ways[0] as HookWay | undefined
}

const enabledLines = ({ way, hooks, lines, branch, baseline }: Enabled): string[] => [
  ...(way === 'by-hand'
    ? lines.flatMap(({ hook, line }) => [`Add to ${hook}:`, `  ${line}`])
    : hooks.map(({ hook, where }) => `${hook}: ${where}`)),
  ...(baseline
    ? [
        `Everything up to ${baseline.slice(0, 8)} is left as it is; "git-doc update --from <commit>" takes up more.`,
      ]
    : []),
  ...(branch === undefined
    ? ['HEAD is detached: run "git-doc update" once on each branch to follow.']
    : []),
]
