import type { EgressTools } from '../commands/egress.ts'
import type { Place } from './place.ts'
import { openReading } from './reading.ts'
import { ignoredIn, withholder } from './world.ts'

/** Opens what is needed to make prompts again; takes no lock and asks nobody. */
export const openEgress = async (
  place: Place,
): Promise<{
  readonly tools: EgressTools
  resolve(revision: string): Promise<string>
  close(): Promise<void>
}> => {
  const reading = await openReading(place)
  const { log, repository, settings } = reading
  const { documentReader } = await import('../engine/documents.ts')
  return {
    tools: {
      log,
      repository,
      settings,
      ignored: ignoredIn(repository),
      withhold: await withholder(settings),
      document: documentReader(repository, settings.docFiles).document,
    },
    resolve: reading.resolve,
    close: reading.close,
  }
}
