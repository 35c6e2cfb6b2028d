import { hash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { stateUnwritable } from '../../../errors/log.ts'
import { FileChange } from '../../../events/file-change.ts'
import { replaceFile } from '../../files/replace-file.ts'
import type { Copy } from './change.ts'
import { workFolder } from './scratch.ts'
import type { Applied } from './user-copies.ts'

/**
 * What it takes to finish a publication that is killed after the branch moved: the commit, the index locks that are
 * ours by the hashes of their content, for each document what becomes of the person's copies, by the hashes they have now,
 * and for each whole file what it was and is.
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
  files: z.array(FileChange).default([]),
})
export type Journal = z.infer<typeof Journal>

const hashOf = (bytes: Uint8Array): string => hash('sha256', bytes)

/** A document's copies as the journal keeps them: what they become, by the hash of what they are. */
export const journalCopies = (applied: Applied | undefined): Record<string, string> => {
  const { staged, worktree } = applied ?? {}
  const becomes = (from: Uint8Array | undefined, to: Copy | undefined) =>
    from && to ? { [hashOf(from)]: to.bytes.toString('base64') } : {}
  return {
    ...becomes(staged?.from?.bytes, staged?.to),
    ...becomes(worktree?.from?.clean, worktree?.to),
  }
}

/** What the journal says becomes of a copy. */
export const fromJournal = (
  copies: Readonly<Record<string, string>>,
  copy: Uint8Array,
): { readonly bytes: Uint8Array } | undefined => {
  const next = copies[hashOf(copy)]
  return next === undefined ? undefined : { bytes: Buffer.from(next, 'base64') }
}

/** The journal a killed publication left, if any. */
export const readJournal = async (gitDirectory: string): Promise<Journal | undefined> => {
  const text = await readFile(journalPath(gitDirectory), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return Journal.parse(JSON.parse(text))
  } catch {
    // Another version wrote it, and must finish it.
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
    await replaceFile(journalPath(gitDirectory), [JSON.stringify(journal)], {
      temporary: join(scratch, 'publish.json'),
      durable: true,
    })
  } catch (error) {
    throw stateUnwritable(workFolder(gitDirectory), error)
  }
}

/** Forgets a publication: it is finished, or never came to anything. */
export const removeJournal = (gitDirectory: string): Promise<void> =>
  rm(journalPath(gitDirectory), { force: true })

const journalPath = (gitDirectory: string): string => join(workFolder(gitDirectory), 'publish.json')
