import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { HookName } from '../../ports/hooks.ts'
import { makeFolder, writeStateFile } from '../state/files.ts'
import { ownFolder } from './launch.ts'

/** A hook's file as it was before ours was put into it. */
export interface Backup {
  readonly file: string
  /** Undefined where there was no file. */
  readonly bytes?: Buffer | undefined
  readonly mode?: number | undefined
  /** It was not a script of sh, so it was moved here, and is called from ours. */
  readonly moved?: string | undefined
  /** It was a symbolic link to this; one that leads to the same is at `moved`. */
  readonly link?: string | undefined
}

const folderOf = (commonDirectory: string): string => join(ownFolder(commonDirectory), 'backup')

/** Keeps a hook's bytes, mode and hash, on disk when the promise resolves. */
export const keepBackup = async (
  commonDirectory: string,
  hook: HookName,
  { file, bytes, mode, moved, link }: Backup,
): Promise<void> => {
  const folder = folderOf(commonDirectory)
  await makeFolder(folder)
  const kept = bytes && { bytes: bytes.toString('base64'), sha256: hashOf(bytes), mode }
  const text = `${JSON.stringify({ file, ...kept, moved, link })}\n`
  await writeStateFile(join(folder, `${hook}.json`), text, { durable: true })
}

/** The backup of a hook; undefined if there is none, or it is not what was kept. */
export const readBackup = async (
  commonDirectory: string,
  hook: HookName,
): Promise<Backup | undefined> => {
  try {
    const text = await readFile(join(folderOf(commonDirectory), `${hook}.json`), 'utf8')
    const { file, bytes, sha256, mode, moved, link } = JSON.parse(text)
    const kept = typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : undefined
    return kept && hashOf(kept) !== sha256 ? undefined : { file, bytes: kept, mode, moved, link }
  } catch {
    return undefined
  }
}

export const dropBackup = (commonDirectory: string, hook: HookName): Promise<void> =>
  rm(join(folderOf(commonDirectory), `${hook}.json`), { force: true })

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
