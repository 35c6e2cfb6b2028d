import { memoryOf, processTable, showsProcesses } from './process-table.ts'

/**
 * Milliseconds between two looks: short processes are seen too, and long ones cost little. The first looks are at the
 * child alone, because finding the others of its group means reading about every process there is.
 */
const waits = [5, 10, 20, 40, 80]
const often = 200

export interface MemoryWatch {
  /** In bytes; undefined if this system does not tell. */
  readonly peak: number | undefined
  stop(): void
}

/** Measures the resident memory of a process group now and then; calls `onOver` when it exceeds the limit. */
export const watchMemory = (
  group: number,
  limit: number | undefined,
  onOver: () => void,
): MemoryWatch => {
  let peak: number | undefined
  let timer: NodeJS.Timeout | undefined
  let turn = 0
  const look = () => {
    const members = turn < waits.length ? [group] : membersOf(group)
    const sizes = members.map(memoryOf)
    const sum = sizes.reduce((total, { now }) => total + now, 0)
    if (sum > 0) peak = Math.max(peak ?? 0, sum, ...sizes.map(size => size.peak))
    if (limit !== undefined && sum > limit) onOver()
    timer = setTimeout(look, waits[turn] ?? often)
    turn += 1
  }
  if (showsProcesses()) look()
  return {
    get peak() {
      return peak
    },
    stop: () => clearTimeout(timer),
  }
}

const membersOf = (group: number): readonly number[] =>
  processTable()
    .filter(row => row.group === group)
    .map(({ pid }) => pid)
