import { openSetup } from '../app/setup.ts'
import { init as initialise, type Question } from '../commands/init.ts'
import { ask } from './ask.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Writes the configuration, asking in a terminal. */
export const init = async (
  options: GlobalOptions & { baseline?: boolean },
  terminal: Terminal,
): Promise<number> => {
  const setup = await openSetup({ cwd: process.cwd(), config: options.config })
  try {
    const made = await initialise(
      { ...setup, ask: terminal.interactive ? question => put(question, terminal) : undefined },
      // A script that says nothing of a baseline gets none: what is left alone cannot be documented later unasked.
      { yes: options.yes, baseline: options.baseline ?? (options.yes ? false : undefined) },
    )
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...made }, undefined, 2))
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
  if (problem) terminal.say(problem)
  return ask(choices ? `${text} (${choices.join(', ')})` : text, proposal)
}

const lines = ({
  path,
  provider,
  docFiles,
  baseline,
  next,
}: Awaited<ReturnType<typeof initialise>>): string[] => [
  `Wrote ${path}.`,
  `Provider: ${provider}. Documents: ${docFiles.join(', ') || 'none found'}.`,
  ...(baseline ? [`Everything up to ${baseline.slice(0, 8)} is left as it is.`] : []),
  ...next.map(step => `- ${step}`),
]
