import { readFile } from 'node:fs/promises'
import { logDamaged, stateUnwritable } from '../../errors/log.ts'
import type { Tip } from '../log/append.ts'
import { writeStateFile } from '../state/files.ts'

/**
 * The anchor's file, beside the database. It holds a lower bound for how far the log reached, because LevelDB opens a
 * database without its newest file as a shorter one, with no error.
 */
export const anchorOf = (folder: string): string => `${folder}.anchor.json`

/** The anchor of the database in a folder; undefined if there never was one. */
export const readAnchor = async (folder: string): Promise<Tip | undefined> => {
  const path = anchorOf(folder)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw stateUnwritable(path, error)
  })
  if (text === undefined) return undefined
  const tip = parsed(text)
  if (!tip) throw logDamaged(path, 'the anchor is unreadable')
  return tip
}

export const writeAnchor = (folder: string, { position, chain }: Tip): Promise<void> =>
  writeStateFile(anchorOf(folder), `${JSON.stringify({ position, chain })}\n`, { durable: true })

const parsed = (text: string): Tip | undefined => {
  try {
    const { position, chain } = JSON.parse(text) as Partial<Tip>
    return Number.isSafeInteger(position) && typeof chain === 'string'
      ? { position: position as number, chain }
      : undefined
  } catch {
    return undefined
  }
}
