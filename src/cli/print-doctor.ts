import type { Repair } from '../app/repair.ts'
import type { Diagnosis } from '../commands/doctor.ts'
import { shortRun } from '../engine/run-name.ts'
import type { Terminal } from './terminal.ts'

/** Whether anything is less than in order: what --strict counts as a failure. */
export const hasWarnings = (findings: Diagnosis['findings']): boolean =>
  findings.some(({ state }) => state !== 'ok')

/** A line for each finding, and below it what to do. */
export const findingLines = (
  findings: Diagnosis['findings'],
  { colors, quiet }: Terminal,
): readonly string[] => {
  const marks = {
    ok: colors.green('ok     '),
    warning: colors.yellow('warning'),
    error: colors.red('error  '),
  }
  return findings
    .filter(({ state }) => !quiet || state !== 'ok')
    .flatMap(({ name, state, detail, hint }) => [
      `${marks[state]} ${name}: ${detail}`,
      ...(hint === undefined ? [] : [`        ${hint}`]),
    ])
}

/** What a repair restores from where, and what is lost. */
export const repairLines = ({ log, git, removed }: Repair): readonly string[] => [
  ...(log ? logLines(log) : []),
  ...git.runs.map(
    ({ docCommit, commit }) =>
      `from Git: the doc commit ${short(docCommit)} for ${short(commit)} is recorded`,
  ),
  ...git.forgotten.map(
    ({ docCommit, commit }) =>
      `not recorded: the doc commit ${short(docCommit)} follows ${commit}, which Git does not have`,
  ),
  ...git.branches.map(
    ({ ref, commit }) =>
      `from Git: ${ref.replace('refs/heads/', '')} was read up to ${short(commit)}; for what waited or failed before that, run "git-doc update --from <commit>"`,
  ),
  ...removed.map(path => `removed: ${path}`),
]

const logLines = (log: NonNullable<Repair['log']>): readonly string[] => [
  ...log.pieces.map(({ from, first, last }) => `from the ${from}: events ${first} to ${last}`),
  ...(log.lost ? [`lost: events ${log.lost.first} to ${log.lost.last}`] : []),
  ...log.lostRuns.map(run => `lost: later events of ${shortRun(run)}`),
  ...(log.events === 0 && !log.lost ? ['lost: every event; nobody knows how many there were'] : []),
  `kept: the damaged log, in ${log.aside}`,
]

const short = (id: string): string => id.slice(0, 8)
