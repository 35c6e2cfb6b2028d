import type { Kind } from '../engine/kind.ts'
import type { Recorded } from '../events/recorded.ts'
import type { SteppedRun } from '../machines/stepped-run.ts'
import type { EventLog } from '../ports/log.ts'
import { openRows } from '../projections/open-runs.ts'
import type { WorkContext } from './context.ts'
import { startByEnds } from './job/ends.ts'
import { dueSources, takeDeliveries } from './upstream/deliveries.ts'
import { workOpen } from './work-open.ts'

/** Work on the runs of every kind but commits, which goes on beside the documentation. */
export interface OpenWork {
  /** Runs may have come: those that nobody works on yet begin. */
  wake(): void
  isBusy(): boolean
  /** Resolves when no run is at work any more; rejects with what ended the work. */
  idle(): Promise<void>
}

/** Whether a run of another kind than commits could go on, which is for an unattended process to do. */
export const isOtherWorkOpen = async (log: Pick<EventLog, 'row' | 'rows'>): Promise<boolean> => {
  const open = await openRows(log, ['active', 'waiting'])
  const isOpen = open.some(
    ({ kind, tag, context }) =>
      kind !== 'commit' &&
      (tag === 'active' || !forPersons.has((context as Partial<SteppedRun>).reason?.code ?? '')),
  )
  return isOpen || (await dueSources(log)).length > 0
}

/** Reasons to wait that only a person ends. */
const forPersons: ReadonlySet<string> = new Set(['cut-off', 'approval', 'no-artifact'])

export const openWork = (
  context: WorkContext,
  kinds: readonly Kind[],
  onRecorded: (recorded: Recorded) => void = () => {},
): OpenWork => {
  const atWork = new Set<string>()
  const looking = new Set<string>()
  let rounds: Promise<void> = Promise.resolve()
  let busy = 0
  let again = false
  let failure: { readonly error: unknown } | undefined

  const begin = (work: () => Promise<void>): void => {
    busy += 1
    const end = work()
      .catch(error => {
        failure ??= { error }
      })
      .finally(() => {
        busy -= 1
      })
    rounds = Promise.all([rounds, end]).then(() => {})
  }
  const workOn = async (kind: Kind): Promise<void> => {
    const own = new Set<string>()
    const concurrency = Math.max(1, (context.concurrency ?? 1) - atWork.size)
    let moved = false
    const claim = (run: string): boolean => {
      if (atWork.has(run)) return false
      atWork.add(run)
      own.add(run)
      return true
    }
    try {
      for await (const recorded of workOpen(kind, { ...context, concurrency }, { claim })) {
        moved = true
        onRecorded(recorded)
      }
    } finally {
      for (const run of own) atWork.delete(run)
    }
    if (moved) await startByEnds(context)
    // What waited for these runs may go on now.
    if (moved && !failure) wake()
  }
  const lookAtSources = async (): Promise<void> => {
    const claim = (name: string) => {
      if (looking.has(name)) return undefined
      looking.add(name)
      return () => looking.delete(name)
    }
    // There may be a run to work on now, or another look to take.
    if ((await takeDeliveries(context, claim)) && !failure) wake()
  }
  const wake = (): void => {
    if (again) return
    again = true
    // Several calls in one turn begin one round.
    queueMicrotask(() => {
      again = false
      if (failure) return
      for (const kind of kinds) begin(() => workOn(kind))
      begin(lookAtSources)
    })
  }
  return {
    wake,
    isBusy: () => busy > 0 || again,
    async idle() {
      while (busy > 0 || again) await rounds
      if (failure) throw failure.error
    },
  }
}
