import { holderOf } from '../adapters/state/run-lock.ts'
import { openForge } from '../adapters/upstream/forge.ts'
import { type Redelivered, redeliverAll } from '../commands/upstream/redeliver.ts'
import { tokenMissing } from '../errors/forges.ts'
import { environment, type Place } from './place.ts'
import { openReading } from './reading.ts'

/** What forges were asked for, and whether a process is there that hears what they send. */
export interface Redeliveries {
  readonly answers: readonly Redelivered[]
  readonly isHeard: boolean
}

/**
 * Asks the forges of some sources, or of all, for deliveries that never came. The token is in the environment of whoever asks, so this is never
 * handed over; it reads a copy of the log. UPSTREAM_UNKNOWN, INTERRUPTED.
 */
export const redeliveries = async (
  place: Place,
  names: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Redeliveries> => {
  const { log, settings, folder, close } = await openReading(place)
  try {
    const answers: Redelivered[] = []
    const asking = redeliverAll(names, {
      settings: settings.upstream,
      log,
      openForge({ tokenEnv: variable }) {
        const token = environment()[variable]?.trim()
        if (!token) throw tokenMissing(variable)
        return openForge({ token, variable, signal })
      },
    })
    for await (const answer of asking) answers.push(answer)
    return { answers, isHeard: (await holderOf(folder))?.serves === true }
  } finally {
    await close()
  }
}
