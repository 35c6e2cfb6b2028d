import { spawn } from 'node:child_process'
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { unmarkedEnvironment } from '../adapters/process/environment.ts'
import { lastBackground } from '../adapters/state/background-log.ts'
import { waitingNotes } from '../adapters/state/inbox.ts'
import { isGone } from '../adapters/state/processes.ts'
import { holderOf, type RunLock } from '../adapters/state/run-lock.ts'
import { waitingRequests } from '../adapters/state/waiting-requests.ts'
import { daemonElsewhere, daemonSilent } from '../errors/requests.ts'
import { locateState, type Place } from './place.ts'

export const daemonCommand = 'daemon'

/** What is known of a daemon from outside; nothing of it is asked of the daemon. */
export interface DaemonStatus {
  readonly running: boolean
  /** Who owns the log, a daemon or not. */
  readonly holder?: Pick<RunLock, 'pid' | 'host' | 'since' | 'command' | 'version'> | undefined
  readonly requests: number
  readonly notes: number
}

export const isDaemon = (lock: Pick<RunLock, 'command'> | undefined): boolean =>
  lock?.command === daemonCommand

export const daemonStatus = async (place: Place): Promise<DaemonStatus> => {
  const { folder } = await locateState(place)
  const lock = await holderOf(folder)
  return {
    running: isDaemon(lock),
    holder: lock && {
      pid: lock.pid,
      host: lock.host,
      since: lock.since,
      command: lock.command,
      version: lock.version,
    },
    requests: (await waitingRequests(folder)).length,
    notes: (await waitingNotes(folder)).length,
  }
}

/** In milliseconds: how often to look whether a daemon has begun or ended, and when to give up on one that begins. */
const patience = { glance: 50, begin: 30_000 }

/**
 * Starts a daemon in a process of its own, and resolves when it owns the log, or waits for the process that does.
 * DAEMON_SILENT if it ends before.
 */
export const startDaemon = async (
  place: Place,
  program: string,
): Promise<{ readonly status: DaemonStatus; readonly began: boolean }> => {
  const { folder } = await locateState(place)
  const before = await daemonStatus(place)
  if (before.running) return { status: before, began: false }
  const ended = spawnDaemon(place, program)
  let isOver = false
  ended.then(() => {
    isOver = true
  })
  for (let waited = 0; waited < patience.begin; waited += patience.glance) {
    const lock = await holderOf(folder)
    if (lock) return { status: await daemonStatus(place), began: isDaemon(lock) }
    if (isOver) break
    await pause(patience.glance)
  }
  throw daemonSilent((await lastBackground(folder))?.what)
}

/** Starts a daemon and does not wait for it; resolves when it ends, if this process still runs then. */
export const spawnDaemon = ({ cwd, config }: Place, program: string): Promise<unknown> => {
  const configured = config === undefined ? [] : ['--config', config]
  const words = [program, daemonCommand, 'start', '--foreground', '--quiet', ...configured]
  const daemon = spawn(process.execPath, words, {
    cwd,
    env: { ...unmarkedEnvironment() },
    stdio: 'ignore',
    detached: true,
    windowsHide: true,
  })
  daemon.unref()
  return new Promise(resolve => {
    daemon.once('exit', resolve)
    daemon.once('error', resolve)
  })
}

/**
 * Ends the daemon after its current step, and resolves when it has ended. False if there is none. DAEMON_ELSEWHERE for one
 * on another machine.
 */
export const stopDaemon = async (place: Place): Promise<boolean> => {
  const { folder } = await locateState(place)
  const lock = await holderOf(folder)
  if (!lock || !isDaemon(lock)) return false
  if (lock.host !== hostname()) throw daemonElsewhere(lock.host)
  process.kill(lock.pid, 'SIGTERM')
  while (!isGone(lock)) await pause(patience.glance)
  return true
}
