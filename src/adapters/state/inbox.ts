import type { Dirent } from 'node:fs'
import { lstat, mkdir, readdir, readFile, rename, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { stateUnwritable } from '../../errors.ts'
import type { Inbox, Note } from '../../ports/hooks.ts'
import { parseNote } from './note.ts'

/** What was put aside is kept to be looked at, but not without end. */
const keptAside = 20

/** A temporary file that nobody has finished within this many milliseconds never will be. */
const abandoned = 10 * 60_000

/** A note longer than this, in bytes, is none of ours: 50,000 rewritten commits fit. */
const longest = 8 * 1024 * 1024

export const inboxFolder = (state: string): string => join(state, 'inbox')

/**
 * The folder of a state folder where hooks leave their notes; where there is none, none were left. Of notes that say the
 * same one is read and the others are dropped. STATE_UNWRITABLE if the folder is there and cannot be worked on.
 */
export const openInbox = (
  state: string,
  options: { onStep?: ((step: string) => void) | undefined } = {},
): Inbox => {
  const folder = inboxFolder(state)
  return {
    read: () => guarded(folder, () => readAll(folder)),
    drop: notes =>
      guarded(folder, async () => {
        for (const { file } of notes) {
          if (await gone(join(folder, file))) options.onStep?.('inbox:dropped')
        }
      }),
  }
}

/** The names of the notes that wait; none are opened. */
export const waitingNotes = async (state: string): Promise<readonly string[]> =>
  (await readdir(inboxFolder(state)).catch(() => [])).filter(isNote)

const isNote = (name: string): boolean => name.endsWith('.note')

const readAll = async (folder: string): Promise<readonly Note[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing)
  const found: Found[] = []
  for (const entry of entries ?? []) {
    const one = isNote(entry.name) ? await taken(folder, entry) : await swept(folder, entry)
    if (one) found.push(one)
  }
  found.sort((a, b) => a.at - b.at || (a.note.file < b.note.file ? -1 : 1))
  const unique = new Map<string, Note>()
  for (const { note } of found) {
    const saying = sayingOf(note)
    if (unique.has(saying)) await gone(join(folder, note.file))
    else unique.set(saying, note)
  }
  return [...unique.values()]
}

interface Found {
  readonly note: Note
  readonly at: number
}

const taken = async (folder: string, entry: Dirent): Promise<Found | undefined> => {
  const path = join(folder, entry.name)
  const facts = await lstat(path).catch(ignoreMissing)
  if (!facts) return
  const readable = entry.isFile() && facts.size <= longest
  const text = readable ? await readFile(path, 'utf8').catch(ignoreMissing) : ''
  const note = text === undefined ? undefined : parseNote(entry.name, text)
  if (note) return { note, at: facts.mtimeMs }
  if (text !== undefined) await putAside(folder, entry.name)
}

/** Clears away what a hook that was killed has left. */
const swept = async (folder: string, { name }: Dirent): Promise<undefined> => {
  const path = join(folder, name)
  const facts = name.endsWith('.tmp') ? await lstat(path).catch(ignoreMissing) : undefined
  if (facts && Date.now() - facts.mtimeMs > abandoned)
    await rm(path, { recursive: true, force: true })
}

const sayingOf = ({ file: _, ...saying }: Note): string => JSON.stringify(saying)

const putAside = async (folder: string, name: string): Promise<void> => {
  const aside = join(folder, 'aside')
  await mkdir(aside, { recursive: true, mode: 0o700 })
  await rename(join(folder, name), join(aside, `${Date.now()}-${name}`)).catch(ignoreMissing)
  const kept = (await readdir(aside)).sort()
  for (const old of kept.slice(0, -keptAside))
    await rm(join(aside, old), { recursive: true, force: true })
}

/** Removes a file; whether it was there. */
const gone = (path: string): Promise<boolean | undefined> =>
  unlink(path).then(() => true, ignoreMissing)

/** Another process took it meanwhile: then it is done. */
const ignoreMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error
}

const guarded = async <Value>(folder: string, deed: () => Promise<Value>): Promise<Value> => {
  try {
    return await deed()
  } catch (error) {
    throw stateUnwritable(folder, error)
  }
}
