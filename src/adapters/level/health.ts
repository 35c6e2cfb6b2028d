import { existsSync } from 'node:fs'
import { isGitDocError } from '../../errors/error.ts'
import { logDamaged } from '../../errors/log.ts'
import { type Finding, sound } from '../../ports/health.ts'
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

/** A finding that a rebuild of the log repairs. */
const rebuild = {
  hint: '"git-doc doctor --repair" rebuilds it and keeps the old files.',
  repair: 'rebuild',
} as const

/** Whether the anchor is readable. Verifying the log already checked that it reaches that far. */
export const anchorHealth = async (folder: string): Promise<Finding[]> => {
  const name = 'anchor'
  try {
    const anchor = await readAnchor(folder)
    if (anchor) return [sound(name, `At least ${anchor.position} events.`)]
    if (!existsSync(folder)) return [sound(name, 'There is no log yet.')]
    const detail = `${anchorOf(folder)} is missing. Without it, git-doc cannot notice that the end of the log is lost.`
    const hint = 'The next "git-doc update" writes it.'
    return [{ name, state: 'warning', code: 'ANCHOR_MISSING', detail, hint }]
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return [{ name, state: 'error', code: error.code, detail: error.message, ...rebuild }]
  }
}

/** The positions where the segments' hashes can be compared with the log's. */
export const segmentEnds = async (folder: string): Promise<readonly number[]> =>
  (await listSegments(segmentsOf(folder))).map(({ last }) => last)

/** The verified facts about the log. */
export interface KnownLog {
  readonly position: number
  readonly chains: Readonly<Record<number, string>>
}

/** Whether every segment is intact, none is missing, and they hold the log's own events. */
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
    // Do not blame the next segment for this one's damage.
    position = segment.last
    chain = 'chain' in end ? end.chain : ''
  }
  wrong.push(...missing(await sealedUpTo(segmentsOf(folder)), position))
  if (log && log.position < position)
    wrong.push(`The segments hold ${position} events, but the log ends at ${log.position}.`)
  if (wrong.length > 0)
    return wrong.map(detail => ({
      name,
      state: 'error',
      code: 'SEGMENTS_DAMAGED',
      detail,
      ...rebuild,
    }))
  return [covered(name, position, log?.position ?? position)]
}

const missing = (sealed: number, position: number): string[] => {
  if (sealed > position)
    return [`${sealed} events were sealed, but only ${position} of them are in segments.`]
  if (Number.isNaN(sealed) || (position > 0 && sealed === 0))
    return ['sealed.json, which holds the number of sealed events, is missing or cannot be read.']
  return []
}

const covered = (name: string, sealed: number, position: number): Finding => {
  const due = position - (position % segmentSize)
  if (sealed >= due) {
    return sound(name, `${sealed} of ${position} events are sealed.`)
  }
  return {
    name,
    state: 'warning',
    code: 'SEGMENTS_BEHIND',
    detail: `Only ${sealed} of ${position} events are sealed.`,
    hint: 'The next "git-doc update" or "git-doc export" seals them.',
  }
}

/** The hash at a segment's end. `chain` is empty if the previous segment is damaged; then only the seal proves this one. */
const endOf = async (
  segment: Segment,
  after: number,
  chain: string,
): Promise<{ readonly chain: string } | { readonly problem: string }> => {
  const { texts, problem } = await readSegment(segment)
  if (problem) return { problem }
  if (segment.first !== after + 1) return { problem: `the positions from ${after + 1} are missing` }
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
  throw logDamaged(`position ${position}`, 'the value is not an event')
}
