import { followLog, openReading, type Reading } from '../app/reading.ts'
import { findRun } from '../commands/find-run.ts'
import { follower, type Told, history as tell } from '../commands/history.ts'
import { shortRun } from '../engine/run-name.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints recorded events, each with the state that it led to; as JSON Lines, just as the log has them. */
export const history = async (
  name: string | undefined,
  options: GlobalOptions & { readonly follow?: boolean },
  terminal: Terminal,
): Promise<number> => {
  const reading = await openReading(terminal.place)
  try {
    const run = name === undefined ? undefined : await findRun(name, reading)
    if (options.follow) return await follow(run, reading, terminal)
    for await (const told of tell(reading.log, reading.kinds, run)) print(told, terminal)
    return exitCode.done
  } finally {
    await reading.close()
  }
}

/** Prints the same, and then each new event within a second or two, until Ctrl+C. */
const follow = async (
  run: string | undefined,
  { kinds }: Reading,
  terminal: Terminal,
): Promise<number> => {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    terminal.io.signals.once(signal, () => stop.abort())
  const tellNew = follower(kinds, run)
  for await (const log of followLog(terminal.place, stop.signal)) {
    for await (const told of tellNew(log)) print(told, terminal)
  }
  return exitCode.interrupted
}

const print = (told: Told, terminal: Terminal): void =>
  terminal.print(terminal.json ? JSON.stringify(told.recorded) : line(told, terminal))

const line = ({ recorded, state }: Told, { colors }: Terminal): string => {
  const { position, run, version, at, actor, cause, event } = recorded
  const why = cause?.reason === undefined ? '' : `: ${cause.reason}`
  const by = actor === undefined ? '' : colors.dim(` by ${actor}${why}`)
  return `${String(position).padStart(5)} ${colors.dim(at)} ${shortRun(run)} ${version} ${event.type} → ${colors.bold(state)}${detail(event.data)}${by}`
}

/** The fact of an event that a person looks for first. */
const detail = (data: Readonly<Record<string, unknown>>): string => {
  const { target, detail, reason, docCommit, subject, commit, step } = data
  const made = (commit as { readonly commit?: unknown } | undefined)?.commit ?? commit
  const fact = target ?? detail ?? reason ?? docCommit ?? subject ?? made ?? step
  return fact === undefined ? '' : `  ${String(fact)}`
}
