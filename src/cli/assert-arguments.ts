import type { CAC } from 'cac'
import { nearest } from '../errors/nearest.ts'
import { wrongUsage } from '../errors/usage.ts'

/** Refuses options and arguments that the chosen command does not take. USAGE, with what was probably meant. */
export const assertArguments = (cli: CAC): void => {
  const { matchedCommand: command, matchedCommandName: name = '', globalCommand, options } = cli
  if (!command) return
  const help = `See "git-doc ${name} --help".`
  const known = [...command.options, ...globalCommand.options]
  const flags = known.flatMap(({ rawName }) => rawName.match(/--[\w-]+/g) ?? [])

  for (const key of Object.keys(options)) {
    if (key === '--' || known.some(({ names }) => names.includes(key))) continue
    const flag = flagOf(key)
    const meant = nearest(flag, flags)
    throw wrongUsage(
      `"git-doc ${name}" has no option ${flag}.`,
      meant === undefined ? help : `Did you mean ${meant}? ${help}`,
    )
  }
  for (const { name: key, rawName, required } of known)
    if (required && options[key] === true)
      throw wrongUsage(`${rawName.split(' ')[0]} needs a value: ${rawName}.`, help)

  const needed = command.args.filter(({ required }) => required)
  if (cli.args.length < needed.length)
    throw wrongUsage(
      `"git-doc ${name}" needs <${needed.at(cli.args.length)?.value}>: git-doc ${command.rawName}`,
      help,
    )
  const extra = command.args.some(({ variadic }) => variadic)
    ? []
    : cli.args.slice(command.args.length)
  if (extra.length > 0)
    throw wrongUsage(`"git-doc ${name}" does not take "${extra.join(' ')}".`, help)
}

/** `dryRun` as it was typed: `--dry-run`. */
const flagOf = (key: string): string =>
  key.length === 1 ? `-${key}` : `--${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

/** The error for a command that does not exist, with the one that was probably meant. */
export const commandUnknown = ({ commands }: CAC, name: string): Error => {
  const names = commands.map(command => command.name)
  // What people type for it in other programs.
  const meant = synonyms[name] ?? nearest(name, names)
  return wrongUsage(
    `git-doc has no command "${name}".`,
    meant === undefined
      ? 'See "git-doc --help".'
      : `Did you mean "${meant}"? "git-doc --help" lists all commands.`,
  )
}

const synonyms: Readonly<Record<string, string>> = {
  add: 'init',
  audit: 'verify',
  commit: 'update',
  hook: 'enable-hook',
  hooks: 'enable-hook',
  install: 'enable-hook',
  jobs: 'job',
  lint: 'check',
  log: 'history',
  releases: 'release',
  run: 'update',
  setup: 'init',
  start: 'update',
  sync: 'update',
  trust: 'allow',
  undo: 'revert',
  uninstall: 'disable-hook',
}
