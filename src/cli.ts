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
  .option('--max-cost <dollars>', 'Send nothing that may cost more than is left of this')
  .option('--background', 'What a hook starts: print nothing, ask nothing, yield to another')
  .action(async options =>
    options.background
      ? (await import('./cli/background.ts')).background(options, terminalFor(options))
      : (await import('./cli/update.ts')).update(options, terminalFor(options)),
  )

cli
  .command('status', 'Show every run: pending, planned, applying, failed, skipped, done')
  .action(async options => (await import('./cli/status.ts')).status(options, terminalFor(options)))

cli
  .command('usage', 'Show calls, tokens and cost by month and model, and what the cache saved')
  .option('--month <month>', 'Only this one, as in 2026-11')
  .action(async options => (await import('./cli/usage.ts')).usage(options, terminalFor(options)))

cli
  .command('cache [verb]', 'List the answers that are kept, or clear them')
  .option('--older-than <age>', 'Only those: 12h, 7d, 2w')
  .action(async (verb, options) =>
    (await import('./cli/cache.ts')).cache(verb, options, terminalFor(options)),
  )

cli
  .command('history [commit]', 'Show what happened, event by event, with the state each led to')
  .option('--follow', 'Go on with what happens from now on, until Ctrl+C')
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
  .option('--target <file#section>', 'Only this section')
  .option('--max-cost <dollars>', 'Send nothing that may cost more than is left of this')
  .action(async options => (await import('./cli/update.ts')).retry(options, terminalFor(options)))

cli
  .command('check', 'Find what documents name and is not there; for CI, offline')
  .option('--since <revision>', 'Only what is new since the merge base with it counts')
  .option('--baseline <file>', 'What this file lists is old')
  .option('--write-baseline <file>', 'List what is found now as old')
  .option('--strict', 'Warnings count as errors do')
  .option('--sarif [file]', 'Print SARIF 2.1.0, or write it to a file')
  .action(async options => (await import('./cli/check.ts')).check(options, terminalFor(options)))

cli
  .command('revert <commit>', "Give back the sections that a commit's doc commit changed")
  .option('--dry-run', 'Print the change that would be made; change nothing')
  .action(async (commit, options) =>
    (await import('./cli/revert.ts')).revert(commit, options, terminalFor(options)),
  )

cli
  .command('verify [commit]', 'Prove from Git that doc commits changed only what they say')
  .action(async (commit, options) =>
    (await import('./cli/verify.ts')).verify(commit, options, terminalFor(options)),
  )

cli
  .command('egress <commit>', 'Show what left the machine for a commit, and what was withheld')
  .action(async (commit, options) =>
    (await import('./cli/egress.ts')).egress(commit, options, terminalFor(options)),
  )

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
  .command('learn', 'Propose mappings from what people changed together')
  .option('--write', 'Write them into the configuration')
  .action(async options => (await import('./cli/learn.ts')).learn(options, terminalFor(options)))

cli
  .command(
    'doctor',
    'Look at everything git-doc relies on: Git, configuration, lock, log, doc commits',
  )
  .option('--repair', 'Mend what can be mended, and say what cannot')
  .option('--yes', 'Repair without asking')
  .action(async options => (await import('./cli/doctor.ts')).doctor(options, terminalFor(options)))

cli
  .command('export [file]', 'Print the event log as JSON Lines, or write it to a file')
  .action(async (file, options) =>
    (await import('./cli/export.ts')).exportTo(file, options, terminalFor(options)),
  )

cli
  .command(
    'import [file]',
    'Take over an exported event log, from standard input if no file is named',
  )
  .action(async (file, options) =>
    (await import('./cli/import.ts')).importFrom(file, options, terminalFor(options)),
  )

cli
  .command('enable-hook', 'Follow each commit in the background')
  .option('--config-hooks', "Name the hooks in Git's configuration (Git 2.54 and later)")
  .option('--file-hooks', 'Put them into the hook files, beside what is there')
  .option('--by-hand', 'Print the lines for a hook manager')
  .action(async options => (await import('./cli/hooks.ts')).enable(options, terminalFor(options)))

cli
  .command('disable-hook', 'Take the hooks away, and leave other hooks as they were')
  .action(async options => (await import('./cli/hooks.ts')).disable(options, terminalFor(options)))

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
