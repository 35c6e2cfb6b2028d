import { isGitDocError } from '../../errors.ts'
import { chainOf, type Entry, genesis, verified } from '../log/chain.ts'
import { listSegments, readSegment, type Segment, segmentsOf } from '../log/segments.ts'

/** Positions that were had from one place. */
export interface Piece {
  readonly from: 'segments' | 'database'
  readonly first: number
  readonly last: number
}

/** What can be had of a damaged log, and what cannot. */
export interface Assembly {
  readonly pieces: readonly Piece[]
  /** The last position that can be had; 0 if none can. */
  readonly last: number
  /** Runs of which events behind it are still to be seen, though what they follow is gone. */
  readonly lostRuns: readonly string[]
  /** The last position that anything is left of. */
  readonly seen: number
  /** Segments that are damaged, or do not hold what this log holds. */
  readonly badSegments: readonly string[]
  entries(): AsyncGenerator<Entry[]>
}

/** How far segments alone give the log, from its first event on. */
export const segmentsReach = async (folder: string): Promise<number> => {
  const { last } = await assemble(folder, new Map())
  return last
}

/**
 * Puts the log in a folder together from its segments and from what its database still gave, by position: each entry must
 * carry the hash that chains it to the one before, so nothing is taken that was not written.
 */
export const assemble = async (
  folder: string,
  remains: ReadonlyMap<number, string>,
): Promise<Assembly> => {
  const segments = await listSegments(segmentsOf(folder))
  const pieces: Piece[] = []
  const whole = new Set<string>()
  let last = 0
  for await (const { from, entry, ends } of chained(segments, remains)) {
    last = entry.recorded.position
    const piece = pieces.at(-1)
    if (piece?.from === from) pieces.splice(-1, 1, { ...piece, last })
    else pieces.push({ from, first: last, last })
    if (ends !== undefined) whole.add(ends)
  }
  const behind = await textsBehind(segments, remains, last)
  return {
    pieces,
    last,
    lostRuns: [...new Set(behind.flatMap(runIn))],
    seen: [...remains].reduce(
      (most, [position, text]) => (isAt(position, text) ? Math.max(most, position) : most),
      Math.max(last, ...segments.map(segment => segment.last)),
    ),
    badSegments: segments.map(({ path }) => path).filter(path => !whole.has(path)),
    async *entries() {
      let page: Entry[] = []
      for await (const { entry } of chained(segments, remains)) {
        page.push(entry)
        if (page.length < 1_000) continue
        yield page
        page = []
      }
      yield page
    },
  }
}

interface Link {
  readonly from: Piece['from']
  readonly entry: Entry
  /** The segment that ends here and was whole all along. */
  readonly ends?: string
}

/** The longest chain from the first event on; a segment's text is taken before the database's. */
async function* chained(
  segments: readonly Segment[],
  remains: ReadonlyMap<number, string>,
): AsyncGenerator<Link> {
  let chain = genesis
  let current: Loaded | undefined
  for (let position = 1; ; position += 1) {
    const segment = segments.find(({ first, last }) => first <= position && position <= last)
    if (segment !== current?.segment) current = segment && (await loaded(segment))
    const link = linkAt(position, chain, current, remains)
    if (!link) return
    chain = link.entry.chain
    yield link
  }
}

/** A segment with its text; `sound` as long as all of it could be used. */
interface Loaded {
  readonly segment: Segment
  readonly texts: readonly string[]
  sound: boolean
}

const linkAt = (
  position: number,
  chain: string,
  current: Loaded | undefined,
  remains: ReadonlyMap<number, string>,
): Link | undefined => {
  const sealed =
    current && entryIn(current.texts[position - current.segment.first], chain, position)
  if (current && !sealed) current.sound = false
  const entry = sealed ?? entryIn(remains.get(position), chain, position)
  if (!entry) return undefined
  const ends = current?.sound && current.segment.last === position
  return {
    from: sealed ? 'segments' : 'database',
    entry,
    ...(ends ? { ends: current.segment.path } : {}),
  }
}

const loaded = async (segment: Segment): Promise<Loaded> => {
  const { texts, problem } = await readSegment(segment)
  return { segment, texts, sound: problem === undefined }
}

const entryIn = (text: string | undefined, previous: string, position: number) => {
  if (text === undefined) return undefined
  try {
    const recorded = verified(text, previous, position)
    return { text, recorded, chain: chainOf(text) ?? genesis }
  } catch (error) {
    if (isGitDocError(error) || error instanceof SyntaxError) return undefined
    throw error
  }
}

const textsBehind = async (
  segments: readonly Segment[],
  remains: ReadonlyMap<number, string>,
  last: number,
): Promise<readonly string[]> => {
  const texts = [...remains].filter(([position]) => position > last).map(([, text]) => text)
  for (const segment of segments.filter(one => one.last > last)) {
    texts.push(...(await readSegment(segment)).texts.slice(Math.max(0, last + 1 - segment.first)))
  }
  return texts
}

/** A key may be damaged as well as what stands under it. */
const isAt = (position: number, text: string): boolean => text.includes(`"position":${position},`)

const runIn = (text: string): string[] => /"run":"([^"\\]+)"/.exec(text)?.slice(1, 2) ?? []
