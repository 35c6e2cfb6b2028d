import { secretsIn } from '../../documentation/secrets/rules.ts'
import { releasesNotConfigured } from '../../errors/releases.ts'
import type { Services } from '../../ports/services.ts'
import { layoutFrom } from '../../releases/settings-layout.ts'
import type { World } from './world.ts'

/** The world of stagings, made of what the outside offers. */
export const openWorld = async ({
  settings,
  signal,
  releaseGit: git,
  log,
  findSecrets,
  stopwatch,
}: Services): Promise<World> => ({
  signal,
  layout() {
    if (!settings.releases) throw releasesNotConfigured()
    return layoutFrom(settings.releases.layout)
  },
  git,
  log,
  // The rules of prompts are ours and those that other projects maintain.
  findSecrets: async text => [...secretsIn(text), ...(await findSecrets(text))],
  stopwatch,
})
