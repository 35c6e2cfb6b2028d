import type { FullReport } from '../app/reading.ts'
import type { Item } from '../engine/kind.ts'
import { spentText } from './meter.ts'
import { cachedLine } from './print-usage.ts'
import type { Terminal } from './terminal.ts'
import { countsLine, isWaiting } from './waiting.ts'

const runsShown = 10

/** The status report in a few words, for a prompt or a status bar: `2 new, 1 waits, 1 failed`. */
export const shortLine = ({ runs, failures, unnoticed }: FullReport): string => {
  const waiting = runs.filter(isWaiting).length
  const parts = [
    ...(unnoticed?.commits ? [`${unnoticed.commits} new`] : []),
    ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? 'waits' : 'wait'}`] : []),
    ...(failures.length > 0 ? [`${failures.length} failed`] : []),
  ]
  return parts.join(', ') || 'ok'
}

/** The status report as lines for a person: counts, what waits or failed and why, the last runs. */
export const statusLines = (
  report: FullReport,
  { colors, verbose }: Terminal,
): readonly string[] => {
  const total = Object.values(report.counts).reduce((sum, count) => sum + count, 0)
  if (total === 0)
    return report.unnoticed
      ? ['Nothing is recorded yet.', ...unnoticedLines(report)]
      : ['Nothing is recorded yet. "git-doc update" documents the commits of this branch.']

  const lines = [countsLine(report.counts, report.runs), ...unnoticedLines(report)]

  const waiting = report.runs.filter(isWaiting)
  if (waiting.length > 0) lines.push('', colors.bold('Waiting'))
  for (const { label, subject, reason } of waiting) {
    lines.push(`  ${colors.yellow(label)} ${subject}`, `    ${reason}`)
  }

  if (report.failures.length > 0) lines.push('', colors.bold('Failed'))
  for (const { label, reason, attempts, next } of report.failures) {
    const times = attempts > 1 ? ` (attempt ${attempts})` : ''
    lines.push(`  ${colors.red(label)} ${reason}${times}`, `    ${next}`)
  }

  const away = (report.providers ?? []).filter(({ state }) => state !== 'closed')
  if (away.length > 0) lines.push('', colors.bold('Providers'))
  for (const { provider, reason, until } of away) {
    lines.push(`  ${colors.yellow(provider)} is not asked until ${until}`, `    ${reason}`)
  }

  lines.push(...alertLines(report, colors), ...usageLines(report, colors))

  // Doc commits need no line of their own: they are part of the counts above.
  const told = verbose ? report.runs : report.runs.filter(({ code }) => code !== 'own-commit')
  const shown = verbose ? told : told.slice(0, runsShown)
  lines.push('', colors.bold('Last runs'), ...shown.flatMap(run => runLines(run, colors)))
  const more = told.length - shown.length
  if (more > 0) lines.push(`  … ${more} more ("git-doc status --all" lists every run)`)
  return lines
}

const alertLines = ({ alerts }: FullReport, colors: Terminal['colors']): string[] => {
  if (!alerts) return []
  const { open, givenUp, reason } = alerts
  const counted = [
    ...(open > 0 ? [`${open} to be sent`] : []),
    ...(givenUp > 0 ? [`${givenUp} given up`] : []),
  ]
  return [
    '',
    colors.bold('Alerts'),
    `  ${counted.join(', ')}`,
    ...(reason ? [`    ${reason}`] : []),
  ]
}

const usageLines = ({ usage }: FullReport, colors: Terminal['colors']): string[] => {
  if (!usage) return []
  const { month, asked, cached } = usage
  return [
    '',
    colors.bold(`Models in ${month}`),
    `  ${spentText(usage)}`,
    ...(asked + cached > 0 ? [`  ${cachedLine(cached, asked + cached)}`] : []),
  ]
}

/** Commits that no command has read yet: hooks may be missing. */
const unnoticedLines = ({ unnoticed }: FullReport): string[] => {
  if (!unnoticed?.commits) return []
  const { branch, commits } = unnoticed
  return [`${commits} new ${commits === 1 ? 'commit' : 'commits'} on ${branch}: git-doc update`]
}

/** A run with the parts of its work. */
export const runLines = (run: FullReport['runs'][number], colors: Terminal['colors']): string[] => {
  const outcome = run.outcome ? ` → ${colors.green(run.outcome)}` : ''
  const reason = run.tag === 'done' && run.reason ? colors.dim(` (${run.reason})`) : ''
  return [
    `  ${run.label} ${run.state.padEnd(8)} ${run.subject}${outcome}${reason}`,
    ...(run.notes ?? []).map(note => `           ${colors.dim(note)}`),
    ...run.items.map(item => `           ${colors.dim(itemText(item))}`),
  ]
}

const itemText = ({ id, label = id, state, note, reason }: Item): string =>
  `${label} — ${[state, note].filter(Boolean).join(', ')}${reason ? ` (${reason})` : ''}`
