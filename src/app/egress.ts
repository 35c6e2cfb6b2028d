import type { EgressTools } from '../commands/commit/egress.ts'
import type { Place } from './place.ts'
import { openReading } from './reading.ts'

/** Opens what is needed to rebuild prompts; it takes no lock and calls no provider. */
export const openEgress = async (
  place: Place,
): Promise<{
  readonly tools: EgressTools
  resolve(revision: string): Promise<string>
  close(): Promise<void>
}> => {
  const reading = await openReading(place)
  const { log, repository, settings, path, folder } = reading
  const [{ documentReader }, { ignoredIn }, { redactor }, { openServices }] = await Promise.all([
    import('../kinds/commit/documents.ts'),
    import('../kinds/commit/ignored.ts'),
    import('../kinds/commit/open-world.ts'),
    import('./services.ts'),
  ])
  const { signal } = new AbortController()
  const services = openServices(repository, settings, log, {
    path,
    folder,
    signal,
    readOnly: true,
  })
  return {
    tools: {
      log,
      repository,
      settings,
      ignored: ignoredIn(services),
      redact: redactor(services),
      document: documentReader(repository, settings.docFiles).document,
    },
    resolve: reading.resolve,
    close: reading.close,
  }
}
