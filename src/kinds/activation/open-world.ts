import { secretsIn } from '../../documentation/secrets/rules.ts'
import { releasesNotConfigured } from '../../errors/releases.ts'
import type { Services } from '../../ports/services.ts'
import { layoutFrom } from '../../releases/settings-layout.ts'
import type { World } from './world.ts'

/** The world of activations, made of what the outside offers. */
export const openWorld = async (services: Services): Promise<World> => {
  const { settings, signal, repository, publisher, receipts, log, sync, processes } = services
  const { findSecrets, stopwatch, pause, inTurn } = services
  return {
    signal,
    settings() {
      const { releases, roles } = settings
      if (!releases) throw releasesNotConfigured()
      const { layout, approvals, roles: verbs } = releases
      return { layout: layoutFrom(layout), approvals, roles, verbs }
    },
    repository,
    git: services.releaseGit,
    publisher,
    receipts,
    log,
    sync,
    findSecrets: async text => [...secretsIn(text), ...(await findSecrets(text))],
    stopwatch,
    pause,
    inTurn,
    endLeftovers: async run => void (await processes.endMarked(run)),
  }
}
