import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Deserializer, Serializer } from 'node:v8'
import type { Derived } from '../../ports/derived.ts'
import { makeFolder, writeStateChunks } from './files.ts'

const hashBytes = 32

/**
 * Opens `derived/` in the state folder, with one file per name: the SHA-256 of the rest, then version and value in V8's
 * structured clone format. A file that is damaged, unreadable or of another version counts as missing; so does one written under
 * another version of Unicode, for words depend on that.
 */
export const openDerived = (
  folder: string,
  program: string,
  unicode = process.versions.unicode,
): Derived & DerivedFiles => {
  const version = `${program}, Unicode ${unicode}`
  const ends = new Map<string, () => unknown>()
  const forgotten = new Set<string>()
  const reader = openReader()
  let turn: Promise<unknown> = Promise.resolve()
  const fileOf = (name: string): string => join(folder, 'derived', name)
  return {
    read(name) {
      const found = turn.then(async () => {
        const bytes = await reader(fileOf(name)).catch(() => undefined)
        return bytes && unpacked(bytes, version)
      })
      turn = found
      return found
    },
    atEnd(name, value) {
      ends.set(name, value)
    },
    forget(name) {
      forgotten.add(name)
    },
    async save() {
      for (const name of forgotten) await rm(fileOf(name), { force: true }).catch(() => {})
      for (const [name, atEnd] of ends) {
        const value = atEnd()
        if (value === undefined) continue
        // It can be computed again, so a failure must not fail the run.
        await makeFolder(join(folder, 'derived'))
          .then(() => writeStateChunks(fileOf(name), packed(value, version)))
          .catch(() => {})
      }
    },
  }
}

export interface DerivedFiles {
  /** Saves new values. Only the holder of the run lock calls it. */
  save(): Promise<void>
}

/**
 * Reads files one after the other into the same memory: what a file's bytes took would otherwise stay until the garbage collector
 * sees a need, and there are many files.
 */
const openReader = () => {
  let memory = Buffer.alloc(0)
  return async (path: string): Promise<Buffer> => {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      if (memory.length < size) memory = Buffer.allocUnsafeSlow(2 * size)
      const { bytesRead } = await file.read(memory, 0, size, 0)
      return memory.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  }
}

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

const packed = (value: unknown, version: string): readonly Uint8Array[] => {
  const serializer = new Serializer()
  serializer.writeHeader()
  serializer.writeValue({ version, value })
  const body = serializer.releaseBuffer()
  return [digest(body), body]
}

const unpacked = (bytes: Buffer, version: string): unknown => {
  const body = bytes.subarray(hashBytes)
  if (!digest(body).equals(bytes.subarray(0, hashBytes))) return undefined
  try {
    // It copies arrays of numbers; v8.deserialize may return views of these bytes.
    const deserializer = new Deserializer(body)
    deserializer.readHeader()
    const found = deserializer.readValue() as {
      readonly version?: unknown
      readonly value?: unknown
    }
    return found.version === version ? found.value : undefined
  } catch {
    // Another version of Node may use a different format.
    return undefined
  }
}
