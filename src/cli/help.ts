import type { CAC } from 'cac'
import { commandGroups, examples } from './help-pages.ts'
import { wrapped } from './wrapped.ts'

/** The help of the command that was named, or of all commands, for a terminal of that many columns. */
export const helpText = (cli: CAC, columns = 100): string => {
  const { matchedCommand: command } = cli
  return command ? commandHelp(cli, command, columns) : overview(cli, columns)
}

const overview = ({ name, commands, globalCommand }: CAC, columns: number): string =>
  [
    `Usage: ${name} <command> [options]`,
    wrapped(
      `Keeps the documentation of a repository true to its code, commit by commit. "${name} check" needs no setup and shows what is stale now.`,
      columns,
    ),
    ...Object.entries(commandGroups).flatMap(([title, names]) =>
      section(
        title,
        names.flatMap(each => {
          const command = commands.find(candidate => candidate.name === each)
          return command ? [[command.name, command.description] as const] : []
        }),
        columns,
      ),
    ),
    ...section('Options of every command', globalCommand.options.map(rowOf), columns),
    wrapped(`Run "${name} help <command>" for its options and examples.`, columns),
  ].join('\n\n')

const commandHelp = (
  { name, globalCommand }: CAC,
  command: NonNullable<CAC['matchedCommand']>,
  columns: number,
): string =>
  [
    wrapped(
      `Usage: ${name} ${command.rawName}${command.options.length > 0 ? ' [options]' : ''}`,
      columns,
    ),
    wrapped(`${command.description}.`, columns),
    ...section('Options', command.options.map(rowOf), columns),
    ...section('Examples', examples[command.name] ?? [], columns),
    ...section('Options of every command', globalCommand.options.map(rowOf), columns),
  ].join('\n\n')

type Row = readonly [name: string, description: string]

const rowOf = (option: { readonly rawName: string; readonly description: string }): Row => [
  option.rawName,
  option.description,
]

/** Names in a column of their own where there is room for it; else each description below its name. */
const section = (title: string, rows: readonly Row[], columns: number): readonly string[] => {
  if (rows.length === 0) return []
  const width = Math.max(...rows.map(([name]) => name.length))
  const isNarrow = width + 30 > columns
  const lines = rows.map(([name, description]) =>
    isNarrow
      ? `  ${name}\n${wrapped(description, columns, 6)}`
      : `  ${name.padEnd(width)}  ${wrapped(description, columns, width + 4).trimStart()}`,
  )
  return [[`${title}:`, ...lines].join('\n')]
}
