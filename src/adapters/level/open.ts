import type { upcasts } from '../../events/upcast.ts'
import type { EventLog, Projection } from '../../ports/log.ts'
import type { Tip } from '../log/append.ts'
import { readAnchor, writeAnchor } from './anchor.ts'
import { openDatabase, readingFailed } from './database.ts'
import { levelLog } from './log.ts'
import { openingTip } from './opening.ts'
import { backgroundSealing } from './sealing.ts'

export interface LevelLogOptions {
  /** The database's own folder; its anchor lies beside it as `<folder>.anchor.json`. */
  readonly folder: string
  /** The views the log keeps up to date; any other that it finds is dropped. */
  readonly projections: readonly Projection[]
  readonly now?: () => Date
  readonly upcasts?: typeof upcasts
  /** Events a sealed segment holds; 10,000 if left out. */
  readonly segmentSize?: number
  /** Hears of each step after which a crash leaves something else behind: `segment:written`, `segment:sealed`. */
  onStep?(step: string): void
}

/**
 * The event log in a LevelDB database (DESIGN "The log on LevelDB"); its folder is made if there is none.
 * BUSY while another process has it open, LOG_DAMAGED if what can be seen at once is not what was written.
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
    return {
      ...log,
      async append(...args) {
        const recorded = await log.append(...args)
        segments.reached(recorded.at(-1)?.position ?? 0)
        return recorded
      },
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

/** Notes how far the log reaches. The anchor is a lower bound: where it cannot be written, the older one still holds. */
const anchoring =
  (folder: string, noted: Tip | undefined) =>
  async (tip: Tip): Promise<void> => {
    if (tip.position > (noted?.position ?? 0)) await writeAnchor(folder, tip).catch(() => {})
    noted = tip
  }
