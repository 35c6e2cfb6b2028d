import { examineTools } from '../app/doctor-tools.ts'
import { interrupted } from '../errors/error.ts'
import { exitCode } from './exit-code.ts'
import { permitThings } from './permit-things.ts'
import { findingLines, hasWarnings } from './print-doctor.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface ToolFlags extends GlobalOptions {
  readonly prepare?: boolean
  readonly strict?: boolean
}

/** Prints what work in this repository needs and whether it is there. What is missing is a warning, unless --strict makes it fail. */
export const doctorTools = async (
  { prepare = false, strict = false }: ToolFlags,
  terminal: Terminal,
): Promise<number> => {
  // Without a terminal, what is not allowed is not run, and is a warning like a tool that is missing.
  if (terminal.interactive) await permitThings(terminal, here => here.toolsNotAllowed())
  const { findings, sound, prepared } = await untilInterrupted(terminal, signal =>
    examineTools(terminal.place, { prepare, signal }),
  )
  if (terminal.json)
    terminal.print(
      JSON.stringify({ schema: 1, sound, findings, ...(prepared && { prepared }) }, undefined, 2),
    )
  else {
    for (const folder of prepared ?? []) terminal.print(`Made ${folder}.`)
    for (const line of findingLines(findings, terminal)) terminal.print(line)
  }
  return sound && !(strict && hasWarnings(findings)) ? exitCode.done : exitCode.failed
}

/** Does something that Ctrl+C ends. */
const untilInterrupted = async <Result>(
  { io: { signals } }: Terminal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const stop = new AbortController()
  const interrupt = () => stop.abort(interrupted())
  const ends = ['SIGINT', 'SIGTERM'] as const
  for (const name of ends) signals.once(name, interrupt)
  try {
    return await work(stop.signal)
  } finally {
    for (const name of ends) signals.off(name, interrupt)
  }
}
