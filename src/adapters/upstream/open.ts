import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { UpstreamTools } from '../../ports/upstream.ts'
import { replaceFile } from '../files/replace-file.ts'

interface Opening {
  readonly root: string
  /** The state folder. */
  readonly folder: string
  /** Whether a pull could change what is configured. */
  readonly isFromRepository: boolean
  now(): Date
}

/** What updates of sources do to this working tree. Each part is loaded when it is first needed. */
export const openUpstream = ({ root, folder, isFromRepository, now }: Opening): UpstreamTools => {
  const files = () => import('./files.ts')
  const previous = () => import('./previous.ts')
  const checkout = () => import('./checkout.ts')
  return {
    refs: async (remote, prefix, signal) =>
      (await import('./refs.ts')).refsOf(remote, prefix, { root, signal }),
    checkedOut: async path => (await checkout()).checkedOut(root, path),
    checkOut: async (wanted, signal) => (await checkout()).checkOut(root, wanted, signal),
    log: async (between, signal) =>
      (await import('./log.ts')).logBetween({ root, folder }, between, signal),
    files: async globs => (await files()).hashedFiles(root, globs),
    read: async path => (await files()).bytesOf(root, path),
    keep: async (source, version, globs) =>
      (await previous()).keep(root, { source, version, globs, now }),
    restore: async (source, version, globs, expected) =>
      (await previous()).restore(root, { source, version, globs, files: expected }),
    things: async (name, source) =>
      isFromRepository ? (await import('./things.ts')).upstreamThings(name, source, root) : [],
    readManifest: path => readFile(join(root, path), 'utf8').catch(() => undefined),
    writeManifest: async (path, text) =>
      void (await replaceFile(join(root, path), [text], { mode: 0o644 })),
  }
}
