import { type DaemonStatus, daemonStatus, startDaemon, stopDaemon } from '../app/daemon.ts'
import { wrongUsage } from '../errors/usage.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface DaemonOptions extends GlobalOptions {
  readonly foreground?: boolean
}

/** Starts, stops or describes the process that stays and does the work of every command and hook. */
export const daemon = async (
  verb: string,
  options: DaemonOptions,
  terminal: Terminal,
): Promise<number> => {
  if (verb === 'start' && options.foreground)
    return (await import('./run-daemon.ts')).runDaemon(options, terminal)
  const verbs: Readonly<Record<string, (terminal: Terminal) => Promise<number>>> = {
    start,
    stop,
    status,
    unit,
  }
  const chosen = verbs[verb]
  if (!chosen)
    throw wrongUsage(`git-doc daemon has no verb "${verb}".`, 'Use start, stop, status or unit.')
  return chosen(terminal)
}

const start = async (terminal: Terminal): Promise<number> => {
  const { status: found, began } = await startDaemon(terminal.place, terminal.io.program)
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...found }, undefined, 2))
  else if (began) terminal.print(`The daemon works: process ${found.holder?.pid}.`)
  else if (found.running) terminal.print(`The daemon works already: process ${found.holder?.pid}.`)
  else
    terminal.print(
      `The daemon begins when "${found.holder?.command}", process ${found.holder?.pid}, has ended.`,
    )
  return exitCode.done
}

const stop = async (terminal: Terminal): Promise<number> => {
  const stopped = await stopDaemon(terminal.place)
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, stopped }, undefined, 2))
  else terminal.print(stopped ? 'The daemon has ended.' : 'No daemon works here.')
  return exitCode.done
}

/** The exit code is the health check: 0 if a daemon works here, otherwise 1. */
const status = async (terminal: Terminal): Promise<number> => {
  const found = await daemonStatus(terminal.place)
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...found }, undefined, 2))
  else for (const line of statusLines(found)) terminal.print(line)
  return found.running ? exitCode.done : exitCode.failed
}

const statusLines = ({ running, holder, requests, notes }: DaemonStatus): readonly string[] => [
  running
    ? `The daemon works: process ${holder?.pid} since ${holder?.since}, git-doc ${holder?.version}.`
    : holder
      ? `No daemon works here, but "${holder.command}", process ${holder.pid}, does.`
      : 'No daemon works here. "git-doc daemon start" starts one.',
  ...(requests > 0 ? [`Requests in the inbox: ${requests}.`] : []),
  ...(notes > 0 ? [`Notes of hooks in the inbox: ${notes}.`] : []),
]

const unit = async (terminal: Terminal): Promise<number> => {
  const { unitText } = await import('./daemon-unit.ts')
  await terminal.write(
    unitText({ platform: process.platform, node: process.execPath, ...terminal.io }),
  )
  return exitCode.done
}
