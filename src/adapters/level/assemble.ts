import { isGitDocError } from '../../errors/error.ts'
import { chainOf, type Entry, genesis, verified } from '../log/chain.ts'
import { listSegments, readSegment, type Segment, segmentsOf } from '../log/segments.ts'

/** Positions recovered from one source. */
export interface Piece {
  readonly from: 'segments' | 'database'
  readonly first: number
  readonly last: number
}

/** The recoverable and the lost parts of a damaged log. */
export interface Assembly {
  readonly pieces: readonly Piece[]
  /** The last recoverable position; 0 if there is none. */
  readonly last: number
  /** Runs that have events after it, although an earlier event is lost. */
  readonly lostRuns: readonly string[]
  /** The last position with any trace left. */
  readonly seen: number
  /** Segments that are damaged, or do not belong to this log. */
  readonly badSegments: readonly string[]
  entries(): AsyncGenerator<Entry[]>
}

/** The last position up to which segments alone contain the log, from its first event. */
export const segmentsReach = async (folder: string): Promise<number> => {
  const { last } = await assemble(folder, new Map())
  return last
}

/**
 * Assembles the log in a folder from its segments and what its database still returned, by position. Each entry must
 * carry the hash that chains it to the one before, so only entries that were really written are used.
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
  /** The segment that ends here and was intact. */
  readonly ends?: string
}

/** The longest chain from the first event. It prefers a segment's text to the database's. */
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

/** A segment with its text; `sound` until some of it turns out to be unusable. */
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

/** A key may be damaged as well as its value. */
const isAt = (position: number, text: string): boolean => text.includes(`"position":${position},`)

const runIn = (text: string): string[] => /"run":"([^"\\]+)"/.exec(text)?.slice(1, 2) ?? []
