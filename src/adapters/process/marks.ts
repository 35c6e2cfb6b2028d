import { createHash, randomBytes } from 'node:crypto'
import { processTable, type Row, rowOf, variableOf } from './process-table.ts'

/**
 * Every process that git-doc starts, and all that these start, have this variable: a word for each runner above them,
 * outermost first. It is how those that left their group are found.
 */
const variable = 'GIT_DOC_PROCESS'

/** The beginning of all marks of one run in one clone. */
export const markOfRun = (folder: string, run: string): string =>
  createHash('sha256').update(`${folder}\0${run}`).digest('hex').slice(0, 16)

/** A mark that no other process has. */
export const newMark = (ofRun: string): string => `${ofRun}.${randomBytes(8).toString('hex')}`

/** The variable for a child. The child of a child keeps the marks of those above it. */
export const marking = (mark: string, above: string | undefined): Record<string, string> => ({
  [variable]: above ? `${above},${mark}` : mark,
})

export const marksAbove = (own: Readonly<Record<string, string | undefined>>): string | undefined =>
  own[variable]

/**
 * The processes with a mark that begins so or in one of these groups, except this one and those that started it. Only Linux
 * shows them.
 */
export const marked = (mark: string, groups: readonly number[] = []): readonly Row[] => {
  const ours = ownAncestors()
  return processTable().filter(
    ({ pid, group }) => !ours.has(pid) && (groups.includes(group) || hasMark(pid, mark)),
  )
}

/** What is left of a child: those in its group, and those with its mark. Whatever began before it is none of them. */
export const membersOf = ({
  group,
  mark,
  since = 0,
}: {
  readonly group: number
  readonly mark: string
  readonly since: number | undefined
}): readonly Row[] =>
  processTable().filter(
    row => row.start >= since && (row.group === group || hasMark(row.pid, mark)),
  )

const hasMark = (pid: number, mark: string): boolean =>
  variableOf(pid, variable)
    ?.split(',')
    .some(word => word.startsWith(mark)) ?? false

const ownAncestors = (): ReadonlySet<number> => {
  const pids = new Set<number>()
  for (let pid = process.pid; pid > 0 && !pids.has(pid); pid = rowOf(pid)?.parent ?? 0)
    pids.add(pid)
  return pids
}
