import type { Stats } from 'node:fs'
import { lstat, readdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { type Finding, sound } from '../../ports/health.ts'
import { isAlive } from './processes.ts'
import { readRunLock } from './run-lock.ts'

/** File systems that other machines may write to at the same time, by their Linux magic numbers. */
const shared: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB2',
  16914839: '9P',
}

/** Whether only its owner can read the state folder, since it may contain unpublished code. */
export const stateFolderHealth = async (folder: string): Promise<Finding[]> => {
  const name = 'state folder'
  const found = await lstat(folder).catch(() => undefined)
  if (!found) return [sound(name, `${folder} does not exist yet.`)]
  const wrong = [...(await openToOthers(folder, found)), ...(await onSharedDisk(folder))]
  if (wrong.length === 0) return [sound(name, `Only its owner can read ${folder}.`)]
  return wrong.map(finding => ({ name, state: 'warning', ...finding }))
}

type Wrong = Pick<Finding, 'code' | 'detail' | 'hint'>

const openToOthers = async (folder: string, { uid }: Stats): Promise<Wrong[]> => {
  const me = process.getuid?.()
  if (me === undefined) return []
  const open = (await everyFile(folder)).filter(({ stats }) => (stats.mode & 0o077) !== 0)
  const [first] = open
  return [
    ...(uid === me
      ? []
      : [
          {
            code: 'STATE_OF_ANOTHER_USER',
            detail: `${folder} belongs to another user (${uid}).`,
            hint: 'Run git-doc as the user who owns the repository.',
          },
        ]),
    ...(first
      ? [
          {
            code: 'STATE_OPEN_TO_OTHERS',
            detail: `${open.length} of the files and folders in ${folder} are open to other users, such as ${first.path}.`,
            hint: `Run "chmod -R go= '${folder}'".`,
          },
        ]
      : []),
  ]
}

const everyFile = async (
  folder: string,
): Promise<readonly { readonly path: string; readonly stats: Stats }[]> => {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const files = ['', ...names]
    .filter(name => isOurs(name))
    .map(async name => {
      const path = join(folder, name)
      const stats = await lstat(path).catch(() => undefined)
      return stats ? [{ path, stats }] : []
    })
  return (await Promise.all(files)).flat()
}

/** LevelDB creates its files according to the process's umask; the folder around them keeps other users out. */
const isOurs = (name: string): boolean => !/^log[^/\\]*[/\\]/.test(name)

const onSharedDisk = async (folder: string): Promise<Wrong[]> => {
  if (process.platform !== 'linux') return []
  const type = (await statfs(folder).catch(() => undefined))?.type
  const name = type === undefined ? undefined : shared[type]
  return name === undefined
    ? []
    : [
        {
          code: 'STATE_ON_NETWORK_DISK',
          detail: `${folder} is on a network disk (${name}), where locks are unreliable.`,
          hint: 'Set state.db_path in .git-doc/config.toml to a folder on a local disk.',
        },
      ]
}

/** Who holds the run lock. */
export const runLockHealth = async (folder: string): Promise<Finding[]> => {
  const name = 'run lock'
  const lock = await readRunLock(folder).catch(() => undefined)
  if (!lock || lock.mine) return [sound(name, 'No git-doc process is working here.')]
  const who = `"${lock.command}", process ${lock.pid} on ${lock.host}, since ${lock.since}`
  return [
    lock.stale
      ? {
          name,
          state: 'warning',
          code: 'RUN_LOCK_STALE',
          detail: `${who}, ended without releasing it.`,
          hint: 'The next "git-doc update" takes over the lock and resumes the work.',
        }
      : sound(name, `Working: ${who}.`),
  ]
}

/** Files that killed processes left in the state folder, by their full paths. */
export const leftOvers = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const temporary = names.filter(name => {
    const [, pid] = /\.(\d+)\.[0-9a-f]{8}\.tmp$/.exec(name) ?? []
    return pid !== undefined && !isAlive(Number(pid))
  })
  return temporary.map(name => join(folder, name))
}

/** Removes files that `leftOvers` found. */
export const removeLeftOvers = async (paths: readonly string[]): Promise<void> => {
  for (const path of paths) await rm(path, { recursive: true, force: true, maxRetries: 3 })
}
