/** How many milliseconds lie between two recorded times (ISO 8601 in UTC); NaN if one of them is none. */
export const millisecondsBetween = (from: string, to: string): number =>
  millisecondsOf(to) - millisecondsOf(from)

const millisecondsOf = (time: string): number => {
  const [, year, month, day, hours, minutes, seconds, fraction = '0'] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?Z$/.exec(time) ?? []
  const days = daysSinceEra(Number(year), Number(month), Number(day))
  const ofDay = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return (days * 86_400 + ofDay) * 1_000 + Math.round(Number(`0.${fraction}`) * 1_000)
}

/** Days since the first of March of the year 0; a year that begins in March has its leap day at its end. */
const daysSinceEra = (year: number, month: number, day: number): number => {
  const from = month > 2 ? year : year - 1
  const leaps = Math.floor(from / 4) - Math.floor(from / 100) + Math.floor(from / 400)
  return from * 365 + leaps + Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
}
