import { join } from 'node:path'
import { openLevelLog } from '../../../src/adapters/level/open.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { eventLogContract } from '../event-log.contract.ts'

eventLogContract(t => {
  const folder = join(temporaryFolder(t), 'log')
  return ({ projections = [], ...settings } = {}) =>
    openLevelLog({ folder, projections, ...settings })
})
