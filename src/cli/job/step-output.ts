import { outputFile } from '../../app/jobs.ts'
import type { Step } from '../../machines/stepped-run.ts'
import type { Terminal } from '../terminal.ts'

/** What a step printed, and how it ended. */
export interface StepOutput {
  readonly step: string
  readonly state: string
  readonly reason?: string | undefined
  readonly text: string
  readonly stack?: unknown
}

/** The whole output where it is kept, otherwise its end. */
export const outputOf = async (
  { id, state, reason, evidence }: Step,
  folder: string,
): Promise<StepOutput> => {
  const { output, facts } = evidence ?? {}
  const whole = output && (await outputFile(folder, output.sha256))
  return { step: id, state, reason, text: whole ?? output?.tail ?? '', stack: facts?.stack }
}

export const printOutput = async (
  output: StepOutput,
  isOneOfSeveral: boolean,
  terminal: Terminal,
): Promise<void> => {
  const { step, state, text } = output
  if (isOneOfSeveral) terminal.print(`== ${step}: ${state}`)
  if (text) await terminal.write(text.endsWith('\n') ? text : `${text}\n`)
  for (const line of endLines(output, terminal)) terminal.print(line)
}

/** What is to be said of a step below what it printed. */
export const endLines = (
  { reason, stack }: Pick<StepOutput, 'reason' | 'stack'>,
  { verbose }: Pick<Terminal, 'verbose'>,
): readonly string[] => [...(reason ? [reason] : []), ...(stack && verbose ? [String(stack)] : [])]
