import { openReceipts } from '../adapters/git/receipts.ts'
import type { ReceiptContext } from '../commands/receipts/write.ts'
import type { Place } from './place.ts'
import { openReading } from './reading.ts'
import { withoutReceipts } from './rest.ts'

/** The receipts of a repository and what the log says of them; takes no lock and changes no log. */
export interface ReceiptReading extends ReceiptContext {
  /** The full id of a commit by any name of it. UNKNOWN_COMMIT. */
  resolve(revision: string): Promise<string>
  close(): Promise<void>
}

export const openReceiptReading = async (place: Place): Promise<ReceiptReading> => {
  const reading = await openReading(place)
  const receipts = openReceipts(reading.repository.facts)
  return {
    log: reading.log,
    kinds: reading.kinds,
    receipts,
    withoutReceipts: withoutReceipts(reading.settings),
    resolve: reading.resolve,
    async close() {
      await receipts.close()
      await reading.close()
    },
  }
}
