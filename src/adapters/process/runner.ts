import type {
  LeftBehind,
  NotEnforced,
  ProcessEvidence,
  Processes,
  ProcessRequest,
} from '../../ports/processes.ts'
import { endFound, groupExists, signalGroup } from './end-processes.ts'
import { marked, markOfRun, newMark } from './marks.ts'
import { showsProcesses } from './process-table.ts'
import { runChild } from './run-child.ts'
import { openStarted } from './started.ts'

/** Milliseconds between SIGTERM and SIGKILL, unless the request says otherwise. */
const usualGrace = 5_000

/** The runner of all child processes; `folder` is the state folder of this clone. */
export const openProcesses = (folder: string): Processes => {
  const started = openStarted(folder)
  return {
    async run(request) {
      const mark = newMark(markOfRun(folder, nameOf(request)))
      const grace = request.grace ?? usualGrace
      const note = (group: number, name: string) => started.note(mark, { group, name })
      const evidence = await runChild(request, { mark, grace, note })
      return { ...evidence, notEnforced: notEnforced(request) }
    },
    async endMarked(run) {
      const mark = markOfRun(folder, run)
      const groups = started.running(mark).map(({ group }) => group)
      const find = () =>
        showsProcesses() ? marked(mark, groups) : groups.filter(groupExists).map(leader)
      const ended = await endFound(find, usualGrace)
      for (const group of groups) signalGroup(group, 'SIGKILL')
      for (const each of [mark, markOfRun(folder, nameOf({ run, children: 'leave' }))])
        started.forget(each)
      return ended
    },
  }
}

/** What is meant to outlive its run is not found by that run's name. */
const nameOf = ({ run, children }: Pick<ProcessRequest, 'run' | 'children'>): string =>
  children === 'leave' ? `${run} left` : run

/** Its members beside the first are not shown; they get the signal too. */
const leader = (group: number): LeftBehind => ({ pid: -group, name: 'process group' })

/** What docs/processes.md says of this system. */
const notEnforced = ({
  maxMemory,
}: Parameters<Processes['run']>[0]): ProcessEvidence['notEnforced'] => {
  const isWindows = process.platform === 'win32'
  const all: readonly (readonly [NotEnforced, boolean])[] = [
    ['group', isWindows],
    ['terminate', isWindows],
    ['left-group', !showsProcesses()],
    ['memory', maxMemory !== undefined && !showsProcesses()],
  ]
  return all.filter(([, is]) => is).map(([what]) => what)
}
