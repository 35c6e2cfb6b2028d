import { openLevelLog } from '../adapters/level/open.ts'
import { makeStateFolder } from '../adapters/state/files.ts'
import { forgetLiveOutput } from '../adapters/state/live-output.ts'
import { acquireRunLock } from '../adapters/state/run-lock.ts'
import { statusPublisher } from '../adapters/state/status-file.ts'
import { openTurns } from '../engine/turns.ts'
import { requestAnswered } from '../errors/requests.ts'
import type { EventLog } from '../ports/log.ts'
import { endAll, endAllQuietly } from './end-all.ts'
import {
  allViews,
  logFolder,
  now,
  type OwnedLog,
  openRepositoryAt,
  type Place,
  settled,
} from './place.ts'
import { reportOf, viewsOf } from './reading.ts'
import { packageVersion } from './version.ts'

/**
 * The log alone, for a command that writes to it but uses neither Git nor a model. Throws BUSY if another process is
 * working on it.
 */
export const openOwnLog = async (
  place: Place,
  command: string,
): Promise<{ readonly log: EventLog; close(): Promise<void> }> => {
  const repository = await openRepositoryAt(place.cwd)
  const closing: (() => Promise<void>)[] = [() => repository.close()]
  const close = () => endAll(closing)
  try {
    const { folder } = await settled(repository, place)
    if (place.owned?.folder !== folder)
      await makeStateFolder(folder, repository.facts.commonDirectory)
    const { wakeForInbox } = await import('./background.ts')
    if (!place.owned) closing.push(() => wakeForInbox(repository.facts, folder))
    const { log, changed } = await ownedLog(folder, { ...place, command }, closing)
    closing.push(async () => changed())
    return { log, close }
  } catch (error) {
    await endAllQuietly(closing)
    throw error
  }
}

export interface OwningOptions extends Pick<Place, 'owned' | 'request'> {
  readonly command: string
  /** This process carries out the requests of all commands. */
  readonly serves?: boolean | undefined
  onStep?: ((step: string) => void) | undefined
}

/**
 * The log for its single writer, with the status file that readers use meanwhile; the one that this process owns
 * already, if there is one. Throws REQUEST_ANSWERED if another process carried out the request in the meantime.
 */
export const ownedLog = async (
  folder: string,
  { command, owned, request, serves, onStep = () => {} }: OwningOptions,
  closing: (() => Promise<void>)[],
): Promise<OwnedLog> => {
  if (owned?.folder === folder) return owned
  const told = (step: string, end: () => Promise<void>) => async (): Promise<void> => {
    await end()
    onStep(step)
  }
  const lock = await acquireRunLock(folder, { command, serves, version: packageVersion() })
  closing.push(told('lock:released', () => lock.release()))
  onStep('lock:taken')
  await forgetLiveOutput(folder)
  if (request !== undefined) await assertStillWaits(folder, request)
  const projections = await allViews()
  const log = await openLevelLog({ folder: logFolder(folder), projections, now, onStep })
  closing.push(told('log:closed', () => log.close()))
  onStep('log:opened')
  const publisher = statusPublisher({
    folder,
    now,
    report: () => reportOf(log),
    views: () => viewsOf(log),
  })
  closing.push(told('status:published', () => publisher.flush()))
  return {
    folder,
    log,
    turns: openTurns(),
    isHeld: lock.isHeld,
    changed: publisher.changed,
    onStep,
  }
}

/** Whoever left a request and owns the log at last must not do what the owner before did. */
const assertStillWaits = async (folder: string, request: string): Promise<void> => {
  const { waitingRequests } = await import('../adapters/state/waiting-requests.ts')
  const waiting = await waitingRequests(folder)
  if (!waiting.some(({ id }) => id === request)) throw requestAnswered(request)
}
