import type { Archive, ArchiveEntry } from './entry.ts'
import { block, checksum, padding, tarHeader } from './tar.ts'

/** The entries of a tar archive, or of the beginning of one. */
export const readTar = (bytes: Uint8Array): Archive => {
  const entries: ArchiveEntry[] = []
  let at = 0
  while (at + block <= bytes.length) {
    const header = bytes.subarray(at, at + block)
    if (isZero(header)) {
      const isEnd = bytes.length >= at + 2 * block && isZero(bytes.subarray(at))
      return isEnd ? { entries } : { entries, broken: 'its end is damaged' }
    }
    const size = number(header, 124, 12)
    if (number(header, 148, 8) !== checksum(header) || size === undefined)
      return { entries, broken: 'the header of an entry is damaged' }
    const end = at + block + size
    const content = bytes.subarray(at + block, end)
    const rest = bytes.subarray(end, end + padding(size))
    if (content.length + rest.length < size + padding(size))
      return { entries, broken: 'it ends within a file' }
    entries.push(entryOf(header, content, isZero(rest)))
    at = end + padding(size)
  }
  return { entries, broken: 'it ends early' }
}

const entryOf = (header: Uint8Array, content: Uint8Array, isPadded: boolean): ArchiveEntry => {
  const prefix = text(header, 345, 155)
  const path = `${prefix && `${prefix}/`}${text(header, 0, 100)}`
  const executable = ((number(header, 100, 8) ?? 0) & 0o111) !== 0
  return {
    path,
    kind: kinds[String.fromCharCode(header[156] ?? 0)] ?? 'other',
    executable,
    size: content.length,
    bytes: () => content,
    isOurs: ({ seconds }) =>
      isPadded && equal(header, tarHeader({ path, size: content.length, executable }, seconds)),
  }
}

/** The types of entries; all others carry no file. */
const kinds: Readonly<Record<string, ArchiveEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '1': 'link',
  '2': 'link',
  '5': 'folder',
}

const text = (header: Uint8Array, at: number, length: number): string => {
  const field = header.subarray(at, at + length)
  const end = field.indexOf(0)
  return decoder.decode(end < 0 ? field : field.subarray(0, end))
}

const number = (header: Uint8Array, at: number, length: number): number | undefined => {
  const digits = text(header, at, length).trim()
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined
}

export const equal = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at])

const isZero = (bytes: Uint8Array): boolean => bytes.every(byte => byte === 0)

const decoder = new TextDecoder()
