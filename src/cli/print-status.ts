import type { StatusReport } from '../projections/status-report.ts'
import { spentText } from './meter.ts'
import { cachedLine } from './print-usage.ts'
import type { Terminal } from './terminal.ts'

const runsShown = 10

/** The status report as lines for a person: counts, what waits or failed and why, the last runs. */
export const statusLines = (
  report: StatusReport,
  { colors, verbose }: Terminal,
): readonly string[] => {
  const total = Object.values(report.counts).reduce((sum, count) => sum + count, 0)
  if (total === 0)
    return report.unnoticed
      ? ['Nothing is recorded yet.', ...unnoticedLines(report)]
      : ['Nothing is recorded yet. "git-doc update" takes up the commits of this branch.']

  const counts = Object.entries(report.counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
  const lines = [counts.join(' · '), ...unnoticedLines(report)]

  const waiting = report.runs.filter(
    ({ state, reason }) => /^(planned|reverting)$/.test(state) && reason !== undefined,
  )
  if (waiting.length > 0) lines.push('', colors.bold('Waiting'))
  for (const { commit, subject, reason } of waiting) {
    lines.push(`  ${colors.yellow(commit.slice(0, 8))} ${subject}`, `    ${reason}`)
  }

  if (report.failures.length > 0) lines.push('', colors.bold('Failed'))
  for (const { commit, reason, attempts, next } of report.failures) {
    const times = attempts > 1 ? ` (attempt ${attempts})` : ''
    lines.push(`  ${colors.red(commit.slice(0, 8))} ${reason}${times}`, `    ${next}`)
  }

  const away = report.providers.filter(({ state }) => state !== 'closed')
  if (away.length > 0) lines.push('', colors.bold('Providers'))
  for (const { provider, reason, until } of away) {
    lines.push(`  ${colors.yellow(provider)} is left alone until ${until}`, `    ${reason}`)
  }

  lines.push(...usageLines(report, colors))

  // Our own commits are looked at and left: they are counted above, and say nothing here.
  const told = verbose ? report.runs : report.runs.filter(({ code }) => code !== 'own-commit')
  const shown = verbose ? told : told.slice(0, runsShown)
  lines.push('', colors.bold('Last runs'), ...shown.flatMap(run => runLines(run, colors)))
  const more = told.length - shown.length
  if (more > 0) lines.push(`  … ${more} more (--verbose shows all)`)
  return lines
}

const usageLines = ({ usage }: StatusReport, colors: Terminal['colors']): string[] => {
  if (!usage) return []
  const { month, asked, cached } = usage
  return [
    '',
    colors.bold(`Models in ${month}`),
    `  ${spentText(usage)}`,
    ...(asked + cached > 0 ? [`  ${cachedLine(cached, asked + cached)}`] : []),
  ]
}

/** What came since the branch was looked at last: hooks may be missing, and Git is the truth. */
const unnoticedLines = ({ unnoticed }: StatusReport): string[] => {
  if (!unnoticed?.commits) return []
  const { branch, commits } = unnoticed
  return [`${commits} new ${commits === 1 ? 'commit' : 'commits'} on ${branch}: git-doc update`]
}

const runLines = (run: StatusReport['runs'][number], colors: Terminal['colors']): string[] => {
  const made = run.revertCommit ?? run.docCommit
  const docCommit = made ? ` → ${colors.green(made.slice(0, 8))}` : ''
  const reason = run.state === 'skipped' && run.reason ? colors.dim(` (${run.reason})`) : ''
  return [
    `  ${run.commit.slice(0, 8)} ${run.state.padEnd(8)} ${run.subject}${docCommit}${reason}`,
    ...(run.separate ? [`           ${colors.dim(`not amended: ${run.separate}`)}`] : []),
    ...(run.revert && run.state !== 'reverting'
      ? [`           ${colors.yellow(`not reverted: ${run.revert.reason}`)}`]
      : []),
    ...run.targets.map(
      ({ file, section, state, strategy, reason: why }) =>
        `           ${colors.dim(`${file}: ${section} — ${state}, ${strategy}${why ? ` (${why})` : ''}`)}`,
    ),
  ]
}
