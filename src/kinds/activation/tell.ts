import type { StepEnd } from '../../engine/run-steps.ts'
import { interrupted } from '../../errors/error.ts'
import { syncFailed } from '../../errors/releases.ts'
import type { ActivationRequest } from '../../events/activation.ts'
import type { Sync, SyncMessage } from '../../ports/sync.ts'
import type { Pointer } from '../../releases/pointer.ts'
import { readProduction } from '../../releases/production.ts'
import type { World } from './world.ts'

interface Telling {
  readonly run: string
  readonly way: Sync['ways'][number]
  readonly request: ActivationRequest
  /** The pointer's commit. */
  readonly commit: string
}

/**
 * Tells of the new pointer, as often as the settings allow. What is told is what is in production now: an old activation that is told
 * late brings nothing old back.
 */
export const tell = async (
  { run, way, request, commit }: Telling,
  world: World,
): Promise<StepEnd> => {
  const { sync } = world
  if (!sync) return { state: 'skipped', code: 'no-sync', reason: 'Nobody is to be told any more.' }
  const message = messageOf({ run, request, commit }, await activeNow(request.ref, commit, world))
  for (let attempts = 1; ; attempts += 1) {
    const { evidence, error } = await sync.tell(way, message)
    const facts = { ...evidence.facts, attempts }
    if (!error) return { state: 'done', evidence: { ...evidence, facts } }
    if (attempts > sync.retries) {
      const to = way === 'url' ? evidence.what : 'The command'
      const { code, message: reason } = syncFailed(to, attempts, error.message)
      return { state: 'failed', code, reason, evidence: { ...evidence, facts } }
    }
    await world.pause(sync.backoff * 2 ** (attempts - 1))
    if (world.signal.aborted) throw interrupted()
  }
}

/** What the branch's pointer names now, or that of the commit if the branch is gone. */
const activeNow = async (
  ref: string,
  commit: string,
  { repository, git, settings }: Pick<World, 'repository' | 'git' | 'settings'>,
): Promise<Pointer> => {
  const tip = await repository.resolve(ref).catch(() => commit)
  return (await readProduction(tip, settings().layout, git)).active
}

const messageOf = (
  { run, request, commit }: Pick<Telling, 'run' | 'request' | 'commit'>,
  active: Pointer,
): SyncMessage => {
  const { deed, by, reason } = request
  const packages = request.packages.map(({ package: name, version, previous }) => ({
    package: name,
    version,
    previous,
  }))
  const [only, ...others] = packages
  return {
    run,
    commit,
    packages: JSON.stringify(packages),
    body: JSON.stringify({ schema: 1, run, deed, commit, by, reason, packages, active }),
    ...(others.length === 0 && {
      version: only?.version,
      previous: only?.previous ?? undefined,
    }),
  }
}
