import type { CAC } from 'cac'
import type { GlobalOptions, Terminal } from './terminal.ts'
import { verbs } from './verbs.ts'

/** The commands of the other kinds of work. */
export const kindCommands = (cli: CAC, terminal: (options: GlobalOptions) => Terminal): void => {
  cli
    .command('job [verb] [...args]', `Automation as code: ${verbs.job.join(', ')}`)
    .option('--tag <tag>', 'With list: only jobs that have this tag')
    .option('--files <files>', 'With run and simulate: these files, a,b, as if they had changed')
    .option('--hook <hook>', 'With simulate and create: this Git hook')
    .option('--commit <commit>', 'With run and simulate: this commit (default: HEAD)')
    .option('--input <key=value>', 'With run: a value of the input; can be given several times')
    .option('--input-json <json>', 'With run: the whole input as JSON; - reads standard input')
    .option('--force', 'With run and hook: also if nothing has changed since it succeeded')
    .option('--follow', 'With logs: go on with the output of each step until the run ends')
    .option(
      '--from-git',
      'With hook: Git started it; the exit code refuses what Git is about to do',
    )
    .option('--dry-run', 'With ensure: show what would be installed; change nothing')
    .option('--fail-if-waiting', 'Exit with 1 if it waits for a person')
    .action(async (verb, args, options) =>
      (await import('./job.ts')).job(verb, args, options, terminal(options)),
    )

  cli
    .command('template [verb] [...args]', `Text from templates: ${verbs.template.join(', ')}`)
    .option('--data <key=value>', 'With render: a value; can be given several times')
    .option('--data-json <json>', 'With render: all values as JSON; - reads standard input')
    .option('--dry-run', 'With render: show the change as a diff; change nothing')
    .option('--force', 'With render: replace a file that has other content')
    .action(async (verb, args, options) =>
      (await import('./template.ts')).template(verb, args, options, terminal(options)),
    )

  cli
    .command('pack [verb] [...names]', `Jobs and templates of others: ${verbs.pack.join(', ')}`)
    .action(async (verb, names, options) =>
      (await import('./pack.ts')).pack(verb, names, options, terminal(options)),
    )

  cli
    .command('release [verb] [...args]', `Promote versioned packages: ${verbs.release.join(', ')}`)
    .option('--bump <step>', 'With draft: major, minor or patch (default: minor)')
    .option('--version <version>', 'With draft: this version')
    .option('--explain', 'With bump: every change, and what it asks for')
    .option('--to <version>', 'With rollback: this version (default: the one before)')
    .option(
      '--force',
      'With stage: also what is staged; with rollback: also if it breaks what depends on it',
    )
    .option('--tag', 'With verify: tag everything that was in production, if all is proven')
    .option('--push [remote]', 'With verify --tag: push the tags')
    .option('--yes', 'With abandon: do not ask')
    .option('--format <format>', 'text, json, sarif, github, gitlab, junit or markdown')
    .option('--output <file>', 'Write that format to this file, and print text')
    .option('--sarif [file]', 'Print SARIF 2.1.0, or write it to a file')
    .option('--fail-if-waiting', 'Exit with 1 if it waits for a person')
    .action(async (verb, args, options) =>
      (await import('./release.ts')).release(verb, args, options, terminal(options)),
    )

  cli
    .command(
      'upstream [verb] [...args]',
      `Versions of other projects: ${verbs.upstream.join(', ')}`,
    )
    .option('--dry-run', 'With update and approve: show what would be done; change nothing')
    .option('--force', 'With update: also what failed, and what is up to date')
    .option(
      '--redeliver',
      'With check: have the forge send again what is on its list of deliveries and never came',
    )
    .option('--port <port>', 'With serve: listen on this port (default: 8080)')
    .option('--host <host>', 'With serve: listen on this address (default: 127.0.0.1)')
    .option('--secret-file <file>', 'With serve: read the secret from this file')
    .option('--fail-if-waiting', 'Exit with 1 if it waits for a person')
    .action(async (verb, args, options) =>
      (await import('./upstream.ts')).upstream(verb, args, options, terminal(options)),
    )

  cli
    .command(
      'pipeline [verb] [...args]',
      `Rows of quality gates, with evidence: ${verbs.pipeline.join(', ')}`,
    )
    .option(
      '--gate <name>',
      'With run: only this gate and what it needs; can be given several times',
    )
    .option('--since <revision>', 'With run: skip gates whose paths did not change since then')
    .option('--clean', 'With run: in a fresh checkout of the commit')
    .option('--dry-run', 'With run and init: show what would be done; change nothing')
    .option('--evidence <file>', 'With run and show: write what shows how it went to this file')
    .option('--format <format>', 'text, json, sarif, github, gitlab, junit or markdown')
    .option('--output <file>', 'Write that format to this file, and print text')
    .option('--sarif [file]', 'Print SARIF 2.1.0, or write it to a file')
    .option('--fail-if-waiting', 'Exit with 1 if it waits for a person')
    .action(async (verb, args, options) =>
      (await import('./pipeline.ts')).pipeline(verb, args, options, terminal(options)),
    )

  cli
    .command(
      'bundle [verb] [archive]',
      `An archive that runs without installation: ${verbs.bundle.join(', ')}`,
    )
    .option(
      '--platform <os-arch>',
      'With create: this system, such as linux-x64 (default: this one)',
    )
    .option('--with-node', 'With create: with Node from the npm registry')
    .option('--node <file>', 'With create: with this Node instead')
    .option('--output <folder>', 'With create: write the archive there (default: here)')
    .option('--run', 'With verify: also unpack it and run "doctor --tools" inside')
    .action(async (verb, archive, options) =>
      (await import('./bundle.ts')).bundle(verb, archive, options, terminal(options)),
    )
}
