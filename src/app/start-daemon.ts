import { type DaemonStatus, startDaemon as start } from './daemon.ts'
import { ownProgram } from './own-program.ts'
import type { Place } from './place.ts'

/**
 * Starts the daemon of a repository, with the command line of this package, and resolves when it works or waits for the process that owns the log.
 * DAEMON_SILENT if it ends before.
 */
export const startDaemon = async (place: Place = { cwd: process.cwd() }): Promise<DaemonStatus> =>
  (await start(place, ownProgram())).status
