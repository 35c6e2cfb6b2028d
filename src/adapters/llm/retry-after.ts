/**
 * The milliseconds a server asks to wait: `retry-after-ms`, or Retry-After in seconds or as a date. A date is compared
 * with the server's own clock if the server sends it, so that a wrong clock here does not matter.
 */
export const retryAfter = (headers: Headers, now = Date.now()): number | undefined => {
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '')
  if (milliseconds >= 0) return milliseconds
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000
  // Date.parse also makes dates of numbers like "-5".
  const until = /^[a-z]/i.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(until)) return undefined
  const serverTime = Date.parse(headers.get('date') ?? '')
  return Math.max(0, until - (Number.isNaN(serverTime) ? now : serverTime))
}
