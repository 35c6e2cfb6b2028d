import { type Finding, sound } from '../ports/health.ts'
import type { LogCheck } from './log-check.ts'

const rebuild = {
  hint: '"git-doc doctor --repair" rebuilds it from the segments, the log and Git, and keeps the damaged one.',
  repair: 'rebuild',
} as const

/** Only a newer git-doc or the owner of the disk can fix these; rebuilding the log would not help. */
const notDamage = new Set(['LOG_FORMAT', 'STATE_UNWRITABLE'])

export const logFinding = ({ log, failed, ended, verified }: LogCheck): Finding => {
  const name = 'log'
  if (log) return sound(name, `${log.position} events in ${log.runs} runs, all intact.`)
  if (failed) {
    const { code, message: detail, hint } = failed
    return {
      name,
      state: 'error',
      code,
      detail,
      hint: code === 'LOG_DAMAGED' ? rebuild.hint : hint,
      repair: notDamage.has(code) ? undefined : rebuild.repair,
    }
  }
  const detail = `The event log is damaged after position ${verified}: LevelDB could not read on (${ended}).`
  return { name, state: 'error', code: 'LOG_DAMAGED', detail, ...rebuild }
}

export const viewFindings = ({ log, views, failed, ended }: LogCheck): readonly Finding[] => {
  const name = 'views'
  if (!log) {
    const detail = 'git-doc did not check the views, because they are built from the log.'
    return [{ name, state: 'warning', code: 'VIEWS_NOT_CHECKED', detail }]
  }
  if (!views) {
    const detail = failed?.message ?? `LevelDB could not read them (${ended}).`
    return [{ name, state: 'error', code: 'VIEWS_DAMAGED', detail, ...rebuild }]
  }
  const wrong = views.filter(({ differences }) => differences.length > 0)
  if (wrong.length === 0) {
    const rows = views.reduce((sum, view) => sum + view.rows, 0)
    return [sound(name, `${rows} rows, all in agreement with the log.`)]
  }
  return wrong.map(({ view, rows, differences }) => ({
    name,
    state: 'error',
    code: 'VIEWS_DIFFER',
    detail: `${differences.length} of the ${rows} rows of ${view} differ from the events, such as ${differences[0]}.`,
    ...rebuild,
  }))
}
