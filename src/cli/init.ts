import { openSetup } from '../app/setup.ts'
import { type Initialised, init as initialise, type Question } from '../commands/init.ts'
import { ask } from './ask.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Writes the configuration, asking in a terminal; with --dry-run it prints what it would write. */
export const init = async (
  options: GlobalOptions & { baseline?: boolean; dryRun?: boolean },
  terminal: Terminal,
): Promise<number> => {
  const setup = await openSetup(terminal.place)
  try {
    const made = await initialise(
      { ...setup, ask: terminal.interactive ? question => put(question, terminal) : undefined },
      // With --yes there is no baseline unless it is asked for: what it skips would never be documented.
      {
        yes: options.yes,
        baseline: options.baseline ?? (options.yes ? false : undefined),
        dryRun: options.dryRun,
      },
    )
    const dryRun = options.dryRun ? { dryRun: true } : {}
    if (terminal.json)
      terminal.print(JSON.stringify({ schema: 1, ...dryRun, ...made }, undefined, 2))
    else if (!terminal.quiet) for (const line of lines(made)) terminal.print(line)
    return exitCode.done
  } finally {
    await setup.close()
  }
}

const put = (
  { text, proposal, choices, problem }: Question,
  terminal: Terminal,
): Promise<string> => {
  if (problem) terminal.log(problem)
  return ask(choices ? `${text} (${choices.join(', ')})` : text, proposal, terminal.io)
}

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
