import { isGitDocError } from '../../errors/error.ts'
import { SourceEvent } from '../../events/source.ts'
import { sourceNamed } from '../../kinds/upstream/source.ts'
import type { World } from '../../kinds/upstream/world.ts'
import type { Forge, ForgeHook } from '../../ports/forge.ts'
import type { EventLog } from '../../ports/log.ts'
import type { SourceHook } from '../../ports/settings.ts'
import { forgeHookOf, mayBeNews } from '../../upstream/forge.ts'
import { sourceRun, strangers } from '../../upstream/names.ts'

/** What the forge of one source was asked for. */
export interface Redelivered {
  readonly name: string
  /** How many deliveries are on the forge's list, each counted once however often it was tried. */
  readonly listed: number
  /** The ids of those that the log does not know, newest first. */
  readonly missing: readonly string[]
  /** The ids of those that the forge was asked to send again. */
  readonly asked: readonly string[]
  /** How many the forge would send again with another id: they are left alone. */
  readonly unnamed: number
  readonly failure?: {
    readonly code: string
    readonly message: string
    readonly hint?: string | undefined
  }
}

export interface Redelivering extends Pick<World, 'settings'> {
  readonly log: Pick<EventLog, 'read'>
  /** FORGE_TOKEN_MISSING. */
  openForge(hook: SourceHook): Forge
}

/**
 * Asks the forges of some sources, or of all that have a webhook, for what the log does not know. UPSTREAM_UNKNOWN. What else keeps a source from
 * it is part of the answer.
 */
export async function* redeliverAll(
  names: readonly string[] | undefined,
  { settings, log, openForge }: Redelivering,
): AsyncGenerator<Redelivered> {
  const { sources } = settings
  const wanted = names ?? Object.keys(sources).filter(name => sources[name]?.hook)
  for (const name of wanted) sourceNamed(name, { settings })
  for (const name of wanted) {
    const answer: Answer = { name, listed: 0, missing: [], asked: [], unnamed: 0 }
    const source = sourceNamed(name, { settings })
    try {
      const hook = forgeHookOf(name, source)
      await redeliver(answer, hook, openForge(source.hook as SourceHook), log)
      yield answer
    } catch (error) {
      if (!isGitDocError(error) || error.scope === 'process') throw error
      const { code, message, hint } = error
      yield { ...answer, failure: { code, message, hint } }
    }
  }
}

/** An answer as it grows: what was done before a failure counts. */
interface Answer extends Redelivered {
  listed: number
  missing: string[]
  asked: string[]
  unnamed: number
}

/**
 * Reads a forge's list of deliveries once, and asks for those that may be news and are not in the log. They arrive as deliveries do, at whoever
 * listens, under the ids that they had.
 */
const redeliver = async (
  answer: Answer,
  hook: ForgeHook,
  forge: Forge,
  log: Pick<EventLog, 'read'>,
): Promise<void> => {
  const known = await knownDeliveries(answer.name, hook.forge, log)
  const attempts = new Map<string, string>()
  for await (const { id, attempt, event } of forge.deliveries(hook)) {
    if (!mayBeNews(event)) continue
    if (id === undefined) answer.unnamed += 1
    else if (!attempts.has(id)) {
      attempts.set(id, attempt)
      answer.listed += 1
      if (!known.has(id)) answer.missing.push(id)
    }
  }
  for (const id of answer.missing) {
    await forge.again(hook, attempts.get(id) ?? '')
    answer.asked.push(id)
  }
}

/** The ids that were received of a source, and those that were no source's when they came. */
const knownDeliveries = async (
  name: string,
  forge: ForgeHook['forge'],
  log: Pick<EventLog, 'read'>,
): Promise<ReadonlySet<string>> => {
  const known = new Set<string>()
  for (const run of [sourceRun(name), strangers])
    for (const { event } of await log.read(run)) {
      const { data: read } = SourceEvent.safeParse(event)
      if (read?.type === 'delivery.received' && read.data.forge === forge) known.add(read.data.id)
    }
  return known
}
