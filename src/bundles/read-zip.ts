import { inflateSync } from 'fflate'
import type { Archive, ArchiveEntry } from './entry.ts'
import { equal } from './read-tar.ts'
import type { BundleTime } from './time.ts'
import { centralHeader, localHeader, type ZipFacts, zipEnd } from './zip.ts'

/** The entries of a zip archive, as its directory at the end lists them. `most` is how much they may unpack to. */
export const readZip = (bytes: Uint8Array, most: number): Archive => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = bytes.length - endLength
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50)
    return { entries: [], broken: 'its directory is not at its end' }
  const [count, start] = [view.getUint16(end + 10, true), view.getUint32(end + 16, true)]
  const entries: ArchiveEntry[] = []
  let at = start
  let next = 0
  let total = 0
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50)
      return { entries, broken: 'an entry of its directory is damaged' }
    const facts = factsAt(view, at)
    total += facts.size
    if (total > most) return { entries, broken: `it would unpack to more than ${most} bytes` }
    const header = bytes.subarray(at, at + 46 + facts.tail)
    entries.push(entryOf(bytes, header, facts, next))
    next = facts.at + 30 + facts.name.length + facts.packed
    at += header.length
  }
  const isWhole =
    at === end && next === start && equal(bytes.subarray(end), zipEnd(count, start, end - start))
  return isWhole ? { entries } : { entries, broken: 'there are bytes between its entries' }
}

const endLength = 22

type CentralFacts = ZipFacts & {
  readonly name: Uint8Array
  readonly tail: number
  readonly attributes: number
}

const factsAt = (view: DataView, at: number): CentralFacts => {
  const short = (offset: number) => view.getUint16(at + offset, true)
  const long = (offset: number) => view.getUint32(at + offset, true)
  const room = view.byteLength - at - 46
  const name = new Uint8Array(view.buffer, view.byteOffset + at + 46, Math.min(short(28), room))
  const attributes = long(38)
  return {
    name,
    path: decoder.decode(name),
    tail: short(28) + short(30) + short(32),
    attributes,
    executable: ((attributes >>> 16) & 0o111) !== 0,
    crc: long(16),
    packed: long(20),
    size: long(24),
    at: long(42),
  }
}

/** `next` is where the entry has to begin, so that nothing is hidden between two. */
const entryOf = (
  archive: Uint8Array,
  header: Uint8Array,
  facts: CentralFacts,
  next: number,
): ArchiveEntry => {
  const { path, executable, size, packed, at } = facts
  const begin = at + 30 + facts.name.length
  return {
    path,
    kind: kindOf(facts),
    executable,
    size,
    bytes: () => unpacked(archive.subarray(begin, begin + packed), size),
    isOurs(time: BundleTime) {
      return (
        at === next &&
        equal(header, centralHeader(facts, time)) &&
        equal(archive.subarray(at, begin), localHeader(facts, time))
      )
    },
  }
}

const kindOf = ({ path, attributes }: CentralFacts): ArchiveEntry['kind'] => {
  const type = (attributes >>> 16) & 0o170000
  if (type === 0o120000) return 'link'
  if (path.endsWith('/') || type === 0o040000) return 'folder'
  return type === 0o100000 || type === 0 ? 'file' : 'other'
}

const unpacked = (content: Uint8Array, size: number): Uint8Array | undefined => {
  try {
    return inflateSync(content, { out: new Uint8Array(size) })
  } catch {
    return undefined
  }
}

const decoder = new TextDecoder()
