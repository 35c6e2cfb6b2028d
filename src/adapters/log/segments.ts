import { hash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stateUnwritable } from '../../errors/log.ts'
import { makeFolder, writeStateChunks, writeStateFile } from '../state/files.ts'
import type { Entry } from './chain.ts'
import { sealedText, sealIn, sealing } from './sealed.ts'

/** A sealed file of entries, from one position to another, both included (docs/decisions/0006). */
export interface Segment {
  readonly path: string
  readonly first: number
  readonly last: number
}

/** Events in a full segment. */
export const segmentSize = 10_000

/** The folder of a log's segments. It is beside the database, so that damage to the database does not affect it. */
export const segmentsOf = (log: string): string => join(dirname(log), 'segments')

const digits = 12
const fixed = (position: number): string => String(position).padStart(digits, '0')
const nameOf = (first: number, last: number): string => `${fixed(first)}-${fixed(last)}.jsonl`

/** The segments in a folder, in order. If several begin at the same position, only the longest. */
export const listSegments = async (folder: string): Promise<readonly Segment[]> => {
  const segments = new Map<number, Segment>()
  for (const name of (await namesIn(folder)).sort()) {
    const [, first, last] = /^(\d{12})-(\d{12})\.jsonl$/.exec(name) ?? []
    if (first === undefined) continue
    segments.set(Number(first), {
      path: join(folder, name),
      first: Number(first),
      last: Number(last),
    })
  }
  return [...segments.values()]
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw stateUnwritable(folder, error)
  })

/** A segment's lines without its seal, and what is wrong with the file, if anything. */
export const readSegment = async ({
  path,
  first,
  last,
}: Segment): Promise<{ readonly texts: readonly string[]; readonly problem?: string }> => {
  const text = await readFile(path, 'utf8').catch(error => {
    throw stateUnwritable(path, error)
  })
  const lines = text.split('\n')
  const [end, sealLine = ''] = [lines.pop(), lines.pop()]
  const sum = sealing()
  for (const line of lines) sum.add(line)
  const seal = sealIn(sealLine)
  if (!seal || end !== '') return { texts: [...lines, sealLine], problem: 'its seal is missing' }
  const whole = seal.first === first && seal.last === last && lines.length === last - first + 1
  if (whole && seal.seal === sum.end()) return { texts: lines }
  return { texts: lines, problem: 'it does not match its seal' }
}

/**
 * Writes a segment, completely or not at all, and removes the shorter one that it replaces. Calls `onStep` with
 * `segment:written` when it is complete on disk under another name, and with `segment:sealed` when it is in place.
 */
export const writeSegment = async (
  folder: string,
  { first, last, pages }: { first: number; last: number; pages: AsyncIterable<readonly Entry[]> },
  onStep: (step: string) => void = () => {},
): Promise<void> => {
  await makeFolder(folder)
  const path = join(folder, nameOf(first, last))
  await writeStateChunks(path, sealedText(pages, first), {
    durable: true,
    written: () => onStep('segment:written'),
  })
  onStep('segment:sealed')
  if (!((await sealedUpTo(folder)) >= last)) await noteSealed(folder, last)
  for (const name of await namesIn(folder)) {
    const shorter = name.startsWith(`${fixed(first)}-`) && name < nameOf(first, last)
    if (shorter && name.endsWith('.jsonl')) await rm(join(folder, name), { force: true })
  }
}

const noteOf = (folder: string): string => join(folder, 'sealed.json')

/**
 * A lower bound for the last sealed position, from a note beside the segments. Without it, a missing segment would go
 * unnoticed.
 */
export const sealedUpTo = async (folder: string): Promise<number> => {
  const text = await readFile(noteOf(folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{"position":0}'
    throw stateUnwritable(noteOf(folder), error)
  })
  try {
    const { position } = JSON.parse(text) as { position: number }
    return position === 0 || text === noteText(position) ? position : Number.NaN
  } catch {
    return Number.NaN
  }
}

export const noteSealed = (folder: string, position: number): Promise<void> =>
  writeStateFile(noteOf(folder), noteText(position), { durable: true })

/** The note includes its own hash, because a lower number would otherwise be believed. */
const noteText = (position: number): string =>
  `${JSON.stringify({ position, check: hash('sha256', `sealed ${position}`) })}\n`
