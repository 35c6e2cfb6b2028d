import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../state/files.ts'
import { openDatabase } from './database.ts'
import { logBetween, positionOf } from './keys.ts'
import { copyDatabase } from './reader.ts'

/** What a damaged database holds at a position; not verified. */
export interface Remains {
  readonly position: number
  readonly text: string
}

/**
 * Everything that a copy of a damaged database still returns after a position, in order and with gaps. Throws where
 * LevelDB cannot continue.
 * LevelDB may even kill the process, so call this in a separate one.
 */
export async function* remainsOf(
  folder: string,
  after: number,
  temporary: string,
): AsyncGenerator<Remains> {
  await makeFolder(temporary)
  const copy = await mkdtemp(join(temporary, 'log-copy-'))
  try {
    await copyDatabase(folder, copy)
    const { db, close } = await openDatabase(copy, { expected: true, of: folder })
    try {
      const range = logBetween(after, Number.MAX_SAFE_INTEGER)
      for await (const [key, text] of db.iterator(range)) {
        const position = positionOf(key)
        if (Number.isSafeInteger(position)) yield { position, text }
      }
    } finally {
      await close()
    }
  } finally {
    await rm(copy, { recursive: true, force: true, maxRetries: 3 })
  }
}
