import { memory, memoryLog } from '../../../src/adapters/memory/log.ts'
import { eventLogContract } from '../event-log.contract.ts'

eventLogContract(() => {
  const kept = memory()
  return async ({ projections = [], ...settings } = {}) =>
    memoryLog({ projections, memory: kept, ...settings })
})
