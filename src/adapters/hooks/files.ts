import { chmod, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { dropBackup, keepBackup, readBackup } from './backup.ts'
import {
  blockOf,
  type HookName,
  hasBlock,
  hookNames,
  isShell,
  type Rest,
  withBlock,
  withoutBlock,
} from './block.ts'
import { quoted, scriptFile } from './launch.ts'
import { type HookPlace, hooksFolder } from './place.ts'

/** What became of a hook's file. `cut`: it was changed since, so only our block was taken out of it. */
export interface FileDeed {
  readonly hook: HookName
  readonly file: string
  readonly deed: 'written' | 'added' | 'beside' | 'kept' | 'restored' | 'cut'
}

/** Puts our block into the hook files that Git runs, with a backup of what was there. */
export const installInFiles = async (place: HookPlace): Promise<readonly FileDeed[]> => {
  const folder = await hooksFolder(place)
  await mkdir(folder, { recursive: true })
  const deeds: FileDeed[] = []
  for (const hook of hookNames) {
    const file = join(folder, hook)
    deeds.push({ hook, file, deed: await install(place, hook, file) })
  }
  return deeds
}

const install = async (
  { commonDirectory }: HookPlace,
  hook: HookName,
  file: string,
): Promise<FileDeed['deed']> => {
  const script = scriptFile(commonDirectory)
  const found = await fileAt(file)
  if (found && !found.link && hasBlock(found.bytes)) {
    const rest = restOf(found.bytes, await readBackup(commonDirectory, hook))
    const bytes = withBlock(found.bytes, blockOf(script, hook, rest))
    if (!bytes.equals(found.bytes) || !isRun(found.mode))
      await replace(file, bytes, found.mode | 0o111)
    return 'kept'
  }
  if (!found) {
    await keepBackup(commonDirectory, hook, { file })
    await replace(
      file,
      withBlock(Buffer.from('#!/bin/sh\n'), blockOf(script, hook, 'nothing')),
      0o755,
    )
    return 'written'
  }
  const { bytes, mode } = found
  if (found.link || !isShell(bytes)) {
    // Without a dot: Node runs no script with an extension it does not know where package.json says "module".
    const moved = `${file}-before-git-doc`
    await keepBackup(commonDirectory, hook, { file, bytes, mode, moved })
    await rename(file, moved)
    await replace(file, wrapper(script, hook, moved), 0o755)
    return 'beside'
  }
  await keepBackup(commonDirectory, hook, { file, bytes, mode })
  await replace(
    file,
    withBlock(bytes, blockOf(script, hook, isRun(mode) ? 'script' : 'switched-off')),
    mode | 0o111,
  )
  return 'added'
}

const isRun = (mode: number): boolean => process.platform === 'win32' || (mode & 0o111) !== 0

const restOf = (
  bytes: Uint8Array,
  backup:
    | { readonly bytes?: Uint8Array | undefined; readonly mode?: number | undefined }
    | undefined,
): Rest => {
  if (withoutBlock(bytes).toString('latin1').trim() === '#!/bin/sh') return 'nothing'
  return backup?.mode !== undefined && !isRun(backup.mode) ? 'switched-off' : 'script'
}

/** A script that calls ours and then, in its place, the hook that was moved aside. */
const wrapper = (script: string, hook: HookName, moved: string): Buffer => {
  const original = quoted(moved)
  const rest = `[ -x ${original} ] && exec ${original} "$@"\nexit 0\n`
  return withBlock(Buffer.from(`#!/bin/sh\n${rest}`), blockOf(script, hook, 'script'))
}

/** Takes our block out of every hook file that has it: a file nobody changed since is again as it was, byte for byte. */
export const removeFromFiles = async (place: HookPlace): Promise<readonly FileDeed[]> => {
  const folder = await hooksFolder(place)
  const deeds: FileDeed[] = []
  for (const hook of hookNames) {
    const backup = await readBackup(place.commonDirectory, hook)
    const files = new Set([join(folder, hook), ...(backup ? [backup.file] : [])])
    for (const file of files) {
      const deed = await remove(file, file === backup?.file ? backup : undefined)
      if (deed) deeds.push({ hook, file, deed })
    }
    await dropBackup(place.commonDirectory, hook)
  }
  return deeds
}

type Kept = Awaited<ReturnType<typeof readBackup>>

const remove = async (file: string, backup: Kept): Promise<FileDeed['deed'] | undefined> => {
  const found = await fileAt(file)
  if (!found || found.link || !hasBlock(found.bytes)) return undefined
  const left = withoutBlock(found.bytes)
  if (backup?.moved && (await fileAt(backup.moved))) {
    await rename(backup.moved, file)
    return 'restored'
  }
  if (left.equals(Buffer.from('#!/bin/sh\n')) && !backup?.bytes) {
    await rm(file)
    return 'restored'
  }
  if (
    backup?.bytes &&
    left.equals(withoutBlock(withBlock(backup.bytes, blockOf('', 'post-commit', 'nothing'))))
  ) {
    await replace(file, backup.bytes, backup.mode ?? found.mode)
    return 'restored'
  }
  await replace(file, left, backup?.mode ?? found.mode)
  return 'cut'
}

interface Found {
  readonly bytes: Buffer
  readonly mode: number
  /** A symbolic link leads to a file that others share: it is never written through. */
  readonly link: boolean
}

/** A hook's file, if there is one. */
export const fileAt = async (file: string): Promise<Found | undefined> => {
  try {
    const facts = await lstat(file)
    const link = facts.isSymbolicLink()
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    return { bytes, mode: facts.mode & 0o7777, link }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** A hook that Git starts at this moment is the old one or the new one. */
const replace = async (file: string, bytes: Uint8Array, mode: number): Promise<void> => {
  await mkdir(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}.git-doc-tmp`
  await writeFile(temporary, bytes, { flag: 'wx' })
  await chmod(temporary, mode)
  await rename(temporary, file)
}
