import { writeSync } from 'node:fs'
import { isGitDocError } from '../errors/error.ts'
import { allViews } from './place.ts'

/**
 * Checks a log in a separate process, because LevelDB kills its process on some kinds of damage (docs/decisions/0004).
 * Every line of output is complete JSON, so lines printed before the end are valid.
 */
const [mode, folder = '', temporary = '', ...numbers] = process.argv.slice(2)
const say = (fact: unknown): void => {
  writeSync(1, `${JSON.stringify(fact)}\n`)
}

const told = async (part: string, look: () => Promise<unknown>): Promise<void> => {
  try {
    say({ [part]: await look() })
  } catch (error) {
    if (!isGitDocError(error)) throw error
    const { code, message, hint } = error
    say({ failed: { part, code, message, hint } })
  }
}

const verify = async (): Promise<unknown> => {
  const { verifyLog } = await import('../adapters/level/verify.ts')
  const verified = (position: number) => say({ verified: position })
  return await verifyLog({ folder, temporary, chainsAt: numbers.map(Number), verified })
}

const compareViews = async (): Promise<unknown> => {
  const { openLogCopy } = await import('../adapters/level/reader.ts')
  const copy = await openLogCopy({ folder, temporary, projections: await allViews() })
  try {
    return await copy.compareViews()
  } finally {
    await copy.close()
  }
}

if (mode === 'log') await told('log', verify)
else if (mode === 'views') await told('views', compareViews)
else {
  const { remainsOf } = await import('../adapters/level/salvage.ts')
  await told('end', async () => {
    for await (const remains of remainsOf(folder, Number(numbers[0]), temporary)) say({ remains })
    return true
  })
}
