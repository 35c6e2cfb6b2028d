import { type Command, RootCommand, script } from '@bomb.sh/tab'
import type { CAC } from 'cac'
import { wrongUsage } from '../errors/usage.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions } from './terminal.ts'
import { verbs } from './verbs.ts'

const shells = ['bash', 'zsh', 'fish', 'powershell']

/**
 * Prints the script that a shell reads once; the script calls this again, with what was typed so far after `--`, and reads what could
 * come next. The library prints both itself.
 */
export const complete = (
  shell: string | undefined,
  cli: CAC,
  options: GlobalOptions & { readonly '--'?: readonly string[] },
): number => {
  const typed = options['--'] ?? []
  if (shell === undefined && typed.length > 0) {
    completionOf(cli).parse([...typed])
    return exitCode.done
  }
  if (shell === undefined || !shells.includes(shell))
    throw wrongUsage(
      shell === undefined
        ? 'complete takes a shell.'
        : `"${shell}" is not a shell that git-doc knows.`,
      `Known: ${shells.join(', ')}.`,
    )
  if (options.json)
    throw wrongUsage('complete prints a script for a shell, not JSON.', 'Leave out --json.')
  script(shell, cli.name, cli.name)
  return exitCode.done
}

/** Every command with its verbs and options. */
const completionOf = ({ commands, globalCommand }: CAC): RootCommand => {
  const root = new RootCommand()
  for (const { name, description, options } of commands) {
    const command = root.command(name, description)
    const own: Readonly<Record<string, readonly string[]>> = { ...verbs, complete: shells }
    const words = own[name]
    if (words)
      command.argument('verb', offer => {
        for (const word of words) offer(word, '')
      })
    for (const option of [...options, ...globalCommand.options]) add(command, option)
  }
  return root
}

const add = (
  command: Command,
  { rawName, name, description, required }: CAC['commands'][number]['options'][number],
) => {
  const flag = rawName.match(/--([\w-]+)/)?.[1] ?? name
  if (required) command.option(flag, description, () => {})
  else command.option(flag, description)
}
