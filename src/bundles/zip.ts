import { deflateSync } from 'fflate'
import type { BundleFile, Digests } from './file.ts'
import { level } from './gzip.ts'
import { type BundleTime, timeParts } from './time.ts'

/** What a zip archive says of a file. */
export interface ZipFacts {
  readonly path: string
  readonly executable: boolean
  readonly size: number
  readonly packed: number
  readonly crc: number
  /** Where its local header begins. */
  readonly at: number
}

/** The parts of a zip archive; every file is compressed, and none has more fields than the format asks for. */
export function* zipParts(
  files: Iterable<BundleFile>,
  time: BundleTime,
  { crc32 }: Pick<Digests, 'crc32'>,
): Generator<Uint8Array, void, undefined> {
  const central: Uint8Array[] = []
  let at = 0
  for (const { path, bytes, executable } of files) {
    const content = deflateSync(bytes, { level })
    const size = { size: bytes.length, packed: content.length }
    const facts = { path, executable, ...size, crc: crc32(bytes), at }
    const header = localHeader(facts, time)
    central.push(centralHeader(facts, time))
    yield header
    yield content
    at += header.length + content.length
  }
  yield* central
  yield zipEnd(
    central.length,
    at,
    central.reduce((sum, { length }) => sum + length, 0),
  )
}

export const localHeader = (facts: ZipFacts, time: BundleTime): Uint8Array =>
  record([[0x04034b50, 4], ...shared(facts, time)], encoder.encode(facts.path))

export const centralHeader = (facts: ZipFacts, time: BundleTime): Uint8Array =>
  record(
    [
      [0x02014b50, 4],
      // Made on Unix, so that the mode counts.
      [0x0314, 2],
      ...shared(facts, time),
      [0, 2],
      [0, 2],
      [0, 2],
      [(facts.executable ? 0o100755 : 0o100644) * 2 ** 16, 4],
      [facts.at, 4],
    ],
    encoder.encode(facts.path),
  )

export const zipEnd = (count: number, at: number, size: number): Uint8Array =>
  record([
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [size, 4],
    [at, 4],
    [0, 2],
  ])

type Field = readonly [number: number, bytes: 2 | 4]

/** The fields that both headers of a file have, in this order. */
const shared = ({ path, crc, packed, size }: ZipFacts, time: BundleTime): readonly Field[] => {
  const [clock, date] = dosTime(time)
  return [
    [20, 2],
    // Names are UTF-8.
    [0x0800, 2],
    [8, 2],
    [clock, 2],
    [date, 2],
    [crc, 4],
    [packed, 4],
    [size, 4],
    [encoder.encode(path).length, 2],
    [0, 2],
  ]
}

/** Time and date in the two numbers of MS-DOS, which begin in 1980. */
const dosTime = ({ iso }: BundleTime): readonly [clock: number, date: number] => {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = timeParts(iso)
  if (year < 1980) return [0, 0x21]
  return [(hour << 11) | (minute << 5) | (second >> 1), ((year - 1980) << 9) | (month << 5) | day]
}

const record = (fields: readonly Field[], tail = new Uint8Array()): Uint8Array => {
  const length = fields.reduce((sum, [, bytes]) => sum + bytes, 0)
  const bytes = new Uint8Array(length + tail.length)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [number, size] of fields) {
    if (size === 2) view.setUint16(at, number, true)
    else view.setUint32(at, number, true)
    at += size
  }
  bytes.set(tail, length)
  return bytes
}

const encoder = new TextEncoder()
