import { sourceUnknown } from '../../errors/upstream.ts'
import { UpstreamRequest } from '../../events/upstream.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { UpstreamSource } from '../../ports/settings.ts'
import type { World } from './world.ts'

/** What a run was asked for with. */
export const requestOf = ({ request }: Pick<SteppedRun, 'request'>): UpstreamRequest =>
  UpstreamRequest.parse(request)

/** A source as it is configured now. UPSTREAM_UNKNOWN. */
export const sourceNamed = (
  name: string,
  { settings: { sources } }: Pick<World, 'settings'>,
): UpstreamSource => {
  const found = Object.hasOwn(sources, name) ? sources[name] : undefined
  if (!found) throw sourceUnknown(name, Object.keys(sources))
  return found
}
