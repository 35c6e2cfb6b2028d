#!/usr/bin/env node
import { cac } from 'cac'
import { exitCodeOf } from './cli/exit-code.ts'
import { printError } from './cli/print-error.ts'
import { type GlobalOptions, openTerminal, type Terminal } from './cli/terminal.ts'

// Each command's code is imported when it is chosen: a command that only prints pays for nothing else.
const cli = cac('git-doc')
  .option('--config <file>', 'Configuration file (default: .git-doc/config.toml)')
  .option('--json', 'Print one JSON object, as documented in docs/json.md')
  .option('--quiet', 'Print only the answer')
  .option('--verbose', 'Print details, and the stack of an error')
  .option('--no-color', 'Print without colours')
  .help()

cli
  .command('init', 'Write .git-doc/config.toml, asking in a terminal')
  .option('--yes', 'Take what is proposed without asking')
  .option('--baseline', "Leave everything up to today's HEAD undocumented")
  .action(async options => (await import('./cli/init.ts')).init(options, terminalFor(options)))

cli
  .command('update', 'Document the new commits of this branch')
  .option('--from <commit>', 'Begin after this commit')
  .option('--to <commit>', 'End with this commit')
  .option('--dry-run', 'Print plan, prompt sizes and the would-be change; change nothing')
  .option('--yes', 'Take up a whole history without asking')
  .action(async options => (await import('./cli/update.ts')).update(options, terminalFor(options)))

cli
  .command('status', 'Show every run: pending, planned, applying, failed, skipped, done')
  .action(async options => (await import('./cli/status.ts')).status(options, terminalFor(options)))

cli
  .command('history [commit]', 'Show what happened, event by event, with the state each led to')
  .action(async (commit, options) =>
    (await import('./cli/history.ts')).history(commit, options, terminalFor(options)),
  )

cli
  .command('replay [commit]', 'Fold the log again and compare; no effect is ever run')
  .option('--at <position>', 'Stop after the event at this position')
  .action(async (commit, options) =>
    (await import('./cli/replay.ts')).replay(commit, options, terminalFor(options)),
  )

cli
  .command('retry', 'Begin another attempt of what failed')
  .option('--commit <commit>', 'Only this one')
  .action(async options => (await import('./cli/update.ts')).retry(options, terminalFor(options)))

cli
  .command('config [verb] [key] [...values]', 'Print the settings in force; get, set or edit them')
  .action(async (verb, key, values, options) =>
    (await import('./cli/config.ts')).config(verb, key, values, options, terminalFor(options)),
  )

cli
  .command('backtest', 'Measure the ranking of sections on the documentation changes of the past')
  .option('--repo <folder>', 'A repository, or the folder that holds those of the cases')
  .option('--cases <file>', 'Commits to rank for, one JSON object a line')
  .option('--candidates <which>', 'Sections of the "edited" documents, or of "all"')
  .action(async options =>
    (await import('./cli/backtest.ts')).backtest(options, terminalFor(options)),
  )

cli
  .command('version', 'Print the version')
  .action(async options => (await import('./cli/version.ts')).version(terminalFor(options)))

/** One for the whole process: an error must know of the progress line before it. */
let terminal: Terminal | undefined
const terminalFor = (options: GlobalOptions): Terminal => {
  terminal ??= openTerminal(options)
  return terminal
}

const main = async (argv: string[]): Promise<number> => {
  const wantsVersion = argv[2] === '--version' || argv[2] === '-v'
  const { options } = cli.parse(wantsVersion ? [...argv.slice(0, 2), 'version'] : argv, {
    run: false,
  })
  try {
    if (options.help) return 0
    if (cli.matchedCommand) return await cli.runMatchedCommand()
    const { unknownCommand } = await import('./cli/unknown-command.ts')
    return unknownCommand(cli)
  } catch (error) {
    printError(error, terminalFor(options))
    return exitCodeOf(error)
  }
}

// `git-doc status | head`: whoever reads has seen enough.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  process.exit(0)
})
process.exitCode = await main(process.argv)
