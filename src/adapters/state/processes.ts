import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * When a process began, as its system knows it: a text to compare, nothing more. Two processes that had the same id one
 * after the other differ in it. Undefined where it cannot be known.
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

/** Ticks since the machine was started, which itself has an id. */
const linuxStart = (pid: number): string | undefined => {
  const ticks = statOf(pid)?.[19]
  if (ticks === undefined) return undefined
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`
  } catch {
    return ticks
  }
}

/** The fields of /proc/<pid>/stat from the third on; the second is a name that may hold anything. */
const statOf = (pid: number): string[] | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** Whether a process with this id is there and does anything yet. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return process.platform !== 'linux' || !['Z', 'X'].includes(statOf(pid)?.[0] ?? '')
}
