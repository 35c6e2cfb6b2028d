import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { hash } from '../../../documentation/hash.ts'
import { stateUnwritable } from '../../../errors.ts'
import type { Carried } from './person-copies.ts'
import { workFolder } from './scratch.ts'
import { writeDurably } from './worktree-file.ts'

/**
 * What it takes to finish a publication that is killed after the branch moved: the doc commit, the index locks that are
 * ours by the hashes of their content, and for each document what becomes of the person's copies, by the hashes they have now.
 */
const Journal = z.object({
  format: z.literal(1),
  docCommit: z.string(),
  parent: z.string(),
  ref: z.string(),
  locks: z.array(z.string()),
  documents: z.array(
    z.object({
      file: z.string(),
      before: z.string(),
      after: z.string(),
      copies: z.record(z.string(), z.string()),
    }),
  ),
})
export type Journal = z.infer<typeof Journal>

/** A document's copies as the journal keeps them: what they become, by the hash of what they are. */
export const journalCopies = (carried: Carried | undefined): Record<string, string> => {
  const { staged, worktree } = carried ?? {}
  return {
    ...(staged?.to ? { [hash(staged.from)]: staged.to.toString('base64') } : {}),
    ...(worktree?.to ? { [hash(worktree.from.bytes)]: worktree.to.toString('base64') } : {}),
  }
}

/** What the journal says becomes of a copy. */
export const fromJournal = (
  copies: Readonly<Record<string, string>>,
  copy: Uint8Array,
): { readonly bytes: Uint8Array } | undefined => {
  const next = copies[hash(copy)]
  return next === undefined ? undefined : { bytes: Buffer.from(next, 'base64') }
}

/** The journal a killed publication left, if any. */
export const readJournal = async (gitDirectory: string): Promise<Journal | undefined> => {
  const text = await readFile(journalPath(gitDirectory), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return Journal.parse(JSON.parse(text))
  } catch {
    // Not of this version: whoever wrote it must finish it.
    return undefined
  }
}

/** Puts the journal in its place, whole or not at all. STATE_UNWRITABLE if the disk refuses. */
export const writeJournal = async (
  gitDirectory: string,
  journal: Journal,
  scratch: string,
): Promise<void> => {
  try {
    const path = join(scratch, 'publish.json')
    await writeDurably(path, JSON.stringify(journal))
    await rename(path, journalPath(gitDirectory))
  } catch (error) {
    throw stateUnwritable(workFolder(gitDirectory), error)
  }
}

/** Forgets a publication: it is finished, or never came to anything. */
export const removeJournal = (gitDirectory: string): Promise<void> =>
  rm(journalPath(gitDirectory), { force: true })

const journalPath = (gitDirectory: string): string => join(workFolder(gitDirectory), 'publish.json')
