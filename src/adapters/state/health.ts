import type { Stats } from 'node:fs'
import { lstat, readdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '../../ports/health.ts'
import { isAlive } from './processes.ts'
import { readRunLock } from './run-lock.ts'

/** File systems that other machines may write to at the same time, by the number Linux has for them. */
const shared: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB2',
  16914839: '9P',
}

/** Whether the state folder is its owner's only, as a folder of what may be unpublished code should be. */
export const stateFolderHealth = async (folder: string): Promise<Finding[]> => {
  const name = 'state folder'
  const found = await lstat(folder).catch(() => undefined)
  if (!found) return [{ name, state: 'ok', detail: `${folder} is not there yet.` }]
  const wrong = [...(await openToOthers(folder, found)), ...(await onSharedDisk(folder))]
  if (wrong.length === 0) return [{ name, state: 'ok', detail: `${folder} is its owner's only.` }]
  return wrong.map(finding => ({ name, state: 'warning', ...finding }))
}

type Wrong = Pick<Finding, 'detail' | 'hint'>

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
            detail: `${folder} belongs to another user (${uid}).`,
            hint: 'Run git-doc as the user whose repository it is.',
          },
        ]),
    ...(first
      ? [
          {
            detail: `${open.length} of the files and folders in ${folder} are open to other users, such as ${first.path}.`,
            hint: `"chmod -R go= '${folder}'" closes them.`,
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

/** LevelDB makes its files as the process's umask says; the folder around them keeps others out. */
const isOurs = (name: string): boolean => !/^log[^/\\]*[/\\]/.test(name)

const onSharedDisk = async (folder: string): Promise<Wrong[]> => {
  if (process.platform !== 'linux') return []
  const type = (await statfs(folder).catch(() => undefined))?.type
  const name = type === undefined ? undefined : shared[type]
  return name === undefined
    ? []
    : [
        {
          detail: `${folder} is on a network disk (${name}), where locks cannot be relied on.`,
          hint: 'Set state.path in .git-doc/config.toml to a folder on a disk of this machine.',
        },
      ]
}

/** Who holds the run lock. */
export const runLockHealth = async (folder: string): Promise<Finding[]> => {
  const name = 'run lock'
  const lock = await readRunLock(folder).catch(() => undefined)
  if (!lock) return [{ name, state: 'ok', detail: 'Nobody is at work here.' }]
  const who = `"${lock.command}", process ${lock.pid} on ${lock.host}, since ${lock.since}`
  return [
    lock.stale
      ? {
          name,
          state: 'warning',
          detail: `${who}, ended without a word.`,
          hint: 'The next "git-doc update" takes the lock over and goes on where it was.',
        }
      : { name, state: 'ok', detail: `At work: ${who}.` },
  ]
}

/** Files that processes which were killed left in the state folder, by their full paths. */
export const leftOvers = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const temporary = names.filter(name => {
    const [, pid] = /\.(\d+)\.[0-9a-f]{8}\.tmp$/.exec(name) ?? []
    return pid !== undefined && !isAlive(Number(pid))
  })
  return temporary.map(name => join(folder, name))
}

/** Removes what `leftOvers` or others found to be nobody's. */
export const removeLeftOvers = async (paths: readonly string[]): Promise<void> => {
  for (const path of paths) await rm(path, { recursive: true, force: true, maxRetries: 3 })
}
