import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Derived } from '../../ports/derived.ts'
import { makeFolder, writeStateChunks } from './files.ts'

/** More is not kept: to read it would take as long as to work it out. */
const mostBytes = 64 * 1024 * 1024
const hashBytes = 32

/**
 * Opens `derived/` in the state folder, a file a name: the SHA-256 of the rest, then version and value by V8's
 * structured clone. A file that is damaged, of another version or cannot be read is as good as none.
 */
export const openDerived = (folder: string, version: string): Derived & DerivedFiles => {
  const ends = new Map<string, () => unknown>()
  const fileOf = (name: string): string => join(folder, 'derived', name)
  return {
    async read(name) {
      const bytes = await readFile(fileOf(name)).catch(() => undefined)
      return bytes && unpacked(bytes, version)
    },
    atEnd(name, value) {
      ends.set(name, value)
    },
    async save() {
      for (const [name, atEnd] of ends) {
        const value = atEnd()
        const bytes = value === undefined ? undefined : packed(value, version)
        if (!bytes || bytes.length > mostBytes) continue
        // Whoever cannot keep it works it out again: that is no reason for a run to fail.
        await makeFolder(join(folder, 'derived'))
          .then(() => writeStateChunks(fileOf(name), [bytes]))
          .catch(() => {})
      }
    },
  }
}

export interface DerivedFiles {
  /** Keeps what is new. Only the holder of the run lock calls it. */
  save(): Promise<void>
}

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

const packed = (value: unknown, version: string): Buffer => {
  const body = serialize({ version, value })
  return Buffer.concat([digest(body), body])
}

const unpacked = (bytes: Buffer, version: string): unknown => {
  const body = bytes.subarray(hashBytes)
  if (!digest(body).equals(bytes.subarray(0, hashBytes))) return undefined
  try {
    const found = deserialize(body) as { readonly version?: unknown; readonly value?: unknown }
    return found.version === version ? found.value : undefined
  } catch {
    // Another version of Node may write it otherwise.
    return undefined
  }
}
