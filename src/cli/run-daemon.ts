import { EventEmitter } from 'node:events'
import { mostLocked } from '../app/background.ts'
import { spawnDaemon } from '../app/daemon.ts'
import { type Daemon, openDaemon } from '../app/open-daemon.ts'
import { requestStore, serveRequests } from '../app/serve.ts'
import { isOtherWorkOpen } from '../commands/open-work.ts'
import { isGitDocError } from '../errors/error.ts'
import { daemonThere } from '../errors/upstream.ts'
import { type Round, updateUnattended } from './background.ts'
import { carryOut } from './carry-out.ts'
import { exitCode } from './exit-code.ts'
import { atOnce } from './lanes.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** How often to look whether the repository and the lock are still there, in milliseconds; nobody else is asked. */
const heartbeat = 60_000

/**
 * Stays until SIGTERM or Ctrl+C: documents new commits when a hook notes them, and carries out the requests of other
 * commands. Ends by itself when the repository or its lock is gone, and makes room for another version of git-doc.
 */
export const runDaemon = async (
  options: GlobalOptions,
  terminal: Terminal,
  listen?: Listen,
): Promise<number> => {
  const stop = new AbortController()
  const end = () => stop.abort()
  const { signals } = terminal.io
  for (const signal of ['SIGINT', 'SIGTERM'] as const) signals.once(signal, end)
  // The terminal that started it may close.
  signals.on('SIGHUP', () => {})
  const opened = await openDaemon(terminal.place, stop.signal)
  if (!opened) {
    if (listen && !stop.signal.aborted) throw daemonThere()
    if (!stop.signal.aborted) terminal.log('Another daemon works here already.')
    return exitCode.done
  }
  let wake = () => {}
  const listener = await listen?.(opened, () => wake()).catch(async error => {
    await opened.close()
    throw error
  })
  terminal.log(`The daemon works: process ${process.pid}.`)
  if (listener) terminal.print(`Listening on ${listener.url}`)
  await opened.record('info', 'The daemon works.')
  const over = await stay(opened, options, terminal, stop, awake => {
    wake = awake
  })
  await listener?.close()
  // Closing would only fail: its files are gone.
  if (over === 'repository') process.exit(exitCode.done)
  await opened.record('info', endings[over ?? 'stopped'])
  await opened.close()
  terminal.log(endings[over ?? 'stopped'])
  // Whoever has it listen starts it again, with the same words and the same secrets.
  if (over === 'version' && listener) return exitCode.busy
  if (over === 'version') void spawnDaemon(terminal.place, terminal.io.program)
  return exitCode.done
}

/** Has something listen beside the daemon's work; it calls `wake` when there is something to do. */
export type Listen = (
  daemon: Daemon,
  wake: () => void,
) => Promise<{ readonly url: string; close(): Promise<void> }>

const endings = {
  stopped: 'The daemon ends: it was stopped.',
  lock: 'The daemon ends: its lock is gone.',
  repository: 'The daemon ends: its repository is gone.',
  version: 'The daemon ends: another version of git-doc was installed, which goes on.',
}

/** Works until it is stopped or may not go on; resolves to the reason for the latter. */
const stay = async (
  daemon: Daemon,
  options: GlobalOptions,
  terminal: Terminal,
  stop: AbortController,
  onAwake: (wake: () => void) => void,
): Promise<ReturnType<Daemon['over']>> => {
  const { owned, concurrency } = daemon
  let over: ReturnType<Daemon['over']>
  const check = (): boolean => {
    over ??= daemon.over()
    if (over) stop.abort()
    return over === undefined
  }
  const commits = onNote(daemon, options, terminal, check, stop.signal)
  const execute = carryOut(owned, terminal, stop.signal)
  const serving = await serveRequests({
    store: requestStore(owned.folder),
    async execute(...asked) {
      const exit = check() ? await execute(...asked) : undefined
      // What a command left for an unattended process to do is this one's.
      if (await isOtherWorkOpen(owned.log)) commits.wake()
      return exit
    },
    atOnce: lane => atOnce(lane, concurrency),
    takes: () => true,
    onFile: file => {
      if (check() && (file === undefined || daemon.concerns(file))) commits.wake()
    },
  })
  const beat = setInterval(check, heartbeat)
  onAwake(commits.wake)
  // Commits that were made while no daemon worked.
  commits.wake()
  await new Promise<void>(resolve => {
    if (stop.signal.aborted) resolve()
    stop.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  clearInterval(beat)
  await Promise.all([serving.stop(), commits.end()])
  return over
}

/** Documents new commits, one round after the other, as long as hooks leave notes. */
const onNote = (
  daemon: Daemon,
  options: GlobalOptions,
  terminal: Terminal,
  check: () => boolean,
  stop: AbortSignal,
) => {
  let round: Promise<void> | undefined
  let again = false
  const signals = new EventEmitter()
  stop.addEventListener('abort', () => signals.emit('SIGTERM'))
  const { cwd, env, program, stdin, stdout, stderr } = terminal.io
  const quiet = {
    ...terminal,
    io: { cwd, env, program, stdin, stdout, stderr, signals },
    place: { ...terminal.place, owned: daemon.owned },
    ...(terminal.logsJson ? {} : { log() {}, error() {}, progress() {} }),
  }
  // At first, commits that were made while no daemon worked.
  let unfinished = true
  let lockedRounds = 0
  const isUnfinished = async ({ seen, unfinished: isLeft = false }: Round): Promise<boolean> => {
    const isLocked = seen !== undefined && seen !== 'busy' && seen.locked
    lockedRounds = isLocked ? lockedRounds + 1 : 0
    return isLeft || (isLocked && lockedRounds <= mostLocked && (await daemon.indexUnlocked(stop)))
  }
  const rounds = async (): Promise<void> => {
    do {
      again = false
      // A note that was dropped is heard of, too.
      if (!unfinished && !(await daemon.hasNotes()) && !(await isOtherWorkOpen(daemon.owned.log)))
        continue
      await daemon.calm()
      if (!check()) return
      const round = await updateUnattended(options, quiet)
      const { outcome } = round
      await daemon.record(
        outcome.level === 'error' ? 'error' : 'info',
        outcome.message,
        outcome.code,
      )
      unfinished = await isUnfinished(round)
      again ||= unfinished
    } while (again)
  }
  const wake = (): void => {
    again = true
    round ??= rounds()
      .catch(error =>
        daemon.record('error', String(error), isGitDocError(error) ? error.code : 'INTERNAL'),
      )
      .finally(() => {
        round = undefined
        // Somebody may have called after the last look.
        if (again && !stop.aborted) wake()
      })
  }
  return {
    wake,
    async end() {
      again = false
      await round
    },
  }
}
