import { openSetup } from '../app/setup.ts'
import { type Initialised, init as initialise } from '../commands/init.ts'
import type { Question } from '../commands/init-world.ts'
import { ask } from './ask.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'
import type { Wizard } from './wizard.ts'

interface InitOptions extends GlobalOptions {
  readonly baseline?: boolean
  readonly dryRun?: boolean
}

/** Writes the configuration, asking in a terminal; with --dry-run it prints what it would write. */
export const init = async (options: InitOptions, terminal: Terminal): Promise<number> => {
  const made = await settle(options, terminal)
  const dryRun = options.dryRun ? { dryRun: true } : {}
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...dryRun, ...made }, undefined, 2))
  else if (!terminal.quiet) for (const line of lines(made)) terminal.print(line)
  const wants = made.wants
  if (!wants) return exitCode.done
  const { showSample } = await import('./sample.ts')
  const tested = wants.test ? await terminal.main(['doctor', '--provider'], terminal.io) : 0
  const hooked = wants.hooks ? await terminal.main(['enable-hook'], terminal.io) : 0
  await showSample(terminal)
  return tested || hooked
}

/** Asks and writes; everything is closed before other commands run. */
const settle = async (options: InitOptions, terminal: Terminal): Promise<Initialised> => {
  const setup = await openSetup(terminal.place)
  try {
    const asks = terminal.interactive && !options.yes && !(await setup.config.exists())
    const wizard = asks ? await begin(setup, terminal) : undefined
    const made = await initialise(
      { ...setup, ask: wizard?.ask },
      // With --yes there is no baseline unless it is asked for: what it skips would never be documented.
      {
        yes: options.yes,
        baseline: options.baseline ?? (options.yes ? false : undefined),
        dryRun: options.dryRun,
      },
    )
    wizard?.end(made.written ? `Wrote ${setup.config.shown}.` : 'Nothing was written.')
    return made
  } finally {
    await setup.close()
  }
}

type Setup = Awaited<ReturnType<typeof openSetup>>

/** Says what was found and how to ask. A terminal that cannot move its cursor gets plain lines. */
const begin = async (setup: Setup, terminal: Terminal): Promise<Wizard> => {
  const { docFiles } = setup.config.propose(await setup.tracked())
  const { generators, commits } = await setup.found()
  const lines = [
    `Documents: ${docFiles.join(', ') || 'none found'}`,
    ...(generators.length > 0 ? [`Generators: ${generators.join(', ')}`] : []),
    `History: ${commits.toLocaleString('en-US')} ${commits === 1 ? 'commit' : 'commits'}`,
  ]
  const { TERM } = terminal.io.env
  const wizard =
    TERM === 'dumb' ? plain(terminal) : await (await import('./wizard.ts')).openWizard(terminal)
  wizard.begin(lines)
  return wizard
}

const plain = (terminal: Terminal): Wizard => ({
  begin: found => terminal.log(found.join('\n')),
  ask: ({ text, proposal, choices, problem }: Question) => {
    if (problem) terminal.log(problem)
    return ask(choices ? `${text} (${choices.join(', ')})` : text, proposal, terminal.io)
  },
  end() {},
})

const lines = (made: Initialised): string[] => {
  const { path, written, provider, docFiles, text, baseline, next } = made
  return [
    ...(text === undefined ? [] : [`Would write ${path}:`, '', text.trimEnd(), '']),
    ...(written ? [`Wrote ${path}.`] : []),
    ...(docFiles && provider
      ? [`Provider: ${provider}. Documents: ${docFiles.join(', ') || 'none found'}.`]
      : [`${path} exists and stays as it is.`]),
    ...(baseline ? [`Commits up to ${baseline.slice(0, 8)} stay undocumented.`] : []),
    ...next.map(step => `- ${step}`),
  ]
}
