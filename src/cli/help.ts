import type { CAC } from 'cac'

/** The help of the command that was named, or of all commands. */
export const helpText = ({ name, commands, globalCommand, matchedCommand }: CAC): string => {
  const usage = matchedCommand?.rawName ?? '<command> [options]'
  const about = matchedCommand ? [matchedCommand.description] : []
  const listed: readonly Row[] = matchedCommand
    ? []
    : commands.map(({ rawName, description }) => [rawName, description])
  const own = matchedCommand?.options.map(rowOf) ?? []
  return [
    `Usage: ${name} ${usage}`,
    ...about,
    ...section('Commands', listed),
    ...section('Options', own),
    ...section(
      own.length > 0 ? 'Options of every command' : 'Options',
      globalCommand.options.map(rowOf),
    ),
    ...(matchedCommand ? [] : [`Run "${name} <command> --help" for the options of a command.`]),
  ].join('\n\n')
}

type Row = readonly [name: string, description: string]

const rowOf = (option: { readonly rawName: string; readonly description: string }): Row => [
  option.rawName,
  option.description,
]

const section = (title: string, rows: readonly Row[]): readonly string[] => {
  if (rows.length === 0) return []
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, description]) => `  ${name.padEnd(width)}  ${description}`)
  return [[`${title}:`, ...lines].join('\n')]
}
