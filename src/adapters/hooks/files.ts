import { lstat, mkdir, readFile, readlink, rename, rm, rmdir, symlink } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import type { HookName } from '../../ports/hooks.ts'
import { replaceFile } from '../files/replace-file.ts'
import { dropBackup, keepBackup, readBackup } from './backup.ts'
import {
  blockOf,
  hasBlock,
  hookNames,
  isShell,
  type Rest,
  withBlock,
  withoutBlock,
} from './block.ts'
import { type HookPaths, hooksFolder } from './hooks-folder.ts'
import { quoted, scriptFile } from './launch.ts'

/** What became of a hook's file. `cut`: it was changed since, so only our block was taken out of it. */
export interface HookFileChange {
  readonly hook: HookName
  readonly file: string
  readonly change: 'written' | 'added' | 'beside' | 'kept' | 'restored' | 'cut'
}

/** Puts our block into these hook files, and into no others, with a backup of what was there. */
export const installInFiles = async (
  place: HookPaths,
  hooks: readonly HookName[],
): Promise<readonly HookFileChange[]> => {
  const folder = await hooksFolder(place)
  await mkdir(folder, { recursive: true })
  const changes: HookFileChange[] = []
  for (const hook of hooks) {
    const file = join(folder, hook)
    changes.push({ hook, file, change: await install(place, hook, file) })
  }
  const others = hookNames.filter(hook => !hooks.includes(hook))
  return [...changes, ...(await removeFromFiles(place, others))]
}

const install = async (
  { commonDirectory }: HookPaths,
  hook: HookName,
  file: string,
): Promise<HookFileChange['change']> => {
  const script = scriptFile(commonDirectory)
  const found = await fileAt(file)
  if (found && found.link === undefined && hasBlock(found.bytes)) {
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
  const { bytes, mode, link } = found
  if (link !== undefined) {
    const moved = join(dirname(file), asideFolder, hook)
    await keepBackup(commonDirectory, hook, { file, bytes, mode, moved, link })
    await mkdir(dirname(moved), { recursive: true })
    await replaceLink(moved, isAbsolute(link) ? link : join('..', link))
    await replace(file, wrapper(script, hook, moved), 0o755)
    return 'beside'
  }
  if (!isShell(bytes)) {
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

/** A link leads to a program for many hooks, which goes by the name that it is called by. */
const asideFolder = 'before-git-doc'

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

/** Takes our block out of the hook files that have it: a file that was not changed since becomes what it was, byte for byte. */
export const removeFromFiles = async (
  place: HookPaths,
  hooks: readonly HookName[] = hookNames,
): Promise<readonly HookFileChange[]> => {
  const folder = await hooksFolder(place)
  const changes: HookFileChange[] = []
  for (const hook of hooks) {
    const backup = await readBackup(place.commonDirectory, hook)
    const files = new Set([join(folder, hook), ...(backup ? [backup.file] : [])])
    for (const file of files) {
      const change = await remove(file, file === backup?.file ? backup : undefined)
      if (change) changes.push({ hook, file, change })
    }
    await dropBackup(place.commonDirectory, hook)
  }
  return changes
}

type Kept = Awaited<ReturnType<typeof readBackup>>

const remove = async (
  file: string,
  backup: Kept,
): Promise<HookFileChange['change'] | undefined> => {
  const found = await fileAt(file)
  if (!found || found.link !== undefined || !hasBlock(found.bytes)) return undefined
  const left = withoutBlock(found.bytes)
  if (backup?.moved && (await fileAt(backup.moved))) {
    if (backup.link === undefined) await rename(backup.moved, file)
    else {
      await replaceLink(file, backup.link)
      await rm(backup.moved)
      await rmdir(dirname(backup.moved)).catch(() => {})
    }
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
  /** Where a symbolic link leads to: a file that others share, which is never written through. */
  readonly link?: string | undefined
}

/** A hook's file, if there is one. */
export const fileAt = async (file: string): Promise<Found | undefined> => {
  try {
    const facts = await lstat(file)
    const link = facts.isSymbolicLink() ? await readlink(file) : undefined
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    return { bytes, mode: facts.mode & 0o7777, link }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const replaceLink = async (file: string, target: string): Promise<void> => {
  const temporary = `${file}.${process.pid}.tmp`
  await symlink(target, temporary)
  await rename(temporary, file)
}

/** A hook that Git starts at this moment is the old one or the new one. */
const replace = async (file: string, bytes: Uint8Array, mode: number): Promise<void> => {
  await mkdir(dirname(file), { recursive: true })
  await replaceFile(file, [bytes], { mode })
}
