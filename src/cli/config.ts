import { spawnSync } from 'node:child_process'
import { configSchema, openSetup } from '../app/setup.ts'
import {
  type ConfigChange,
  editConfig,
  getConfig,
  setConfig,
  unsetConfig,
} from '../commands/config.ts'
import { GitDocError } from '../errors/error.ts'
import { wrongUsage } from '../errors/usage.ts'
import type { ConfigEntry } from '../ports/settings.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints the settings in force, or gets, sets or edits them; `schema` prints the JSON Schema of the file. */
export const config = async (
  verb: string | undefined,
  key: string | undefined,
  values: readonly string[],
  _: GlobalOptions,
  terminal: Terminal,
): Promise<number> => {
  if (verb === 'schema') {
    terminal.print(JSON.stringify(await configSchema(), undefined, 2))
    return exitCode.done
  }
  const setup = await openSetup(terminal.place)
  try {
    if (verb === 'set') return await set(setup, key, values, terminal)
    if (verb === 'unset') return await unset(setup, key, terminal)
    if (verb === 'edit') return await edit(setup, terminal)
    if (verb !== undefined && verb !== 'get')
      throw wrongUsage(
        `"${verb}" is not a verb of config.`,
        'Known: get, set, unset, edit, schema.',
      )
    const view = await getConfig(setup.config, key)
    for (const warning of view.warnings) terminal.log(warning, { level: 'warning' })
    if (terminal.json) terminal.print(JSON.stringify({ schema: 2, ...view }, undefined, 2))
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
  return told(await setConfig(setup.config, key, more.length > 0 ? values : value), terminal)
}

const unset = async (
  setup: Setup,
  key: string | undefined,
  terminal: Terminal,
): Promise<number> => {
  if (key === undefined)
    throw wrongUsage('config unset takes a key.', 'For example: git-doc config unset llm.api_key')
  return told(await unsetConfig(setup.config, key), terminal)
}

const told = (made: ConfigChange, terminal: Terminal): number => {
  for (const warning of made.warnings) terminal.log(warning, { level: 'warning' })
  if (terminal.json) terminal.print(JSON.stringify({ schema: 2, ...made }, undefined, 2))
  else terminal.print(line(made.entry, terminal))
  return exitCode.done
}

const edit = async (setup: Setup, terminal: Terminal): Promise<number> => {
  const { path } = await editConfig(setup.config)
  const { env, cwd } = terminal.io
  const editor = env.VISUAL || env.EDITOR
  if (!editor) {
    throw new GitDocError('NO_EDITOR', 'No editor is set.', {
      hint: `Set $VISUAL or $EDITOR, or open ${path} yourself.`,
    })
  }
  // The editor is a command line ("code --wait"), so it needs a shell; the path is an argument and never part of that line.
  const { status } = spawnSync('sh', ['-c', `${editor} "$1"`, 'edit', path], {
    cwd,
    env: { ...env },
    stdio: 'inherit',
  })
  if (status !== 0)
    throw new GitDocError('EDITOR_FAILED', `The editor ended with exit code ${status}.`)
  const { warnings } = await getConfig(setup.config)
  for (const warning of warnings) terminal.log(warning, { level: 'warning' })
  return exitCode.done
}

const shown = ({ value }: ConfigEntry): string =>
  value === null ? '(not set)' : typeof value === 'string' ? value : JSON.stringify(value)

const line = (entry: ConfigEntry, { colors }: Terminal): string =>
  `${entry.key} = ${shown(entry)}${entry.source === 'default' ? colors.dim(' (default)') : ''}`
