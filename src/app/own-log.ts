import type { EventLog } from '../ports/log.ts'
import { endAll, endAllQuietly } from './end-all.ts'
import { allViews, openRepositoryAt, type Place, settled } from './place.ts'
import { ownedLog } from './tools.ts'

/** The log alone, for a command that writes to it and asks neither Git nor a model. BUSY when another process is at it. */
export const openOwnLog = async (
  place: Place,
  command: string,
): Promise<{ readonly log: EventLog; close(): Promise<void> }> => {
  const repository = await openRepositoryAt(place.cwd)
  const closing: (() => Promise<void>)[] = [() => repository.close()]
  const close = () => endAll(closing)
  try {
    const { folder } = await settled(repository, place, 'warn')
    const { wakeForNotes } = await import('./background.ts')
    closing.push(() => wakeForNotes(repository.facts, folder))
    const { log, changed } = await ownedLog(folder, await allViews(), { command }, closing)
    closing.push(async () => changed())
    return { log, close }
  } catch (error) {
    await endAllQuietly(closing)
    throw error
  }
}
