import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from './files.ts'

/** How many unreadable files to keep for a person to look at. */
const keptAside = 20

/** Where hooks leave notes and reports, and commands leave requests. */
export const inboxFolder = (state: string): string => join(state, 'inbox')

/** Moves a file that cannot be read out of the way. */
export const putAside = async (folder: string, name: string): Promise<void> => {
  const aside = join(folder, 'aside')
  await makeFolder(aside)
  await rename(join(folder, name), join(aside, `${Date.now()}-${name}`)).catch(ignoreMissing)
  const kept = (await readdir(aside)).sort()
  for (const old of kept.slice(0, -keptAside))
    await rm(join(aside, old), { recursive: true, force: true })
}

/** Another process took it in the meantime, so the work is done. */
export const ignoreMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error
}
