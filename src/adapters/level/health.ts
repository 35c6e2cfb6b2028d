import { existsSync } from 'node:fs'
import { isGitDocError, logDamaged } from '../../errors.ts'
import type { Finding } from '../../ports/health.ts'
import { chainOf, genesis, verified } from '../log/chain.ts'
import {
  listSegments,
  readSegment,
  type Segment,
  sealedUpTo,
  segmentSize,
  segmentsOf,
} from '../log/segments.ts'
import { anchorOf, readAnchor } from './anchor.ts'

const hint = '"git-doc doctor --repair" makes it anew and keeps what is there.'

/** Whether the anchor can be read; that the log reaches as far was seen when it was verified. */
export const anchorHealth = async (folder: string): Promise<Finding[]> => {
  const name = 'anchor'
  try {
    const anchor = await readAnchor(folder)
    if (anchor) return [{ name, state: 'ok', detail: `${anchor.position} events at least.` }]
    if (!existsSync(folder)) return [{ name, state: 'ok', detail: 'There is no log yet.' }]
    const detail = `${anchorOf(folder)} is missing: events that the end of the log lost would not be missed.`
    return [{ name, state: 'warning', detail, hint: 'The next "git-doc update" writes it.' }]
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return [{ name, state: 'error', detail: error.message, hint }]
  }
}

/** Where the segments' hashes can be compared with those of the log. */
export const segmentEnds = async (folder: string): Promise<readonly number[]> =>
  (await listSegments(segmentsOf(folder))).map(({ last }) => last)

/** What the log says of itself, as far as it could be verified. */
export interface KnownLog {
  readonly position: number
  readonly chains: Readonly<Record<number, string>>
}

/** Whether every segment is what was sealed, none is missing, and they hold the log's own events. */
export const segmentsHealth = async (
  folder: string,
  log: KnownLog | undefined,
): Promise<Finding[]> => {
  const name = 'segments'
  const segments = await listSegments(segmentsOf(folder))
  const wrong: string[] = []
  let [position, chain] = [0, genesis]
  for (const segment of segments) {
    const end = await endOf(segment, position, chain)
    if ('problem' in end) wrong.push(`${segment.path}: ${end.problem}.`)
    else if ((log?.chains[segment.last] ?? end.chain) !== end.chain)
      wrong.push(`${segment.path} does not hold the events of this log.`)
    // What follows a damaged segment is not to blame for it.
    position = segment.last
    chain = 'chain' in end ? end.chain : ''
  }
  wrong.push(...missing(await sealedUpTo(segmentsOf(folder)), position))
  if (log && log.position < position)
    wrong.push(`They hold ${position} events, but the log ends at ${log.position}.`)
  if (wrong.length > 0) return wrong.map(detail => ({ name, state: 'error', detail, hint }))
  return [covered(name, position, log?.position ?? position)]
}

const missing = (sealed: number, position: number): string[] => {
  if (sealed > position)
    return [`${sealed} events were sealed, but segments for only ${position} are there.`]
  if (Number.isNaN(sealed) || (position > 0 && sealed === 0))
    return ['sealed.json, which says how many there are, is missing or cannot be read.']
  return []
}

const covered = (name: string, sealed: number, position: number): Finding => {
  const due = position - (position % segmentSize)
  if (sealed >= due) {
    return { name, state: 'ok', detail: `${sealed} of ${position} events are sealed.` }
  }
  return {
    name,
    state: 'warning',
    detail: `Only ${sealed} of ${position} events are sealed.`,
    hint: 'The next "git-doc update" or "git-doc export" seals them.',
  }
}

/** The hash at a segment's end. `chain` is empty where the one before is damaged: then the seal alone speaks for it. */
const endOf = async (
  segment: Segment,
  after: number,
  chain: string,
): Promise<{ readonly chain: string } | { readonly problem: string }> => {
  const { texts, problem } = await readSegment(segment)
  if (problem) return { problem }
  if (segment.first !== after + 1) return { problem: `positions from ${after + 1} on are missing` }
  let [position, previous] = [after, chain]
  try {
    for (const text of texts) {
      position += 1
      if (previous !== '') verified(text, previous, position)
      previous = chainOf(text) ?? notAnEntry(position)
    }
    return { chain: previous }
  } catch (error) {
    if (isGitDocError(error)) return { problem: error.message }
    throw error
  }
}

const notAnEntry = (position: number): never => {
  throw logDamaged(`position ${position}`, 'what is there is no event')
}
