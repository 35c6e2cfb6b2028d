import { writeSync } from 'node:fs'
import { openLevelLog } from '../../../src/adapters/level/open.ts'
import { counts, happened } from '../log-support.ts'

/**
 * Appends to a log for as long as it lives, and says each position once it is safe. Given a number, it stops at the
 * first failure, says its code and that of the next append, and ends.
 */
const [folder = '', seed = ''] = process.argv.slice(2)
const log = await openLevelLog({ folder, projections: [counts] })
const text = 'x'.repeat(500)
try {
  for (let n = 0; ; n += 1) {
    const run = `kind/${seed}-${n % 5}`
    const version = (await log.row(counts, run))?.times ?? 0
    const event = { event: { type: 'happened', data: { n, text } }, id: `${seed}-${n}` }
    const recorded = await log.append(run, n % 3 ? [event] : [event, happened(n)], version)
    writeSync(1, recorded.map(({ position }) => `${position}\n`).join(''))
  }
} catch (error) {
  const code = (failure: unknown) => (failure as { code?: string }).code ?? String(failure)
  const next = await log.append('kind/next', [happened(1)], 0).then(() => 'appended', code)
  writeSync(1, `${code(error)} ${next}\n`)
  await log.close()
}
