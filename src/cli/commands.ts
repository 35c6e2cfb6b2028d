import { type CAC, cac } from 'cac'
import { kindCommands } from './kind-commands.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/**
 * Every command with its options. A command's code is imported when it is chosen, so that one that only prints loads nothing else;
 * its result is the exit code. `terminal` opens the terminal that the options ask for.
 */
export const commandLine = (terminal: (options: GlobalOptions) => Terminal): CAC => {
  const cli = cac('git-doc')
    .option('--config <file>', 'Use this configuration file (default: .git-doc/config.toml)')
    .option('--json', 'Print JSON, as docs/json.md describes it')
    .option('--log <format>', 'Write messages to standard error as text or as json')
    .option('--quiet', 'Print only the answer')
    .option('--verbose', 'Print details, and where an error comes from')
    .option('--by <person>', "Record this person as the one who asked (default: Git's identity)")
    .option('--reason <text>', 'Record why')
    .option('--no-color', 'Print without colors')
    .option(
      '--wait',
      'If another command works here, hand over to it (--no-wait: and do not follow)',
    )
    .option('-h, --help', 'Print this help')

  cli
    .command('init', 'Write .git-doc/config.toml; in a terminal, ask first')
    .option('--yes', 'Use what is proposed without asking')
    .option('--baseline', 'Treat every commit up to HEAD as documented')
    .option('--dry-run', 'Show what would be written; change nothing')
    .action(async options => (await import('./init.ts')).init(options, terminal(options)))

  cli
    .command('update', 'Document the new commits of this branch')
    .option('--from <commit>', 'Begin after this commit')
    .option('--to <commit>', 'End with this commit')
    .option('--dry-run', 'Show the plan, the prompt sizes and the likely change; change nothing')
    .option('--yes', 'Document the whole history of a branch without asking')
    .option('--max-cost <dollars>', 'Spend at most this many US dollars')
    .option('--fail-if-waiting', 'Exit with 1 if something waits for a person')
    .option('--background', 'Work as a hook starts it: print nothing and ask nothing')
    .action(async options =>
      options.background
        ? (await import('./background.ts')).background(options, terminal(options))
        : (await import('./update.ts')).update(options, terminal(options)),
    )

  cli
    .command('status [kind]', 'Show what waits, what failed and what was done last')
    .option('--failed', 'Show only what failed')
    .option('--short', 'Print one short line, for the prompt of a shell')
    .option('--all', 'Show every run; with --json as JSON Lines')
    .option('--fail-if-waiting', 'Exit with 1 if something waits for a person')
    .action(async (kind, options) =>
      (await import('./status.ts')).status(kind, options, terminal(options)),
    )

  cli
    .command('usage', 'Show what models were asked, what it cost, and what the cache saved')
    .option('--month <month>', 'Show only this month, such as 2026-11')
    .action(async options => (await import('./usage.ts')).usage(options, terminal(options)))

  cli
    .command('cache [verb]', 'List the answers in the cache, or clear them')
    .option('--older-than <age>', 'Only answers older than this: 12h, 7d, 2w')
    .action(async (verb, options) =>
      (await import('./cache.ts')).cache(verb, options, terminal(options)),
    )

  cli
    .command('history [run]', 'Show every event, or those of one run or commit, and where each led')
    .option('--follow', 'Go on with new events as they happen, until Ctrl+C')
    .action(async (run, options) =>
      (await import('./history.ts')).history(run, options, terminal(options)),
    )

  cli
    .command(
      'replay [run]',
      'Compute states and views from the events again, and compare; runs nothing',
    )
    .option('--at <position>', 'Stop after the event at this position')
    .action(async (run, options) =>
      (await import('./replay.ts')).replay(run, options, terminal(options)),
    )

  cli
    .command('retry [...runs]', 'Try again what failed: the runs that are named, or all of them')
    .option('--commit <commit>', 'Only the run of this commit')
    .option('--target <file#section>', 'Only this section')
    .option('--all', 'Also steps that are done already')
    .option('--skip-step', 'Count a step that was cut off as done, instead of repeating it')
    .option('--dry-run', 'Show which runs would be tried again; change nothing')
    .option('--max-cost <dollars>', 'Spend at most this many US dollars')
    .option('--fail-if-waiting', 'Exit with 1 if something waits for a person')
    .action(async (runs, options) =>
      (await import('./retry.ts')).retry(runs, options, terminal(options)),
    )

  cli
    .command('check', 'Find what documents name and is not there; offline, for CI')
    .option('--since <revision>', 'Only what is new since the merge base with this revision counts')
    .option('--baseline <file>', 'What this file lists does not count')
    .option('--write-baseline <file>', 'Write what is found now to this file')
    .option('--strict', 'Warnings count like errors')
    .option('--format <format>', 'text, json, sarif, github, gitlab, junit or markdown')
    .option('--output <file>', 'Write that format to this file, and print text')
    .option('--sarif [file]', 'Print SARIF 2.1.0, or write it to a file')
    .action(async options => (await import('./check.ts')).check(options, terminal(options)))

  cli
    .command('hotspots', 'Rank the code files that change often and are complex')
    .option('--since <age>', 'Count changes since: 90d (the default), 12w, 6m, 2y, a date, or all')
    .option('--changed <base>', 'Raise files that differ from the merge base with this revision')
    .option('--top <number>', 'Show at most this many (default: 20 as text, else 500)')
    .option('--format <format>', 'text, json, sarif, github, gitlab, junit or markdown')
    .option('--output <file>', 'Write that format to this file, and print text')
    .option('--sarif [file]', 'Print SARIF 2.1.0, or write it to a file')
    .action(async options => (await import('./hotspots.ts')).hotspots(options, terminal(options)))

  cli
    .command('revert <commit>', "Restore what a commit's doc commit changed, or undo another run")
    .option('--dry-run', 'Show the change; change nothing')
    .option('--fail-if-waiting', 'Exit with 1 if it waits for a person')
    .action(async (commit, options) =>
      (await import('./revert.ts')).revert(commit, options, terminal(options)),
    )

  cli
    .command('verify [commit]', 'Prove from Git that doc commits changed only what they say')
    .action(async (commit, options) =>
      (await import('./verify.ts')).verify(commit, options, terminal(options)),
    )

  cli
    .command('why <place>', 'Show who wrote a line, from what, and what may have made it stale')
    .action(async (place, options) =>
      (await import('./why.ts')).why(place, options, terminal(options)),
    )

  cli
    .command('egress <commit>', 'Show what was sent to models for a commit, and what was withheld')
    .action(async (commit, options) =>
      (await import('./egress.ts')).egress(commit, options, terminal(options)),
    )

  cli
    .command(
      'config [verb] [key] [...values]',
      'Show the settings in force; get, set, unset or edit them; print their JSON Schema',
    )
    .action(async (verb, key, values, options) =>
      (await import('./config.ts')).config(verb, key, values, options, terminal(options)),
    )

  cli
    .command('backtest', 'Measure how often the right section is found in past changes')
    .option('--repo <folder>', 'A repository, or a folder that holds those of the cases')
    .option('--cases <file>', 'Commits to rank for, one JSON object a line')
    .option('--candidates <which>', 'Rank sections of "edited" documents, or of "all"')
    .action(async options => (await import('./backtest.ts')).backtest(options, terminal(options)))

  cli
    .command('learn', 'Propose mappings from what people changed together')
    .option('--write', 'Write them to the configuration')
    .action(async options => (await import('./learn.ts')).learn(options, terminal(options)))

  cli
    .command('allow [...names]', 'Allow what the repository would have git-doc run by itself')
    .option('--list', 'Show what is allowed and what is not')
    .option('--revoke', 'Take back what was allowed: what is named, or everything')
    .option('--yes', 'Allow without asking')
    .action(async (names, options) =>
      (await import('./allow.ts')).allow(names, options, terminal(options)),
    )

  cli
    .command(
      'receipts [verb] [name]',
      'Show the receipts of runs, of one commit or all; verify, write, push or fetch them',
    )
    .option('--all', 'With write: also those that were written before')
    .action(async (verb, name, options) =>
      (await import('./receipts.ts')).receipts(verb, name, options, terminal(options)),
    )

  cli
    .command('doctor', 'Check everything git-doc needs: Git, configuration, lock, log, doc commits')
    .option('--repair', 'Repair what can be repaired, and say what cannot')
    .option('--yes', 'Repair without asking')
    .option('--tools', 'Look at what work here needs: tools, Node, Git, folders, hooks, caches')
    .option('--prepare', 'With --tools: make the folders that are missing')
    .option('--strict', 'Warnings fail like errors')
    .option('--provider', 'Instead, send one short request to the provider; see if it answers')
    .action(async options => (await import('./doctor.ts')).doctor(options, terminal(options)))

  cli
    .command('export [file]', 'Print the event log as JSON Lines, or write it to a file')
    .action(async (file, options) =>
      (await import('./export.ts')).exportTo(file, options, terminal(options)),
    )

  cli
    .command('import [file]', 'Read an exported event log from a file, or from standard input')
    .action(async (file, options) =>
      (await import('./import.ts')).importFrom(file, options, terminal(options)),
    )

  cli
    .command('enable-hook', 'Document each commit in the background')
    .option('--config-hooks', "Set the hooks in Git's configuration (Git 2.54 or later)")
    .option('--file-hooks', 'Add them to the hook files, beside what is there')
    .option('--by-hand', 'Print the lines to add to a hook manager')
    .option('--dry-run', 'Show what would be done; change nothing')
    .action(async options => (await import('./hooks.ts')).enable(options, terminal(options)))

  cli
    .command('disable-hook', 'Remove the hooks, and leave other hooks as they were')
    .option('--dry-run', 'Show what would be done; change nothing')
    .action(async options => (await import('./hooks.ts')).disable(options, terminal(options)))

  cli
    .command('daemon <verb>', 'Start, stop or show the process that stays and does all the work')
    .option('--foreground', 'With start: work in this process until it is stopped')
    .action(async (verb, options) =>
      (await import('./daemon.ts')).daemon(verb, options, terminal(options)),
    )

  cli
    .command('complete [shell]', 'Print what completes commands in bash, zsh, fish or powershell')
    .action(async (shell, options) => (await import('./complete.ts')).complete(shell, cli, options))

  cli
    .command('version', 'Print the version')
    .action(async options => (await import('./version.ts')).version(terminal(options)))

  kindCommands(cli, terminal)
  return cli
}
