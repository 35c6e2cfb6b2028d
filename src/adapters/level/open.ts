import type { upcasts } from '../../events/upcast.ts'
import type { EventLog } from '../../ports/log.ts'
import type { AnyProjection } from '../../ports/projection.ts'
import type { Tip } from '../log/append.ts'
import { readAnchor, writeAnchor } from './anchor.ts'
import { openingTip } from './check-on-open.ts'
import { openDatabase, readingFailed } from './database.ts'
import { levelLog } from './log.ts'
import { backgroundSealing } from './sealing.ts'

export interface LevelLogOptions {
  /** The database's own folder; its anchor is beside it as `<folder>.anchor.json`. */
  readonly folder: string
  /** The views that the log keeps up to date; other views in the database are dropped. */
  readonly projections: readonly AnyProjection[]
  readonly now?: () => Date
  readonly upcasts?: typeof upcasts
  /** Events in a sealed segment; 10,000 by default. */
  readonly segmentSize?: number
  /** Called at each step after which a crash would leave a different state on disk: `segment:written`, `segment:sealed`. */
  onStep?(step: string): void
}

/**
 * Opens the event log in a LevelDB database (DESIGN "The log on LevelDB"), creating the folder if necessary. Throws
 * BUSY while another process has it open, and LOG_DAMAGED if the checks at opening find damage.
 */
export const openLevelLog = async (options: LevelLogOptions): Promise<EventLog> => {
  const { folder } = options
  const anchor = await readAnchor(folder)
  const { db, close } = await openDatabase(folder, { expected: Boolean(anchor?.position) })
  try {
    const tip = await openingTip(db, anchor)
    const log = await levelLog(db, tip, options)
    const anchored = anchoring(folder, anchor)
    await anchored(tip)
    const { segmentSize: size, onStep } = options
    const segments = backgroundSealing(db, {
      folder,
      ...(size === undefined ? {} : { size }),
      ...(onStep && { onStep }),
    })
    segments.reached(tip.position)
    const appendAll: EventLog['appendAll'] = async runs => {
      const recorded = await log.appendAll(runs)
      segments.reached(recorded.at(-1)?.position ?? 0)
      return recorded
    }
    return {
      ...log,
      append: (run, events, expected) => appendAll([{ run, events, expected }]),
      appendAll,
      async close() {
        try {
          await log.close()
          const head = await log.head()
          await segments.end(head.position).catch(() => {})
          await anchored(head)
        } finally {
          await close()
        }
      },
    }
  } catch (error) {
    await close()
    throw readingFailed(folder, error)
  }
}

/** Records how far the log reaches. The anchor is a lower bound: if it cannot be written, the older one is still valid. */
const anchoring =
  (folder: string, noted: Tip | undefined) =>
  async (tip: Tip): Promise<void> => {
    if (tip.position > (noted?.position ?? 0)) await writeAnchor(folder, tip).catch(() => {})
    noted = tip
  }
