/** The time that every file of a bundle has: as text in UTC, without fractions, and in seconds since 1970. */
export interface BundleTime {
  readonly iso: string
  readonly seconds: number
}

/** The time of a text such as `2026-01-31T12:00:00Z`. */
export const bundleTime = (iso: string): BundleTime => {
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = timeParts(iso)
  return {
    iso,
    seconds: daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second,
  }
}

/** Year, month, day, hour, minute, second. */
export const timeParts = (iso: string): readonly number[] =>
  iso.replace('Z', '').split(/[-:T]/).map(Number)

/** Days of the Gregorian calendar. A year is taken to begin in March, so that the day that some years lack is its last. */
const daysSince1970 = (year: number, month: number, day: number): number => {
  const inMarch = month < 3 ? year - 1 : year
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const leapDays = Math.floor(inMarch / 4) - Math.floor(inMarch / 100) + Math.floor(inMarch / 400)
  return inMarch * 365 + leapDays + dayOfYear - 719_468
}
