import { parseRun } from '../../engine/run-name.ts'
import { sourceUnknown } from '../../errors/upstream.ts'
import type { Cause, NewEvent } from '../../events/recorded.ts'
import type { SourceEvent } from '../../events/source.ts'
import { writeManifest } from '../../kinds/upstream/manifest.ts'
import type { Source } from '../../machines/source.ts'
import type { EventLog } from '../../ports/log.ts'
import type { UpstreamSettings } from '../../ports/settings.ts'
import { openRows } from '../../projections/open-runs.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import { seen } from '../../projections/upstream/seen.ts'
import { ignoredBy, type ReadDelivery, sourcesOf } from '../../upstream/delivery.ts'
import { sourceOf, sourceRun, strangers } from '../../upstream/names.ts'
import { doesSomething } from '../../upstream/plan.ts'
import { shownAddress } from '../../upstream/repository.ts'
import type { WorkContext } from '../context.ts'
import { appendTo } from './append.ts'
import { checkSource } from './check.ts'
import { requestUpdate } from './request.ts'
import { upstreamWorld } from './world.ts'

/** What became of a delivery: recorded now, recorded before, or recorded and of no meaning here. */
export type DeliveryResult = 'recorded' | 'repeated' | 'ignored'

/**
 * Records deliveries, each with the sources that it may speak for, several in one step; durable when the promise resolves. One id is one event for ever, also if two sources are
 * about its repository: those that come after the first are told by another stream.
 */
export const recordDeliveries = async (
  deliveries: readonly (readonly [ReadDelivery, UpstreamSettings['sources']])[],
  { log }: { readonly log: EventLog },
): Promise<readonly DeliveryResult[]> => {
  const streams = new Map<string, NewEvent[]>()
  const known = new Set<string>()
  const all = deliveries.map(([delivery, sources]) => eventsOf(delivery, sources))
  for (const { run, event, id, cause } of all.flat()) {
    // The log skips what it knows, but nothing that comes twice in one step.
    if (known.has(id)) continue
    known.add(id)
    streams.set(run, [...(streams.get(run) ?? []), { event, id, cause }])
  }
  const recorded = new Set((await appendTo(streams, log)).map(({ id }) => id))
  return all.map(events => {
    // Of a delivery that came twice the second one finds its ids taken.
    const isNew = events.filter(({ id }) => recorded.delete(id)).length > 0
    if (!isNew) return 'repeated'
    return events.every(({ event }) => isIgnored(event)) ? 'ignored' : 'recorded'
  })
}

const isIgnored = ({ type, data }: SourceEvent): boolean =>
  type === 'delivery.received' && data.ignored !== undefined

/** What is to be recorded of a delivery, and in which stream. */
interface DeliveryEvent {
  readonly run: string
  readonly id: string
  readonly event: SourceEvent
  readonly cause: Cause
}

const eventsOf = (
  delivery: ReadDelivery,
  sources: UpstreamSettings['sources'],
): readonly DeliveryEvent[] => {
  const names = sourcesOf(delivery, sources)
  const { forge, id, event, ref, commit, release, repositories } = delivery
  const [repository] = repositories
  const eventFor = (ignored: string | undefined): SourceEvent => ({
    type: 'delivery.received',
    data: {
      forge,
      id,
      event,
      ...(repository !== undefined && { repository: shownAddress(repository) }),
      ...(ref !== undefined && { ref }),
      ...(commit !== undefined && { commit }),
      ...(release && { release }),
      ...(ignored !== undefined && { ignored }),
    },
  })
  const unique = `delivery:${forge}:${id}`
  const cause = { by: 'webhook' as const, id }
  if (names.length === 0)
    return [{ run: strangers, event: eventFor('unknown-repository'), id: unique, cause }]
  return names.map((name, place) => {
    const source = sources[name]
    return {
      run: sourceRun(name),
      event: eventFor(source && ignoredBy(delivery, source)),
      id: place === 0 ? unique : `${unique}:${name}`,
      cause,
    }
  })
}

/** The sources that something was heard of since they were looked at, and of which no run is at work. */
export const dueSources = async (
  log: Pick<EventLog, 'row' | 'rows'>,
): Promise<readonly string[]> => {
  const heard: string[] = []
  for await (const [name, { deliveredAt }] of log.rows(seen))
    if (deliveredAt !== undefined && name !== '-') heard.push(name)
  if (heard.length === 0) return []
  const rows = await Promise.all(heard.map(name => log.row(status, sourceRun(name))))
  const due = heard.filter((_, index) => {
    const { deliveries, looked } = (rows[index] as StatusRow<Source> | undefined)?.context ?? {
      deliveries: 0,
      looked: 0,
    }
    return deliveries > looked
  })
  if (due.length === 0) return []
  const active = await openRows(log, ['active'], 'upstream')
  const busy = new Set(active.map(({ run }) => sourceOf(parseRun(run).key)))
  return due.filter(name => !busy.has(name))
}

/** In milliseconds: how long to wait before a remote that a delivery came from is asked once more. */
const pauses = [1_000, 5_000]

/**
 * Looks once at each source that something was heard of, and asks for the update to what is new. Whatever is heard of meanwhile makes it
 * due again. `claim` takes a source for this work; false if another work has it. Resolves to whether anything was done.
 */
export const takeDeliveries = async (
  context: WorkContext,
  claim: (name: string) => (() => void) | undefined,
): Promise<boolean> => {
  const due = await dueSources(context.log)
  if (due.length === 0) return false
  const world = await upstreamWorld(context)
  const done = await Promise.all(
    due.map(async name => {
      const free = claim(name)
      if (!free) return false
      try {
        if (Object.hasOwn(world.settings.sources, name)) await lookOnce(name, context, world)
        else await forget(name, context.log)
        return true
      } finally {
        free()
      }
    }),
  )
  if (!done.includes(true)) return false
  await writeManifest(context.log, world)
  return true
}

/** A source that is not configured any more cannot be looked at. */
const forget = async (name: string, log: EventLog): Promise<void> => {
  const run = sourceRun(name)
  const row = (await log.row(status, run)) as StatusRow<Source> | undefined
  const { code, message: reason } = sourceUnknown(name, [])
  const data = { deliveries: row?.context.deliveries ?? 0, code, reason }
  await appendTo(new Map([[run, [{ event: { type: 'source.unreachable', data } }]]]), log)
}

const lookOnce = async (
  name: string,
  context: WorkContext,
  world: Awaited<ReturnType<typeof upstreamWorld>>,
): Promise<void> => {
  let checked = await checkSource(name, context, world)
  for (const pause of pauses) {
    if (!checked.failure?.code.startsWith('REMOTE_') || world.signal.aborted) break
    await world.pause(pause)
    checked = await checkSource(name, context, world)
  }
  const { latest, remote, updateAvailable } = checked
  const source = world.settings.sources[name]
  if (!updateAvailable || !latest || remote === undefined || !source || !doesSomething(source))
    return
  const request = { source: name, to: latest, remote, cause: 'webhook' as const }
  await requestUpdate(request, { cause: { by: 'webhook' } }, context)
}
