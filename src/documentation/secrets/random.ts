import { isStandIn } from './made-up.ts'
import type { Finding } from './redact.ts'

/** How often letters and digits take turns, and upper and lower case beyond what a name's words do. */
const turnsOf = (value: string): number =>
  (value.match(/\d(?=[A-Za-z])|[A-Za-z](?=\d)|[A-Z]{2,}[a-z]|[a-z](?=[A-Z](?![a-z]{2}))/g) ?? [])
    .length

/** A ULID says when something was, and nothing else. */
const isUlid = (value: string): boolean => /^0[0-9A-HJKMNP-TV-Z]{25}$/i.test(value)

const isHex = (value: string): boolean => /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(value)

/** A run of letters and digits as a machine draws them: they take turns too often for words and versions. */
const isDrawn = (run: string, turns: number): boolean =>
  turnsOf(run) >= turns && /\d/.test(run) && /[A-Za-z]/.test(run)

/** Groups as in a UUID, of any letters: no name has five of them with digits in nearly all. */
const grouped = /^[A-Za-z0-9]{4,12}(?:-[A-Za-z0-9]{4,12}){3,6}$/

const isGrouped = (value: string): boolean =>
  grouped.test(value) && value.split('-').filter(part => /\d/.test(part)).length >= 3

/** A vendor's mark before a hexadecimal number or a UUID. */
const marked =
  /^[A-Za-z]{2,10}(?:_[a-z0-9]{2,10}){0,2}[_-](?:[0-9a-f]{32,}|[0-9A-F]{32,})$|^[A-Za-z]{3,8}-(?:[a-z0-9]{1,4}-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Words near a value that say what it is for; and those that say that it is a checksum, a version or an address. */
const keyNear =
  /(?:key|token|secret|passw|pwd|auth(?!or)|credential|bearer|session|signature|api(?![a-z])|access|webhook|private)/i
const publicNear =
  /sha-?\d|hash|commit|md5|digest|checksum|integrity|etag|revision|\brev\b|fingerprint|public|resolved|\bid\b|uuid|guid|version|cache|nonce|(?:client|tenant|app(?:lication)?|subscription|user|object|account|trace|request|span|message|call)[ _-]?id/i

const run = /(?<![\w/.%]|[^\n]\+|[^\n]-)[A-Za-z0-9_](?:[\w+/.~-]{14,}[\w/+-])={0,2}(?![\w/+])/g
const before = 80

/** A value right behind such a word, whatever joins them. */
const adjacent =
  /(?:key|token|secret|passw\w{0,6}|access|private|auth)[\s=:."'_/-]{1,5}(?<value>[A-Za-z0-9][\w-]{14,}[A-Za-z0-9])(?![\w/+(])/gi

/** Values that nobody would type, near a word that says they are a key, or so random that no word is needed. */
export function* randomValues(text: string): Generator<Finding> {
  for (const { index, 0: value } of text.matchAll(run)) {
    if (!isSuspect(value) || isStandIn(value)) continue
    if (isRandomThere(value, lineBefore(text, index)))
      yield { kind: 'token', start: index, end: index + value.length }
  }
  for (const { index, 0: found, groups } of text.matchAll(adjacent)) {
    const { value = '' } = groups ?? {}
    const start = index + found.length - value.length
    if (isKeyLike(value) && !publicNear.test(lineBefore(text, start)))
      yield { kind: 'token', start, end: start + value.length }
  }
}

const lineBefore = (text: string, place: number): string =>
  text.slice(text.lastIndexOf('\n', place - 1) + 1, place).slice(-before)

/** Letters and at least four digits, most of them in one piece. */
const isKeyLike = (value: string): boolean =>
  !isStandIn(value) &&
  !isUlid(value) &&
  !publicNear.test(value) &&
  /^(?:\D*\d){4}/.test(value) &&
  (isGrouped(value) || /(?=[a-z0-9]{0,60}[a-z])(?=[a-z0-9]{0,60}\d)[a-z0-9]{14,}/i.test(value))

/** What is worth a look at its surroundings: no path, no dotted name, no checksum with its name in front. */
const isSuspect = (value: string): boolean =>
  value.length >= 16 &&
  /\d/.test(value) &&
  !isUlid(value) &&
  !/^(?:sha\d+|md5|h1|rev|v?\d+(?:\.\d+)+)[-.]/i.test(value) &&
  !/\.[a-z]{2,4}$/i.test(value) &&
  (value.length >= 80 || !/[/.~-]{2}|^\d[\d.-]+$/.test(value))

const isRandomThere = (value: string, line: string): boolean => {
  if (/(?:sha-?\d+|md5|h1)[-:]$/i.test(line)) return false
  if (marked.test(value)) return !publicNear.test(line)
  const parts = value.split(/[-_./~+=]+/).filter(Boolean)
  const longest = parts.reduce((a, b) => (b.length > a.length ? b : a), '')
  // A name may be joined to its value: `vendor-secret-0f3a…`.
  const near = line + value.slice(0, value.indexOf(longest))
  if (keyNear.test(near) && !publicNear.test(near)) return isKeyOf(value, parts, longest)
  if (isHex(longest) || /[/+]/.test(value)) return false
  return (
    (longest.length >= 24 && isDrawn(longest, 8)) ||
    parts.filter(part => part.length >= 14 && isDrawn(part, 4)).length >= 2
  )
}

/** Beside a word that says so, less is enough. */
const isKeyOf = (value: string, parts: readonly string[], longest: string): boolean => {
  const whole = parts.join('')
  if (isHex(longest)) return longest.length >= 32
  if (isGrouped(value)) return true
  // Base64 with its signs, or paths: a path has words between its slashes.
  if (/[/+]/.test(value)) return value.length >= 24 && isDrawn(whole, 7)
  if (longest.length < 16) return parts.length <= 3 && whole.length >= 20 && isDrawn(whole, 7)
  return isDrawn(longest, 4)
}
