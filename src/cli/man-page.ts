import type { CAC } from 'cac'
import { commandGroups, examples } from './help-pages.ts'

/** The manual page of the command line in the language of man(7), as `git doc --help` shows it. */
export const manPage = (cli: CAC, version: string): string =>
  [
    `.TH GIT\\-DOC 1 "" "git\\-doc ${roff(version)}" "git\\-doc"`,
    '.SH NAME',
    "git\\-doc \\- keep a repository's documentation true to its code, commit by commit",
    '.SH SYNOPSIS',
    '.B git\\-doc',
    '\\fIcommand\\fR [\\fIoptions\\fR]',
    '.br',
    '.B git doc',
    '\\fIcommand\\fR [\\fIoptions\\fR]',
    '.SH DESCRIPTION',
    text(
      'git-doc finds the sections of the documents that a commit concerns, updates only those, and commits them separately.',
    ),
    '.PP',
    text(
      '"git-doc check" needs no setup and shows what is stale now. "git-doc init" writes the configuration.',
    ),
    '.SH COMMANDS',
    ...Object.entries(commandGroups).flatMap(([title, names]) => [
      `.SS ${text(title)}`,
      ...names.flatMap(name => commandPart(cli, name)),
    ]),
    '.SH OPTIONS OF EVERY COMMAND',
    ...cli.globalCommand.options.flatMap(option => term(option.rawName, option.description)),
    '.SH EXIT STATUS',
    ...exits.flatMap(([code, meaning]) => term(code, meaning)),
    '.SH FILES',
    ...files.flatMap(([path, meaning]) => term(path, meaning)),
    '.SH SEE ALSO',
    text('git(1), githooks(5), and https://github.com/git-doc/git-doc for the documentation.'),
    '',
  ].join('\n')

const commandPart = ({ commands }: CAC, name: string): readonly string[] => {
  const command = commands.find(each => each.name === name)
  if (!command) return []
  const options = command.options.flatMap(option => term(option.rawName, option.description))
  const shown = (examples[name] ?? []).flatMap(([line, what]) => term(line, what))
  return [
    ...term(`git-doc ${command.rawName}`, `${command.description}.`),
    '.RS',
    ...options,
    ...(shown.length > 0 ? ['.PP', 'Examples:'] : []),
    ...shown,
    '.RE',
  ]
}

const term = (name: string, meaning: string): readonly string[] => [
  '.TP',
  `.B ${text(name)}`,
  text(meaning),
]

const exits: readonly (readonly [string, string])[] = [
  ['0', 'Done. What waits for a person is no failure.'],
  ['1', 'Something failed, or "check" found something.'],
  ['2', 'The command line or the configuration is wrong.'],
  ['3', 'There is no verdict.'],
  ['75', 'Another git-doc process works here.'],
  ['130', 'Interrupted.'],
]

const files: readonly (readonly [string, string])[] = [
  ['.git-doc/config.toml', 'The settings, to be committed.'],
  ['.git/git-doc', 'The event log and what is computed from it.'],
]

/** A line of text: no first sign of it may begin a request. */
const text = (line: string): string => roff(line).replace(/^(?=[.'])/, '\\&')

const roff = (line: string): string =>
  line.replace(
    /[\\\-"…]/g,
    sign => ({ '\\': '\\e', '-': '\\-', '"': '\\(dq', '…': '...' })[sign] ?? sign,
  )
