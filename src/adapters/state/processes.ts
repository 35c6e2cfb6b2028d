import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * When a process began, as a text that is only good for comparison. It differs for two processes that had the same id
 * at different times.
 * Undefined if it cannot be determined.
 */
export const startOf = (pid: number): string | undefined => {
  if (process.platform === 'linux') return linuxStart(pid)
  if (process.platform === 'win32') return undefined
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    })
      .toString()
      .trim()
  } catch {
    return undefined
  }
}

/** Ticks since the machine started, together with the id of that boot. */
const linuxStart = (pid: number): string | undefined => {
  const ticks = statOf(pid)?.[19]
  if (ticks === undefined) return undefined
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`
  } catch {
    return ticks
  }
}

/** The fields of /proc/<pid>/stat from the third one; the second is a name that may contain anything. */
const statOf = (pid: number): string[] | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** Whether a process of this machine is gone, or its id is another's by now. */
export const isGone = ({ pid, startedAt }: { pid: number; startedAt?: string | undefined }) => {
  if (!isAlive(pid)) return true
  const start = startedAt && startOf(pid)
  return Boolean(start) && start !== startedAt
}

/** Whether a process with this id exists and is not a zombie. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return process.platform !== 'linux' || !['Z', 'X'].includes(statOf(pid)?.[0] ?? '')
}
