import { entropyOf } from '../../ports/secrets.ts'

/** Letters of both cases and digits without anything between them: no name is written so. */
const mixture = /^(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])(?=\D*\d)[A-Za-z0-9]{10,}$/

/** How often upper case, lower case and digits take turns, beyond what a name's words do. */
const alternations = (value: string): number =>
  (value.match(/[A-Z]{2,}[a-z]|\d[A-Za-z]|[a-z][A-Z](?![a-z]{2})/g) ?? []).length

/** Whether a value is a mixture of characters that only a machine makes up. */
export const isMixture = (value: string, turns = 2): boolean =>
  mixture.test(value) && alternations(value) >= turns

/** Letters of both cases that take turns as no name's words do, as in base64 without a digit. */
const isShuffledCase = (value: string): boolean =>
  /^[A-Za-z0-9_-]{16,}$/.test(value) &&
  (value.match(/[a-z][A-Z](?![a-z]{2})|[A-Z]{2,}[a-z]/g) ?? []).length >= 3

/** A user and a password in base64, as the header of HTTP and settings of Docker have them. */
const isBasicAuth = (value: string): boolean =>
  /^(?:[A-Za-z0-9+/]{4}){2,30}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value) &&
  /^[\w.@+-]{2,60}:[\x21-\x7e]{3,60}$/.test(atob(value))

/** Values that stand for one to be put in, or are read from elsewhere. */
const standIn =
  /^(?:\$(?![\dA-Za-z]{0,3}\$)|<|\{|\[|%[\w(]|@\w+@|#\{)|\$\{|\{\{|#\{|%\(\w+\)s|process\.env|getenv|os\.environ|x{4,}|\*{3,}|\.{3}|…|your[-_ ]|^your|my[-_ ]|example|change.?me|placeholder|redacted|withheld|dummy|fake|sample|insert|replace|undefined|function|todo|null\b|true\b|false\b/i

/** Whether a value stands for one that is to be put in. */
export const isStandIn = (value: string): boolean =>
  standIn.test(value) || /^(.)\1*$/.test(value) || !/[\p{L}\p{N}]/u.test(value)

/** Letters and digits that take turns at least four times. */
const isTaken = (value: string): boolean =>
  (value.match(/\d(?=[A-Za-z])|[A-Za-z](?=\d)/g) ?? []).length >= 4

/** Whether a value under a secret's name is more likely made up by a machine, or for one, than a word of a program. */
export const looksMadeUp = (value: string, quoted: boolean): boolean => {
  if (isStandIn(value) || /[()\s]/.test(value)) return false
  if (isMixture(value) || isShuffledCase(value) || isBasicAuth(value)) return true
  if (
    !quoted &&
    /^[A-Za-z_$][\w$]*(?:\.[\w$]+)*$/.test(value) &&
    !/\d[A-Za-z]+\d|^(?=.{24})(?:\D*\d){4}/.test(value)
  )
    return false
  const isMixed = /\d/.test(value) && /[A-Za-z]/.test(value)
  if (isMixed && /^(?=(?:\D*\d){3})[A-Za-z0-9]{11,}$/.test(value) && isTaken(value)) return true
  return isMixed && value.length >= 16 && entropyOf(value) >= 3.2
}
