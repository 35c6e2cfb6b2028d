import { spawnSync } from 'node:child_process'
import { openSetup } from '../app/setup.ts'
import { editConfig, getConfig, setConfig } from '../commands/config.ts'
import { GitDocError, wrongUsage } from '../errors.ts'
import type { ConfigEntry } from '../ports/settings.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints the settings in force, or gets, sets or edits them. */
export const config = async (
  verb: string | undefined,
  key: string | undefined,
  values: readonly string[],
  options: GlobalOptions,
  terminal: Terminal,
): Promise<number> => {
  const setup = await openSetup({ cwd: process.cwd(), config: options.config })
  try {
    if (verb === 'set') return await set(setup, key, values, terminal)
    if (verb === 'edit') return await edit(setup, terminal)
    if (verb !== undefined && verb !== 'get')
      throw wrongUsage(`config takes get, set or edit, not "${verb}".`)
    const view = await getConfig(setup.config, key)
    for (const warning of view.warnings) terminal.say(`git-doc: ${warning}`)
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...view }, undefined, 2))
    else
      for (const entry of view.entries)
        terminal.print(key === entry.key ? shown(entry) : line(entry, terminal))
    return exitCode.done
  } finally {
    await setup.close()
  }
}

type Setup = Awaited<ReturnType<typeof openSetup>>

const set = async (
  setup: Setup,
  key: string | undefined,
  values: readonly string[],
  terminal: Terminal,
): Promise<number> => {
  const [value, ...more] = values
  if (key === undefined || value === undefined) {
    throw wrongUsage(
      'config set takes a key and a value.',
      'For example: git-doc config set llm.provider ollama',
    )
  }
  const made = await setConfig(setup.config, key, more.length > 0 ? values : value)
  for (const warning of made.warnings) terminal.say(`git-doc: ${warning}`)
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...made }, undefined, 2))
  else terminal.print(line(made.entry, terminal))
  return exitCode.done
}

const edit = async (setup: Setup, terminal: Terminal): Promise<number> => {
  const { path } = await editConfig(setup.config)
  const editor = process.env.VISUAL || process.env.EDITOR
  if (!editor) {
    throw new GitDocError('NO_EDITOR', 'Neither VISUAL nor EDITOR names an editor.', {
      hint: `Open ${path} yourself.`,
    })
  }
  // An editor is a command line of the person's own ("code --wait"); the path is handed over as an argument of its own.
  const { status } = spawnSync('sh', ['-c', `${editor} "$1"`, 'edit', path], { stdio: 'inherit' })
  if (status !== 0)
    throw new GitDocError('EDITOR_FAILED', `The editor ended with exit code ${status}.`)
  const { warnings } = await getConfig(setup.config)
  for (const warning of warnings) terminal.say(`git-doc: ${warning}`)
  return exitCode.done
}

const shown = ({ value }: ConfigEntry): string =>
  value === null ? '(not set)' : typeof value === 'string' ? value : JSON.stringify(value)

const line = (entry: ConfigEntry, { colors }: Terminal): string =>
  `${entry.key} = ${shown(entry)}${entry.source === 'default' ? colors.dim(' (default)') : ''}`
