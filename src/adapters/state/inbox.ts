import type { Dirent } from 'node:fs'
import { lstat, readdir, readFile, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { stateUnwritable } from '../../errors/log.ts'
import type { Inbox, Note } from '../../ports/hooks.ts'
import { ignoreMissing, inboxFolder, putAside } from './inbox-folder.ts'
import { parseNote } from './note.ts'
import { dropReports, isReport, readReports } from './reports.ts'

/** A temporary file older than this (milliseconds) was left by a killed hook. */
const abandoned = 10 * 60_000

/** A longer note (in bytes) is not ours; 50,000 rewritten commits fit. */
const longest = 8 * 1024 * 1024

/**
 * The folder in a state folder where hooks leave their notes; a missing folder means no notes. If several notes say the
 * same, it reads one and drops the others; a checkout says the same only as the one right before it, because people go
 * back and forth. Throws STATE_UNWRITABLE if the folder exists but is not usable.
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
    readReports: () => guarded(folder, () => readReports(folder)),
    dropReports: reports =>
      guarded(folder, async () => {
        for (const was of await dropReports(folder, reports))
          if (was) options.onStep?.('inbox:dropped')
      }),
  }
}

/** The names of the waiting notes; it opens none of them. */
export const waitingNotes = async (state: string): Promise<readonly string[]> =>
  (await readdir(inboxFolder(state)).catch(() => [])).filter(isNote)

/** Whether hooks left notes or reports. */
export const isAnythingLeft = async (state: string): Promise<boolean> =>
  (await readdir(inboxFolder(state)).catch(() => [])).some(isOfHook)

/** Whether a file in the inbox is one that a hook leaves. */
export const isOfHook = (name: string): boolean => isNote(name) || isReport(name)

const isNote = (name: string): boolean => name.endsWith('.note')

const readAll = async (folder: string): Promise<readonly Note[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing)
  const found: Found[] = []
  for (const entry of entries ?? []) {
    const one = isNote(entry.name)
      ? await readNote(folder, entry)
      : await removeAbandoned(folder, entry)
    if (one) found.push(one)
  }
  const sorted = found.sort((a, b) => a.at - b.at || (a.note.file < b.note.file ? -1 : 1))
  const notes = sorted.map(({ note }) => note)
  const copies = copiesIn(notes)
  for (const { file } of copies) await gone(join(folder, file))
  return notes.filter(note => !copies.has(note))
}

/** The notes that say what one before them says. */
const copiesIn = (notes: readonly Note[]): ReadonlySet<Note> => {
  const copies = new Set<Note>()
  const said = new Set<string>()
  let checkout: string | undefined
  for (const note of notes) {
    const content = contentOf(note)
    const isCheckout = note.hook === 'post-checkout'
    if (isCheckout ? content === checkout : said.has(content)) copies.add(note)
    if (isCheckout) checkout = content
    else said.add(content)
  }
  return copies
}

interface Found {
  readonly note: Note
  readonly at: number
}

const readNote = async (folder: string, entry: Dirent): Promise<Found | undefined> => {
  const path = join(folder, entry.name)
  const facts = await lstat(path).catch(ignoreMissing)
  if (!facts) return
  const readable = entry.isFile() && facts.size <= longest
  const text = readable ? await readFile(path, 'utf8').catch(ignoreMissing) : ''
  const note = text === undefined ? undefined : parseNote(entry.name, text)
  if (note) return { note, at: facts.mtimeMs }
  if (text !== undefined) await putAside(folder, entry.name)
}

/** Removes what a killed hook left behind. */
const removeAbandoned = async (folder: string, { name }: Dirent): Promise<undefined> => {
  const path = join(folder, name)
  const facts = name.endsWith('.tmp') ? await lstat(path).catch(ignoreMissing) : undefined
  if (facts && Date.now() - facts.mtimeMs > abandoned)
    await rm(path, { recursive: true, force: true })
}

const contentOf = ({ file: _, ...content }: Note): string => JSON.stringify(content)

/** Removes a file and returns whether it existed. */
const gone = (path: string): Promise<boolean | undefined> =>
  unlink(path).then(() => true, ignoreMissing)

const guarded = async <Value>(folder: string, work: () => Promise<Value>): Promise<Value> => {
  try {
    return await work()
  } catch (error) {
    throw stateUnwritable(folder, error)
  }
}
