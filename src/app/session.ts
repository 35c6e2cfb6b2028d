import { gitIdentity } from '../adapters/git/identity.ts'
import { memoryLog } from '../adapters/memory/log.ts'
import { openDerived } from '../adapters/state/derived.ts'
import { makeStateFolder } from '../adapters/state/files.ts'
import { openInbox } from '../adapters/state/inbox.ts'
import type { CommandContext } from '../commands/context.ts'
import { isOtherWorkOpen } from '../commands/open-work.ts'
import type { World as AnyWorld, Kind } from '../engine/kind.ts'
import type { Attribution, Cause } from '../events/recorded.ts'
import { remembering } from '../kinds/commit/cached-repository.ts'
import { commit } from '../kinds/commit/kind.ts'
import type { World } from '../kinds/commit/world.ts'
import { kinds } from '../kinds.ts'
import type { EventLog } from '../ports/log.ts'
import type { Services } from '../ports/services.ts'
import type { StatusReport } from '../projections/status-report.ts'
import { wakeForInbox } from './background.ts'
import { endAll, endAllQuietly } from './end-all.ts'
import { ownedLog } from './owned-log.ts'
import { allViews, now, type OwnedLog, openRepositoryAt, type Place, settled } from './place.ts'
import { readableLog, reportOf } from './reading.ts'
import { atRest } from './rest.ts'
import { openServices } from './services.ts'
import { alertsAllowed } from './trust.ts'
import { packageVersion } from './version.ts'

/** Everything that a working command needs, including the lock that makes it the only one. */
export interface Session {
  readonly tools: CommandContext
  /** What the outside offers to runs of every kind. */
  readonly services: Services
  /** The log that this process owns; undefined if it only reads a copy. */
  readonly owned: OwnedLog | undefined
  /** The current status report, for some runs or for all. */
  report(runs?: readonly string[]): Promise<StatusReport>
  close(): Promise<void>
}

export interface WorkOptions extends Place {
  readonly command: string
  readonly signal: AbortSignal
  /** For a command that records nothing: it uses a copy of the log and takes no lock. */
  readonly readOnly?: boolean
  /** This is the background worker that hooks start; it watches for hook notes itself. */
  readonly unattended?: boolean
  /** The command calls no model, so it needs neither a key nor a price. */
  readonly asksNobody?: boolean | undefined
  /** The person who asks, as given; by default Git's identity. */
  readonly by?: string | undefined
  /** The person's reason. */
  readonly reason?: string | undefined
  /** The most US dollars to spend, instead of budget.run. */
  readonly maxCost?: number | undefined
  warn(warning: string): void
  /**
   * Called at each step after which a crash would leave a different state on disk: `append:<event>:begun`,
   * `append:<event>:done`, `publish:<step>`, `inbox:dropped`, `segment:written|sealed`, `lock:taken|released`,
   * `log:opened|closed` (with its anchor), `status:published`.
   */
  onStep?: ((step: string) => void) | undefined
}

/** The person who asks: as given, or else from Git. Looked up once, when an event first needs it. */
const attributionOf = (
  { by, reason, unattended, request }: WorkOptions,
  root: string,
): (() => Promise<Attribution>) => {
  const asked = async (): Promise<Attribution> => {
    const actor = by ?? (await gitIdentity(root))
    const cause: Cause = {
      by: unattended ? 'hook' : request === undefined ? 'command' : 'request',
      ...(request !== undefined && { id: request }),
      ...(reason && { reason }),
    }
    return { ...(actor && { actor }), cause }
  }
  let attribution: Promise<Attribution> | undefined
  return () => {
    attribution ??= asked()
    return attribution
  }
}

/** Opens the log for work. Throws BUSY if another process is working on it. */
export const openSession = async (given: WorkOptions): Promise<Session> => {
  const options = { ...given, onStep: given.onStep ?? given.owned?.onStep }
  const repository = remembering(await openRepositoryAt(options.cwd))
  const closing: (() => Promise<void>)[] = [() => repository.close()]
  const close = () => endAll(closing)
  try {
    const { settings: set, warnings, folder, path } = await settled(repository, options)
    const run = options.maxCost ?? set.budget.run
    const settings = { ...set, budget: { ...set.budget, run } }
    for (const warning of warnings) options.warn(warning)
    const views = await allViews()
    let isLeft = false
    const isOwner = !options.readOnly && !options.owned
    if (isOwner && !options.unattended)
      closing.push(() => wakeForInbox(repository.facts, folder, () => isLeft))
    if (!options.readOnly && options.owned?.folder !== folder)
      await makeStateFolder(folder, repository.facts.commonDirectory)
    const owned = options.readOnly
      ? undefined
      : await ownedLog(folder, { ...options, serves: options.unattended }, closing)
    const log = owned?.log ?? (await readableLog(folder, views))
    if (!owned) closing.push(() => log.close())
    if (isOwner && !options.unattended)
      closing.push(async () => {
        isLeft = await isOtherWorkOpen(log)
      })
    const told = watched(log, () => owned?.changed(), options.onStep)
    const derived = openDerived(folder, packageVersion())
    if (!options.readOnly) closing.push(() => derived.save())
    const place = { path, folder }
    const services = openServices(repository, settings, told, {
      ...options,
      ...place,
      derived,
      turns: owned?.turns,
    })
    closing.push(services.publisher.close, services.receipts.close, services.releaseGit.close)
    closing.push(restOf(services, owned, path, options.warn))
    const worlds = new Map<Kind, Promise<AnyWorld>>()
    const openWorld = (kind: Kind): Promise<AnyWorld> => {
      const open = worlds.get(kind) ?? kind.open?.(services) ?? Promise.resolve(services)
      worlds.set(kind, open)
      return open
    }
    // The only cast here: the commit kind opens its own type of world.
    const world = (await openWorld(commit)) as World
    return {
      tools: {
        kinds,
        attribution: attributionOf(options, repository.facts.root),
        openWorld,
        log: told,
        repository,
        world,
        inbox: openInbox(folder, { onStep: options.onStep }),
        turns: owned?.turns,
        concurrency: settings.engine.concurrency,
        request: options.request,
        pause: services.pause,
        scratch: () => memoryLog({ projections: views, now }),
      },
      services,
      owned,
      report: runs => reportOf(log, runs),
      close,
    }
  } catch (error) {
    await endAllQuietly(closing)
    throw error
  }
}

/** What is done before a session ends that owns the log. */
const restOf =
  (
    services: Services,
    owned: OwnedLog | undefined,
    path: string,
    warn: (warning: string) => void,
  ): (() => Promise<void>) =>
  async () => {
    if (owned)
      await atRest(services, {
        kinds,
        turns: owned.turns,
        alertsAllowed: () =>
          alertsAllowed(services.trust, { ...services, path }, services.repository.facts),
        warn,
      })
  }

/** The same log, which also reports when each append begins and ends. */
const watched = (
  log: EventLog,
  changed: () => void,
  onStep: WorkOptions['onStep'] = () => {},
): EventLog => {
  const appendAll: EventLog['appendAll'] = async runs => {
    const type = runs[0]?.events[0]?.event.type
    onStep(`append:${type}:begun`)
    const recorded = await log.appendAll(runs)
    onStep(`append:${type}:done`)
    changed()
    return recorded
  }
  return {
    ...log,
    append: (run, events, expected) => appendAll([{ run, events, expected }]),
    appendAll,
  }
}
