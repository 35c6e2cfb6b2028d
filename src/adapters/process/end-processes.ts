import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { LeftBehind } from '../../ports/processes.ts'
import { lastProcess } from './process-table.ts'

/** Sends a signal to a process group; nothing happens if it is gone. */
export const signalGroup = (group: number, signal: NodeJS.Signals): void => {
  if (process.platform === 'win32') endTree(group)
  else signalTo(-group, signal)
}

/** Whether a group has a member; zombies count. */
export const groupExists = (group: number): boolean => {
  if (process.platform === 'win32') return false
  try {
    process.kill(-group, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** How often to look whether processes are gone, in milliseconds. */
const glance = 10

/** A child that forks all the time is killed in as many rounds at most. */
const rounds = 100

/** Ends everything that `find` finds: SIGTERM, and SIGKILL for what is still there after the grace. Returns what it was. */
export const endFound = async (
  find: () => readonly LeftBehind[],
  grace: number,
): Promise<readonly LeftBehind[]> => {
  const ended = new Map<number, LeftBehind>()
  const asked = new Set<number>()
  for (const end = performance.now() + grace; performance.now() < end; await pause(glance)) {
    const found = findAll(find)
    if (found.length === 0) return [...ended.values()]
    for (const { pid, name } of found) {
      ended.set(pid, { pid, name })
      if (asked.has(pid)) continue
      asked.add(pid)
      signalTo(pid, 'SIGTERM')
      // A stopped process gets no other signal.
      signalTo(pid, 'SIGCONT')
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    const found = findAll(find)
    if (found.length === 0) break
    // What is stopped first cannot fork before it is killed.
    for (const { pid } of found) signalTo(pid, 'SIGSTOP')
    for (const { pid, name } of found) {
      ended.set(pid, { pid, name })
      signalTo(pid, 'SIGKILL')
    }
    await pause(glance)
  }
  return [...ended.values()]
}

/** How often to look again if processes began meanwhile. */
const looks = 5

/**
 * The table of processes is read one by one, so one that forks and ends meanwhile can be missed. Nothing was there only if
 * no process began while we looked.
 */
const findAll = (find: () => readonly LeftBehind[]): readonly LeftBehind[] => {
  for (let look = 0; look < looks; look += 1) {
    const before = lastProcess()
    const found = find()
    if (found.length > 0 || lastProcess() === before) return found
  }
  return []
}

const signalTo = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone, or belongs to another user by now.
  }
}

/** Windows has no groups: what the process started is found by its parent, as long as that is there. */
const endTree = (pid: number): void => {
  spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on(
    'error',
    () => {},
  )
}
