import { Gzip } from 'fflate'

/** The level of every compression here: what `gzip` takes if it is not told. */
export const level = 6

/** Ten bytes without a time and a name. */
export const gzipHeader = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)

/**
 * The same parts give the same bytes on every machine: zlib does not promise that between versions and processors, so it is not used
 * for writing.
 */
export function* gzipped(parts: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  const made: Uint8Array[] = []
  const gzip = new Gzip({ level, mtime: 0 }, chunk => void made.push(chunk))
  for (const part of parts)
    for (let at = 0; at < part.length; at += piece) {
      gzip.push(part.subarray(at, at + piece))
      yield* made.splice(0)
    }
  gzip.push(new Uint8Array(), true)
  yield* made.splice(0)
}

const piece = 2 ** 16
