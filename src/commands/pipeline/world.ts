import type { Kind } from '../../engine/kind.ts'
import { pipeline as kind } from '../../kinds/pipeline/kind.ts'
import type { World } from '../../kinds/pipeline/world.ts'
import type { WorkContext } from '../context.ts'

/** The world of pipelines; the kind opens its own type of world. */
export const pipelineWorld = async ({
  openWorld,
}: Pick<WorkContext, 'openWorld'>): Promise<World> => (await openWorld(kind as Kind)) as World
