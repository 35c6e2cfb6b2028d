import { writeSync } from 'node:fs'
import { isGitDocError } from '../errors.ts'
import { allViews } from './place.ts'

/**
 * Looks at a log in a process of its own, for LevelDB ends the process over some kinds of damage (docs/decisions/0004).
 * Every line it prints is JSON and whole: what was said before the end holds.
 */
const [mode, folder = '', temporary = '', ...numbers] = process.argv.slice(2)
const say = (fact: unknown): void => {
  writeSync(1, `${JSON.stringify(fact)}\n`)
}

const told = async (part: string, look: () => Promise<unknown>): Promise<boolean> => {
  try {
    say({ [part]: await look() })
    return true
  } catch (error) {
    if (!isGitDocError(error)) throw error
    const { code, message, hint } = error
    say({ failed: { part, code, message, hint } })
    return false
  }
}

const verify = async (): Promise<unknown> => {
  const { verifyLog } = await import('../adapters/level/verify.ts')
  const verified = (position: number) => say({ verified: position })
  return await verifyLog({ folder, temporary, chainsAt: numbers.map(Number), verified })
}

const compareViews = async (): Promise<unknown> => {
  const { openLogCopy } = await import('../adapters/level/reader.ts')
  const { replay } = await import('../commands/replay.ts')
  const views = await allViews()
  const log = await openLogCopy({ folder, temporary, projections: views })
  try {
    return (await replay(log, views, {})).views
  } finally {
    await log.close()
  }
}

if (mode === 'check') {
  if (await told('log', verify)) await told('views', compareViews)
} else {
  const { remainsOf } = await import('../adapters/level/salvage.ts')
  await told('end', async () => {
    for await (const remains of remainsOf(folder, Number(numbers[0]), temporary)) say({ remains })
    return true
  })
}
