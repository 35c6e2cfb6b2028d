import type { ReportedRun } from '../../projections/status-report.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { isWaiting, waitingCode } from '../waiting.ts'
import type { UpstreamOptions } from './options.ts'

/** An update and where it is, for a person. */
export const runLines = (
  { label, state, subject, reason, items, notes = [], tag, run }: ReportedRun,
  { colors }: Terminal,
): readonly string[] => {
  const color = tag === 'failed' ? colors.red : tag === 'waiting' ? colors.yellow : colors.green
  const end = tag === 'waiting' ? `waits: ${reason}` : `${state}${reason ? `: ${reason}` : ''}`
  return [
    `${color(label)} ${end}`,
    ...(subject && tag !== 'waiting' ? [`  ${subject}`] : []),
    ...notes.map(note => `  ${note}`),
    ...items.map(({ id, state: of }) => `  ${id}: ${of}`),
    ...(tag === 'failed' ? [`  "git-doc retry ${run}" tries it again.`] : []),
  ]
}

/** The exit code for updates: 1 if one failed, or could not be rolled back. */
export const runsCode = (runs: readonly ReportedRun[], options: UpstreamOptions): number => {
  const failed = runs.some(
    ({ tag, notes = [] }) =>
      tag === 'failed' || notes.some(note => note.startsWith('NOT ROLLED BACK')),
  )
  return failed ? exitCode.failed : waitingCode(options, runs.some(isWaiting))
}
