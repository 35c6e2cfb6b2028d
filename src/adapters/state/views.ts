import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder, writeStateFile } from './files.ts'

/** The file that a kind of run publishes for readers of its own. */
export const viewFile = (folder: string, kind: string): string =>
  join(folder, 'views', `${kind}.json`)

/** Publishes what a kind of run has for readers of its own. */
export const publishView = async (folder: string, kind: string, view: unknown): Promise<void> => {
  await makeFolder(join(folder, 'views'))
  await writeStateFile(viewFile(folder, kind), `${JSON.stringify(view)}\n`)
}

/** What a kind of run published last; undefined if it is not there or unreadable. */
export const readView = async (folder: string, kind: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(viewFile(folder, kind), 'utf8'))
  } catch {
    return undefined
  }
}

/** Keeps what a reader found out for the next one. A folder that cannot be written only costs the time again. */
export const keepView = (folder: string, name: string, view: unknown): Promise<void> =>
  publishView(folder, name, view).catch(() => {})
