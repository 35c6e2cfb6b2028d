import { sideBySide } from '../../engine/side-by-side.ts'
import { isGitDocError } from '../../errors/error.ts'
import type { SourceEvent } from '../../events/source.ts'
import type { Version } from '../../events/upstream.ts'
import { type Current, currentOf } from '../../kinds/upstream/current.ts'
import { sourceNamed } from '../../kinds/upstream/source.ts'
import type { World } from '../../kinds/upstream/world.ts'
import type { Source } from '../../machines/source.ts'
import type { EventLog } from '../../ports/log.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import { sourceRun } from '../../upstream/names.ts'
import { changeOf, isNews, needsApproval } from '../../upstream/policy.ts'
import { compareLink, shownAddress } from '../../upstream/repository.ts'
import type { Level } from '../../upstream/versions.ts'
import type { WorkContext } from '../context.ts'
import { appendTo } from './append.ts'
import { type Look, look } from './look.ts'
import { upstreamWorld } from './world.ts'

/** What one check of a source came to. */
export interface CheckedSource {
  readonly name: string
  readonly current: Version | undefined
  /** Why nobody knows what is installed. */
  readonly unknown?: Current['unknown']
  readonly latest: Version | undefined
  readonly updateAvailable: boolean
  readonly level: Level | 'none'
  readonly needsApproval: boolean
  readonly pinned: boolean
  /** The address that answered; undefined if none did. */
  readonly remote?: string | undefined
  /** Where a forge shows what is new. */
  readonly compare?: string | undefined
  /** Tags that are no versions, and how many there are. */
  readonly others: { readonly count: number; readonly some: readonly string[] }
  readonly failure?: {
    readonly code: string
    readonly message: string
    readonly hint?: string | undefined
  }
}

/** How many remotes are asked at a time, and how many tags that are no versions are named. */
const [together, named] = [64, 5]

/** Asks the remotes of some sources, or of all, for their refs, all of them at a time. Yields each as its answer comes. */
export async function* checkSources(
  names: readonly string[] | undefined,
  context: Pick<WorkContext, 'log' | 'openWorld' | 'attribution'>,
): AsyncGenerator<CheckedSource> {
  const world = await upstreamWorld(context)
  const wanted = names ?? Object.keys(world.settings.sources)
  for (const name of wanted) sourceNamed(name, world)
  const each = wanted.map(
    name =>
      async function* () {
        yield await checkSource(name, context, world)
      },
  )
  yield* sideBySide(each, together)
}

/** Asks the remotes of one source, and records what they had or why they could not be asked. */
export const checkSource = async (
  name: string,
  { log, attribution }: Pick<WorkContext, 'log' | 'attribution'>,
  world: World,
): Promise<CheckedSource> => {
  const source = sourceNamed(name, world)
  const known = await knownOf(name, log)
  const pin = source.pin ?? known.pin
  const record = async (event: SourceEvent) =>
    appendTo(new Map([[sourceRun(name), [{ event, ...(await attribution()) }]]]), log)
  let found: Look
  try {
    found = await look(name, source, { pin, released: known.released }, world)
  } catch (error) {
    if (!isGitDocError(error) || error.scope === 'process') throw error
    const { code, message, hint } = error
    const data = { deliveries: known.deliveries, code, reason: message }
    await record({ type: 'source.unreachable', data })
    return { ...nothingOf(name, known, pin), failure: { code, message, hint } }
  }
  const { latest, remote, versions } = found
  const { version: current, unknown } = await currentOf(name, source, versions, world)
  const others = { count: found.others.length, some: found.others.slice(0, named) }
  await record({
    type: 'source.checked',
    data: {
      remote: shownAddress(remote),
      deliveries: known.deliveries,
      versions: versions.length,
      ...(latest && { latest }),
      ...(current && { current }),
      others: { ...others, some: [...others.some] },
    },
  })
  const isNew = latest !== undefined && isNews(source, current, latest, pin !== undefined)
  const level = isNew ? changeOf(source, current, latest) : 'none'
  const [from, to] = [current?.tag ?? current?.commit, latest?.tag ?? latest?.commit]
  const compare = isNew && from && to ? compareLink(remote, from, to) : undefined
  return {
    name,
    current,
    unknown,
    latest,
    updateAvailable: isNew,
    level,
    needsApproval: level !== 'none' && needsApproval(source, level),
    pinned: pin !== undefined,
    remote,
    compare,
    others,
  }
}

/** What the log knows of a source before anybody is asked. */
const knownOf = async (name: string, log: Pick<EventLog, 'row'>): Promise<Source> => {
  const row = (await log.row(status, sourceRun(name))) as StatusRow<Source> | undefined
  return row?.context ?? { deliveries: 0, looked: 0, received: 0, released: [] }
}

const nothingOf = (name: string, { latest, current }: Source, pin: string | undefined) => ({
  name,
  current,
  latest,
  updateAvailable: false,
  level: 'none' as const,
  needsApproval: false,
  pinned: pin !== undefined,
  others: { count: 0, some: [] },
})
