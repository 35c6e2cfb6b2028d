import { packUnsafe } from '../../errors/packs.ts'

/** How large a pack may be: more is not what somebody meant to install. */
export const most = { files: 2_000, bytes: 32 * 2 ** 20 }

/** Counts what a pack has. PACK_UNSAFE when it is too much. */
export const openBounds = (source: string) => {
  let files = 0
  let bytes = 0
  return {
    add(path: string, size: number): void {
      files += 1
      bytes += size
      if (files > most.files)
        throw packUnsafe(source, undefined, `it has more than ${most.files} files`)
      if (bytes > most.bytes)
        throw packUnsafe(source, path, `with it, it has more than ${most.bytes / 2 ** 20} MB`)
    },
  }
}
