import { wrongUsage } from '../errors/usage.ts'

const day = 24 * 60 * 60 * 1000
const units: Readonly<Record<string, number>> = { d: day, w: 7 * day, m: 30 * day, y: 365 * day }

/**
 * Where a window of time begins, given its end in ISO 8601: `90d`, `12w`, `6m` or `2y` earlier, at a date (`2026-01-31`, at midnight UTC),
 * or nowhere for `all`. USAGE for any other text.
 */
export const beginOf = (text: string): ((end: string) => string | undefined) => {
  if (text === 'all') return () => undefined
  const [, amount, unit = ''] = /^(\d{1,4})([dwmy])$/.exec(text) ?? []
  const milliseconds = Number(amount) * (units[unit] ?? Number.NaN)
  if (milliseconds > 0) return end => new Date(Date.parse(end) - milliseconds).toISOString()
  const date = new Date(`${text}T00:00:00Z`)
  // JavaScript takes the 31st of February for the 3rd of March.
  const iso = Number.isNaN(date.getTime()) ? '' : date.toISOString()
  if (iso.slice(0, 10) === text) return () => iso
  throw wrongUsage(
    `--since does not take "${text}".`,
    'For example: --since 90d, 12w, 6m, 2y, 2026-01-31, or all.',
  )
}
