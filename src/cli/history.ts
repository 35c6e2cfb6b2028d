import { followLog, openReading } from '../app/reading.ts'
import { follower, type Told, history as tell } from '../commands/history.ts'
import { commitRun } from '../engine/reconcile.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints the recorded events; as JSON Lines, each just as the log has it. */
export const history = async (
  revision: string | undefined,
  options: GlobalOptions & { readonly follow?: boolean },
  terminal: Terminal,
): Promise<number> => {
  if (options.follow) return follow(revision, options, terminal)
  const reading = await openReading({ cwd: process.cwd(), config: options.config })
  try {
    const run = revision === undefined ? undefined : commitRun(await reading.resolve(revision))
    for await (const told of tell(reading.log, run)) print(told, terminal)
    return exitCode.done
  } finally {
    await reading.close()
  }
}

/** The same, and then each new event within a second or two; Ctrl+C ends it. */
const follow = async (
  revision: string | undefined,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<number> => {
  const place = { cwd: process.cwd(), config: options.config }
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const tellNew = follower(revision === undefined ? undefined : await runOf(revision, place))
  for await (const log of followLog(place, stop.signal)) {
    for await (const told of tellNew(log)) print(told, terminal)
  }
  return exitCode.interrupted
}

const runOf = async (revision: string, place: Parameters<typeof openReading>[0]) => {
  const reading = await openReading(place)
  try {
    return commitRun(await reading.resolve(revision))
  } finally {
    await reading.close()
  }
}

const print = (told: Told, terminal: Terminal): void =>
  terminal.print(terminal.json ? JSON.stringify(told.recorded) : line(told, terminal))

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
