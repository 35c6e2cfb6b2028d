import type { Kind } from '../../engine/kind.ts'
import { upstream as kind } from '../../kinds/upstream/kind.ts'
import type { World } from '../../kinds/upstream/world.ts'
import type { WorkContext } from '../context.ts'

/** The world of updates; the kind opens its own type of world. */
export const upstreamWorld = async ({
  openWorld,
}: Pick<WorkContext, 'openWorld'>): Promise<World> => (await openWorld(kind as Kind)) as World
