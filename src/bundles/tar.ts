import { bundlePathTooLong } from '../errors/bundles.ts'
import type { BundleFile } from './file.ts'

export const block = 512

/** The parts of a tar archive in the format ustar: owner and time are the same for every file. */
export function* tarParts(
  files: Iterable<BundleFile>,
  seconds: number,
): Generator<Uint8Array, void, undefined> {
  for (const file of files) {
    const { path, bytes, executable } = file
    yield tarHeader({ path, size: bytes.length, executable }, seconds)
    yield bytes
    yield new Uint8Array(padding(bytes.length))
  }
  yield new Uint8Array(2 * block)
}

/** How many zeros follow a content, up to the next block. */
export const padding = (size: number): number => (block - (size % block)) % block

export interface TarFacts {
  readonly path: string
  readonly size: number
  readonly executable: boolean
}

/** The header of a file. BUNDLE_PATH_TOO_LONG. */
export const tarHeader = ({ path, size, executable }: TarFacts, seconds: number): Uint8Array => {
  const header = new Uint8Array(block)
  const write = (at: number, text: string | Uint8Array) =>
    header.set(typeof text === 'string' ? encoder.encode(text) : text, at)
  const [prefix, name] = split(path)
  write(0, name)
  write(100, octal(executable ? 0o755 : 0o644, 8))
  write(108, octal(0, 8))
  write(116, octal(0, 8))
  write(124, octal(size, 12))
  write(136, octal(seconds, 12))
  write(156, '0')
  write(257, 'ustar\0')
  write(263, '00')
  write(265, 'root')
  write(297, 'root')
  write(329, octal(0, 8))
  write(337, octal(0, 8))
  write(345, prefix)
  write(148, `${octal(checksum(header), 7)} `)
  return header
}

/** The sum of a header's bytes, those of the sum itself taken for spaces. */
export const checksum = (header: Uint8Array): number =>
  header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0)

const octal = (number: number, length: number): string =>
  `${number.toString(8).padStart(length - 1, '0')}\0`

/** A path in two fields of the header: at most 155 bytes, a slash, and at most 100 bytes. */
const split = (path: string): readonly [prefix: Uint8Array, name: Uint8Array] => {
  const bytes = encoder.encode(path)
  if (bytes.length <= 100) return [new Uint8Array(), bytes]
  for (let at = bytes.length - 101; at <= Math.min(155, bytes.length - 2); at += 1)
    if (at > 0 && bytes[at] === slash) return [bytes.subarray(0, at), bytes.subarray(at + 1)]
  throw bundlePathTooLong(path)
}

const slash = 0x2f
const encoder = new TextEncoder()
