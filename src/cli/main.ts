import type { CAC } from 'cac'
import { inEnvironment } from '../app/place.ts'
import { isGitDocError } from '../errors/error.ts'
import { requestRefused } from '../errors/requests.ts'
import { wrongUsage } from '../errors/usage.ts'
import { assertArguments, commandUnknown } from './assert-arguments.ts'
import { commandLine } from './commands.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import type { HandOverOptions } from './hand-over.ts'
import type { Io } from './io.ts'
import { laneOf } from './lanes.ts'
import { parseArguments } from './parse-arguments.ts'
import { printError } from './print-error.ts'
import { type GlobalOptions, openTerminal, type Terminal } from './terminal.ts'

/**
 * Runs one command and resolves to its exit code. It touches the process only through `io`, so that several commands may run in one
 * process. Never rejects: what went wrong is printed.
 */
export const main = (argv: readonly string[], io: Io): Promise<number> =>
  inEnvironment(io.env, () => run(argv, io))

const run = async (argv: readonly string[], io: Io): Promise<number> => {
  const { cli, terminal } = openCommandLine(io)
  try {
    return await attempt(argv, cli, terminal).catch(error => handedOver(error, argv, cli, terminal))
  } catch (error) {
    printError(error, terminal(cli.options))
    return exitCodeOf(error)
  }
}

/** The commands and the terminal of one command line. */
const openCommandLine = (io: Io) => {
  // One for the whole command: what prints an error must know whether a progress line is shown.
  let opened: Terminal | undefined
  const terminal = (options: GlobalOptions): Terminal => {
    opened ??= openTerminal(options, io, componentOf(cli), main)
    return opened
  }
  const cli = commandLine(terminal)
  return { cli, terminal }
}

type TerminalFor = ReturnType<typeof openCommandLine>['terminal']

const attempt = async (
  argv: readonly string[],
  cli: CAC,
  terminal: TerminalFor,
): Promise<number> => {
  parseArguments(cli, argv)
  assertLogFormat(cli.options)
  if (cli.matchedCommand && !cli.options.help) {
    assertArguments(cli)
    const { place } = terminal(cli.options)
    const name = cli.matchedCommandName ?? ''
    if (place.request !== undefined && laneOf(name) === undefined) throw requestRefused(name)
    return await cli.runMatchedCommand()
  }
  const { helpText } = await import('./help.ts')
  const [name] = cli.args
  if (name !== undefined && !cli.matchedCommand) throw commandUnknown(cli, name)
  const { print, io } = terminal(cli.options)
  print(helpText(cli, io.stdout.columns))
  return cli.options.help ? exitCode.done : exitCode.usage
}

/** Hands a command that found another process at work to that process, where that is wanted; throws the error otherwise. */
const handedOver = async (
  error: unknown,
  argv: readonly string[],
  { options, matchedCommandName = '' }: CAC,
  terminalFor: TerminalFor,
): Promise<number> => {
  const lane = laneOf(matchedCommandName)
  const terminal = terminalFor(options)
  const isBusy = isGitDocError(error) && error.code === 'BUSY'
  if (!isBusy || lane === undefined || terminal.place.request !== undefined) throw error
  const { handOver } = await import('./hand-over.ts')
  const again = (request: string): Promise<number> => {
    const { cli, terminal: its } = openCommandLine({ ...terminal.io, request })
    return attempt(argv, cli, its)
  }
  const code = await handOver({ lane, argv }, options as HandOverOptions, terminal, again)
  if (code === undefined) throw error
  return code
}

/** The name in the lines of a log. */
const componentOf = ({ matchedCommandName = 'git-doc', options }: CAC): string =>
  options.background ? 'worker' : matchedCommandName

const assertLogFormat = ({ log }: GlobalOptions): void => {
  if (log !== undefined && log !== 'text' && log !== 'json')
    throw wrongUsage(`--log takes text or json, not "${log}".`)
}
