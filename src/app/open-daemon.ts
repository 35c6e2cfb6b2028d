import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { recordBackground } from '../adapters/state/background-log.ts'
import { makeStateFolder } from '../adapters/state/files.ts'
import { isAnythingLeft, isOfHook } from '../adapters/state/inbox.ts'
import { inboxFolder } from '../adapters/state/inbox-folder.ts'
import { holderOf } from '../adapters/state/run-lock.ts'
import { calm, indexUnlocked } from './background.ts'
import { daemonCommand, isDaemon } from './daemon.ts'
import { openDaemonJobs } from './daemon-jobs.ts'
import { endAll, endAllQuietly } from './end-all.ts'
import { ownedLog } from './owned-log.ts'
import { now, type OwnedLog, openRepositoryAt, type Place, settled } from './place.ts'
import { installedVersion, packageVersion } from './version.ts'

/** In milliseconds: how often to look whether the process that owns the log has ended. */
const glance = 50

/** The process that stays and owns the log, as the rest of a daemon sees it. */
export interface Daemon {
  readonly owned: OwnedLog
  readonly concurrency: number
  /** Whether hooks left notes or reports. */
  hasNotes(): Promise<boolean>
  /** Whether a file in the inbox is what a hook left. */
  concerns(file: string): boolean
  /** Resolves when it is a good moment to look at new commits. */
  calm(): Promise<void>
  /** Whether the index's lock is gone within a while; false if it is aborted before. */
  indexUnlocked(signal: AbortSignal): Promise<boolean>
  /** Why this process may not go on: the lock or the repository is gone, or another version was installed. */
  over(): 'lock' | 'repository' | 'version' | undefined
  record(level: 'info' | 'error', message: string, code?: string): Promise<void>
  close(): Promise<void>
}

/** Opens what a daemon needs; waits for the process that owns the log, unless that is a daemon. Undefined then, and if it is aborted. */
export const openDaemon = async (
  place: Place,
  signal: AbortSignal,
): Promise<Daemon | undefined> => {
  const repository = await openRepositoryAt(place.cwd)
  const { folder, settings } = await settled(repository, place).finally(() => repository.close())
  const { facts } = repository
  for (;;) {
    const lock = await holderOf(folder)
    if (signal.aborted || isDaemon(lock)) return undefined
    if (!lock) break
    await pause(glance, undefined, { signal }).catch(() => {})
  }
  const closing: (() => Promise<void>)[] = []
  try {
    await makeStateFolder(folder, facts.commonDirectory)
    const log = await ownedLog(folder, { command: daemonCommand, serves: true }, closing)
    const jobs = openDaemonJobs(folder)
    closing.push(jobs.close)
    const owned = { ...log, jobsOf: jobs.of }
    return {
      owned,
      concurrency: settings.engine.concurrency,
      hasNotes: () => isAnythingLeft(folder),
      concerns: isOfHook,
      calm: () => calm(facts, folder),
      indexUnlocked: signal => indexUnlocked(facts, signal),
      over() {
        if (!existsSync(inboxFolder(folder))) return 'repository'
        if (!owned.isHeld()) return 'lock'
        return installedVersion() === packageVersion() ? undefined : 'version'
      },
      record: (level, message, code) => recordBackground(folder, now(), { level, message, code }),
      close: () => endAll(closing),
    }
  } catch (error) {
    await endAllQuietly(closing)
    throw error
  }
}
