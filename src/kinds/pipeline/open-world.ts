import type { Services } from '../../ports/services.ts'
import type { World } from './world.ts'

/** The world of pipelines, made of what the outside offers. */
export const openWorld = async (services: Services): Promise<World> => {
  const { settings, log, signal, processes, receipts, repository, trust } = services
  const { pipelines: tools, outputFolder, redact, stopwatch } = services
  const { pipelines, engine, tools: programs } = settings
  return {
    ...{ signal, pipelines, programs, log, tools, processes, receipts, repository },
    ...{ outputFolder, redact, stopwatch },
    concurrency: engine.concurrency,
    async notAllowed(name, gate) {
      const pipeline = Object.hasOwn(pipelines, name) ? pipelines[name] : undefined
      return pipeline ? trust.notAllowed(await tools.things(name, pipeline, gate)) : []
    },
  }
}
