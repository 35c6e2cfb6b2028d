import { openReading } from '../app/reading.ts'
import { type Told, history as tell } from '../commands/history.ts'
import { commitRun } from '../engine/reconcile.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints the recorded events; as JSON Lines, each just as the log has it. */
export const history = async (
  revision: string | undefined,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<number> => {
  const reading = await openReading({ cwd: process.cwd(), config: options.config })
  try {
    const run = revision === undefined ? undefined : commitRun(await reading.resolve(revision))
    for await (const told of tell(reading.log, run)) {
      terminal.print(terminal.json ? JSON.stringify(told.recorded) : line(told, terminal))
    }
    return exitCode.done
  } finally {
    await reading.close()
  }
}

const line = ({ recorded, state }: Told, { colors }: Terminal): string => {
  const { position, run, version, at, event } = recorded
  const name = run.replace(/^(commit\/.{8}).*/, '$1')
  return `${String(position).padStart(5)} ${colors.dim(at)} ${name} ${version} ${event.type} → ${colors.bold(state)}${detail(event.data)}`
}

/** The one fact of an event a person looks for. */
const detail = (data: Readonly<Record<string, unknown>>): string => {
  const { target, detail, reason, docCommit, subject, commit } = data
  const fact = target ?? detail ?? reason ?? docCommit ?? subject ?? commit
  return fact === undefined ? '' : `  ${String(fact)}`
}
