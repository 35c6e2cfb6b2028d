import { closeSync, openSync, readdirSync, readSync } from 'node:fs'

/** A process of Linux; `start` is in ticks since the machine started. */
export interface Row {
  readonly pid: number
  readonly parent: number
  readonly name: string
  readonly group: number
  readonly start: number
  readonly isZombie: boolean
}

/** Whether this system shows the environment and the memory of other processes: Linux, unless /proc hides them. */
export const showsProcesses = (): boolean =>
  process.platform === 'linux' && rowOf(process.pid) !== undefined

/** Every process of this machine that git-doc can see, without zombies; empty where `showsProcesses` is false. */
export const processTable = (): readonly Row[] => {
  try {
    return readdirSync('/proc').flatMap(name => {
      const row = /^\d/.test(name) ? rowOf(Number(name)) : undefined
      return row && !row.isZombie ? [row] : []
    })
  } catch {
    return []
  }
}

/** The id of the process that began last: whether any began since. Empty where `showsProcesses` is false. */
export const lastProcess = (): string => read('/proc/loadavg').trim().split(' ').at(-1) ?? ''

/** One process; undefined if it is gone. */
export const rowOf = (pid: number): Row | undefined => {
  const stat = read(`/proc/${pid}/stat`)
  const nameEnd = stat.lastIndexOf(')')
  if (nameEnd < 0) return undefined
  // The name is in parentheses and may hold anything; the third field follows it.
  const [state = '', parent, group, ...rest] = stat.slice(nameEnd + 2).split(' ')
  const name = stat.slice(stat.indexOf('(') + 1, nameEnd)
  return {
    pid,
    parent: Number(parent),
    name,
    group: Number(group),
    start: Number(rest[16]),
    isZombie: state === 'Z' || state === 'X',
  }
}

/** The value of a variable in the environment that a process began with; undefined if it cannot be read. */
export const variableOf = (pid: number, name: string): string | undefined =>
  read(`/proc/${pid}/environ`)
    .split('\0')
    .find(entry => entry.startsWith(`${name}=`))
    ?.slice(name.length + 1)

/** Resident memory in bytes: now, and the most so far. */
export const memoryOf = (pid: number): { readonly now: number; readonly peak: number } => {
  const status = read(`/proc/${pid}/status`)
  const field = (name: string) =>
    1024 * Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0)
  return { now: field('VmRSS'), peak: field('VmHWM') }
}

/** For all reads: a table is hundreds of small files. */
const buffer = Buffer.alloc(16_384)

const read = (path: string): string => {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    let text = ''
    for (let size = -1; size !== 0; text += buffer.toString('latin1', 0, size))
      size = readSync(file, buffer, 0, buffer.length, null)
    return text
  } catch {
    return ''
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
