import type { Finding } from './redact.ts'

/** Says of a value under a name what kind of secret it is, or nothing. */
export type Judge = (value: string, name: string) => string | undefined

const list =
  /["']?[ \t]{0,8}[:=][ \t]{0,8}(?:\[(?<inline>[^\]]{1,600})\]|\r?\n(?<lines>(?:[-+ ]?[ \t]{0,40}- [^\n]{1,200}(?:\n|$)){1,30}))/iuy
const member =
  /(?:^|[\s,])(?:- )?(?<quote>["'\x60]?)(?<value>[^"'\x60\s,]{4,200})\k<quote>(?=\s|,|$)/g

/** The members of a list under a name: `passwords: [a, b]`, or one a line. */
export function* listedSecrets(
  text: string,
  place: number,
  name: string,
  judge: Judge,
): Generator<Finding> {
  list.lastIndex = place
  const match = list.exec(text)
  const members = match?.groups?.inline ?? match?.groups?.lines
  if (!match || members === undefined) return
  const isLines = match.groups?.lines !== undefined
  const start = match.index + match[0].lastIndexOf(members)
  for (const each of members.matchAll(member)) {
    const { value = '', quote } = each.groups ?? {}
    // Without quotes it may be a variable.
    const kind =
      quote || /\d[A-Za-z]|\d[^\w.]/.test(value) || (isLines && /\d/.test(value))
        ? judge(value, name)
        : undefined
    const at = start + each.index + each[0].lastIndexOf(value)
    if (kind) yield { kind, start: at, end: at + value.length }
  }
}

const literal = String.raw`(?:"(?:\\.|[^"\\\n]){1,200}"|'(?:\\.|[^'\\\n]){1,200}')`
const several = new RegExp(
  String.raw`(?<![\w$])(?<names>[\w$]{1,60}(?:[ \t]*,[ \t]*[\w$]{1,60}){1,8})(?:[ \t]+[\w.*\[\]]{1,40})?[ \t]*:?=[ \t]*(?<values>${literal}(?:[ \t]*,[ \t]*${literal}){1,8})`,
  'g',
)

/** Several names that are given their values at once: `user, password = "a", "b"`. */
export function* severalSecrets(text: string, judge: Judge): Generator<Finding> {
  for (const match of text.matchAll(several)) {
    const { names = '', values = '' } = match.groups ?? {}
    const start = match.index + match[0].lastIndexOf(values)
    const found = [...values.matchAll(new RegExp(literal, 'g'))]
    for (const [at, name] of names.split(/[ \t]*,[ \t]*/).entries()) {
      const [quoted = ''] = found[at] ?? []
      const value = quoted.slice(1, -1)
      const kind = judge(value, name)
      const place = start + (found[at]?.index ?? 0) + 1
      if (kind) yield { kind, start: place, end: place + value.length }
    }
  }
}
