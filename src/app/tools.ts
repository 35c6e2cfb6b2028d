import { openLevelLog } from '../adapters/level/open.ts'
import { memoryLog } from '../adapters/memory/log.ts'
import { openDerived } from '../adapters/state/derived.ts'
import { openInbox } from '../adapters/state/inbox.ts'
import { acquireRunLock } from '../adapters/state/run-lock.ts'
import { statusPublisher } from '../adapters/state/status-file.ts'
import type { Tools } from '../commands/tools.ts'
import { remembering } from '../engine/remembering.ts'
import type { EventLog, Projection } from '../ports/log.ts'
import type { StatusReport } from '../projections/status-report.ts'
import { wakeForNotes } from './background.ts'
import { endAll, endAllQuietly } from './end-all.ts'
import { allViews, logFolder, now, openRepositoryAt, type Place, settled } from './place.ts'
import { readableLog, reportOf } from './reading.ts'
import { packageVersion } from './version.ts'
import { openWorld } from './world.ts'

/** Everything a command that works needs, and the lock that makes it the only one. */
export interface Workshop {
  readonly tools: Tools
  /** The status report as it is now, of some runs or of all. */
  report(runs?: readonly string[]): Promise<StatusReport>
  close(): Promise<void>
}

export interface WorkOptions extends Place {
  readonly command: string
  readonly signal: AbortSignal
  /** For what records nothing: a copy of the log, no lock. */
  readonly readOnly?: boolean
  /** The worker that hooks wake: it looks for their notes itself. */
  readonly unattended?: boolean
  /** No model is asked, so that neither its key nor its price is needed. */
  readonly asksNobody?: boolean | undefined
  /** US dollars that may be spent, in place of budget.run. */
  readonly maxCost?: number | undefined
  warn(warning: string): void
  /**
   * Hears of each step after which a crash leaves something else behind: `append:<event>:begun`, `append:<event>:done`,
   * `publish:<step>`, `inbox:dropped`, `segment:written|sealed`, `lock:taken|released`, `log:opened|closed` (with its anchor), `status:published`.
   */
  onStep?(step: string): void
}

/** Opens the log for work: BUSY when another process is at it. */
export const openTools = async (options: WorkOptions): Promise<Workshop> => {
  const repository = remembering(await openRepositoryAt(options.cwd))
  const closing: (() => Promise<void>)[] = [() => repository.close()]
  const close = () => endAll(closing)
  try {
    const {
      settings: set,
      warnings,
      folder,
    } = await settled(repository, options, options.asksNobody ? 'warn' : 'refuse')
    const run = options.maxCost ?? set.budget.run
    const settings = { ...set, budget: { ...set.budget, run } }
    for (const warning of warnings) options.warn(warning)
    const views = await allViews()
    if (!options.readOnly && !options.unattended) {
      closing.push(() => wakeForNotes(repository.facts, folder))
    }
    const { log, changed } = options.readOnly
      ? { log: await readableLog(folder, views), changed: () => {} }
      : await ownedLog(folder, views, options, closing)
    if (options.readOnly) closing.push(() => log.close())
    const told = watched(log, changed, options.onStep)
    const derived = openDerived(folder, packageVersion())
    if (!options.readOnly) closing.push(() => derived.save())
    const world = await openWorld(repository, settings, told, { ...options, derived })
    return {
      tools: {
        log: told,
        repository,
        world,
        inbox: openInbox(folder, { onStep: options.onStep }),
        scratch: () => memoryLog({ projections: views, now }),
      },
      report: runs => reportOf(log, runs),
      close,
    }
  } catch (error) {
    await endAllQuietly(closing)
    throw error
  }
}

/** The log for its one writer, with the status file that readers look at while it works. */
export const ownedLog = async (
  folder: string,
  views: readonly Projection[],
  { command, onStep = () => {} }: Pick<WorkOptions, 'command' | 'onStep'>,
  closing: (() => Promise<void>)[],
) => {
  const told = (step: string, end: () => Promise<void>) => async (): Promise<void> => {
    await end()
    onStep(step)
  }
  const lock = await acquireRunLock(folder, { command })
  closing.push(told('lock:released', () => lock.release()))
  onStep('lock:taken')
  const log = await openLevelLog({ folder: logFolder(folder), projections: views, now, onStep })
  closing.push(told('log:closed', () => log.close()))
  onStep('log:opened')
  const publisher = statusPublisher({ folder, now, report: () => reportOf(log) })
  closing.push(told('status:published', () => publisher.flush()))
  return { log, changed: () => publisher.changed() }
}

/** The same log, telling of each append. */
const watched = (
  log: EventLog,
  changed: () => void,
  onStep: WorkOptions['onStep'] = () => {},
): EventLog => ({
  ...log,
  async append(run, events, expected) {
    const [first] = events
    onStep(`append:${first?.event.type}:begun`)
    const recorded = await log.append(run, events, expected)
    onStep(`append:${first?.event.type}:done`)
    changed()
    return recorded
  },
})
