import type { FullReport } from '../app/reading.ts'
import type { Serving } from '../app/serve.ts'
import { openSession, type Session } from '../app/session.ts'
import type { CommandContext } from '../commands/context.ts'
import { inTurn } from '../engine/turns.ts'
import { interrupted } from '../errors/error.ts'
import { atOnce, laneOf, laneTurn } from './lanes.ts'
import { maxCostOf } from './max-cost.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'
import type { WaitingOptions } from './waiting.ts'

export interface WorkingOptions extends GlobalOptions, WaitingOptions {
  readonly dryRun?: boolean
  readonly maxCost?: string
}

/**
 * Opens a session for work and closes it in any case; Ctrl+C ends the work between two events. As long as it owns the
 * log, it carries out what other commands request; unattended work does all of that before it ends.
 */
export const working = async (
  command: string,
  options: WorkingOptions,
  terminal: Terminal,
  work: (
    tools: CommandContext,
    report: (runs: readonly string[]) => Promise<FullReport>,
    services: Session['services'],
  ) => Promise<number>,
  unattended = false,
): Promise<number> => {
  const [verb = ''] = command.split(' ', 1)
  const stop = new AbortController()
  const interrupt = () => stop.abort(interrupted())
  // Nobody sits at the keyboard of unattended work: Ctrl+C there is not meant for us.
  const { signals } = terminal.io
  if (!unattended || terminal.place.owned) signals.once('SIGINT', interrupt)
  signals.once('SIGTERM', interrupt)
  const session = await openSession({
    ...terminal.place,
    command,
    signal: stop.signal,
    readOnly: options.dryRun ?? false,
    by: options.by,
    reason: options.reason,
    maxCost: maxCostOf(options.maxCost),
    asksNobody: asksNobody.has(verb),
    unattended,
    warn: warning => terminal.log(warning, { level: 'warning' }),
  })
  let serving: Serving | undefined
  try {
    serving = await serve(session, terminal, stop.signal, unattended)
    const { tools, report, services, owned } = session
    const does = () => work(tools, report, services)
    const lane = laneOf(verb)
    const takesTurns = lane === undefined || atOnce(lane, tools.concurrency) === 1
    const code = await (owned && takesTurns
      ? inTurn(owned.turns, laneTurn(lane), does, stop.signal)
      : does())
    if (unattended) await serving?.idle()
    return code
  } catch (error) {
    // Errors that the interruption caused would only confuse.
    throw stop.signal.aborted ? interrupted() : error
  } finally {
    await serving?.stop()
    await session.close()
    if (wantsDaemon(session, terminal)) await beginDaemon(terminal)
    signals.off('SIGINT', interrupt)
    signals.off('SIGTERM', interrupt)
  }
}

/** Commands that need neither a key nor a price until a run asks a model after all. */
const asksNobody: ReadonlySet<string> = new Set([
  'revert',
  'job',
  'receipts',
  'release',
  'upstream',
  'pipeline',
])

/** `[daemon] enabled`: whoever was the owner until now starts a daemon, which is the next one. */
const wantsDaemon = ({ owned, tools }: Session, { place }: Terminal): boolean =>
  tools.world.settings.daemon.enabled && owned !== undefined && owned !== place.owned

const beginDaemon = async ({ place, io }: Terminal): Promise<void> => {
  const { spawnDaemon } = await import('../app/daemon.ts')
  void spawnDaemon(place, io.program)
}

/** Carries out requests, unless another session of this process does or nothing may be recorded. */
const serve = async (
  { owned, tools }: Session,
  terminal: Terminal,
  stop: AbortSignal,
  unattended: boolean,
): Promise<Serving | undefined> => {
  const { place } = terminal
  if (!owned || owned === place.owned) return undefined
  const [{ requestStore, serveRequests }, { carryOut }] = await Promise.all([
    import('../app/serve.ts'),
    import('./carry-out.ts'),
  ])
  return serveRequests({
    store: requestStore(owned.folder),
    execute: carryOut(owned, terminal, stop),
    atOnce: lane => atOnce(lane, tools.concurrency),
    own: place.request,
    // A command of the same lane is its asker's to do, once this one has ended.
    takes: lane => unattended || lane !== 'commit',
  })
}
