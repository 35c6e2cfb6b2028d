import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Removes the oldest entries of a folder, so that at most so many stay. */
export const keepNewest = async (folder: string, most: number): Promise<void> => {
  const names = await readdir(folder)
  if (names.length <= most) return
  const entries = await Promise.all(
    names.map(async name => {
      const path = join(folder, name)
      return { path, time: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 }
    }),
  )
  for (const { path } of entries.sort((a, b) => b.time - a.time).slice(most))
    await rm(path, { recursive: true, force: true })
}
