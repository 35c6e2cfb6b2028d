import { configuredPin } from '../../errors/upstream.ts'
import { sourceNamed } from '../../kinds/upstream/source.ts'
import { sourceRun } from '../../upstream/names.ts'
import type { WorkContext } from '../context.ts'
import { appendTo } from './append.ts'
import { upstreamWorld } from './world.ts'

/** Records the version that a source is to stay at in this clone; null ends that. UPSTREAM_UNKNOWN, UPSTREAM_PINNED. */
export const pinSource = async (
  name: string,
  version: string | null,
  context: WorkContext,
): Promise<void> => {
  const world = await upstreamWorld(context)
  if (sourceNamed(name, world).pin !== undefined) throw configuredPin(name)
  const event = { type: 'source.pinned', data: { version } }
  const events = [{ event, ...(await context.attribution()) }]
  await appendTo(new Map([[sourceRun(name), events]]), context.log)
}
