import type { Services } from '../../ports/services.ts'
import type { World } from './world.ts'

/** The world of updates, made of what the outside offers. */
export const openWorld = async (services: Services): Promise<World> => {
  const { settings, log, signal, processes, repository, publisher, trust } = services
  const { upstream: tools, outputFolder, redact, pause, inTurn } = services
  const { sources } = settings.upstream
  return {
    signal,
    settings: settings.upstream,
    log,
    tools,
    processes,
    repository,
    publisher,
    outputFolder,
    redact,
    pause,
    inTurn,
    async notAllowed(name) {
      const source = sources[name]
      return source ? trust.notAllowed(await tools.things(name, source)) : []
    },
  }
}
