import { setTimeout as pause } from 'node:timers/promises'
import type { LeftBehind } from '../../ports/processes.ts'
import { endFound, groupExists, signalGroup } from './end-processes.ts'
import { membersOf } from './marks.ts'
import { showsProcesses } from './process-table.ts'

/** Ends a group whose first process is our child. Resolves when that has exited, or cannot be made to. */
export const endGroup = async (
  group: number,
  grace: number,
  exited: Promise<void>,
): Promise<void> => {
  signalGroup(group, 'SIGTERM')
  // A stopped process gets no other signal.
  signalGroup(group, 'SIGCONT')
  if (await within(grace, exited)) return
  signalGroup(group, 'SIGKILL')
  await within(Math.max(grace, 1_000), exited)
}

const within = async (milliseconds: number, exited: Promise<void>): Promise<boolean> => {
  const stop = new AbortController()
  const late = pause(milliseconds, false, { signal: stop.signal }).catch(() => false)
  const inTime = await Promise.race([exited.then(() => true), late])
  stop.abort()
  return inTime
}

/**
 * Ends what a child left when it exited: the rest of its group, and on Linux what has its mark. Returns those that had
 * left the group.
 */
export const endRest = async (
  child: { readonly group: number; readonly mark: string; readonly since: number | undefined },
  grace: number,
): Promise<readonly LeftBehind[]> => {
  const { group } = child
  if (showsProcesses()) {
    const inGroup = new Set<number>()
    const find = () => {
      const members = membersOf(child)
      for (const row of members) if (row.group === group) inGroup.add(row.pid)
      return members
    }
    return (await endFound(find, grace)).filter(({ pid }) => !inGroup.has(pid))
  }
  // The group's id is not given away while it has a member.
  await endFound(() => (groupExists(group) ? [{ pid: -group, name: '' }] : []), grace)
  return []
}

/** Groups of children that run now: if this process exits, they are killed. */
const running = new Set<number>()

const killAll = () => {
  for (const group of running) signalGroup(group, 'SIGKILL')
}

/** Returns how to take a group back from that list. */
export const killAtExit = (group: number): (() => void) => {
  if (running.size === 0) process.on('exit', killAll)
  running.add(group)
  return () => {
    running.delete(group)
    if (running.size === 0) process.off('exit', killAll)
  }
}
