import { listedSecrets, severalSecrets } from './lists.ts'
import { isStandIn, looksMadeUp } from './made-up.ts'
import type { Finding } from './redact.ts'

/** Words that say by themselves that a value is secret, in the languages that code is written in. */
const passwordWord =
  'pa?s{1,2}w(?:or?s?|r)?d|passphrase|passcode|passwort|kennwort|contrase[ñn]a|senha|mot_?de_?passe|wachtwoord|parola|has[łl]o|l[öo]senord|salasana|passw(?![a-z])|pass[_-]?key|(?<![a-z])p(?:s?w|word)(?![a-z])|пароль|密码|密碼|パスワード|비밀번호|비번|pwd|(?<![a-z])psk(?![a-z])|(?:(?<![a-z])|db|user|usr|smtp|mail|root|admin|mysql|pg|ftp|ldap|key|store)pass(?![a-z])|secret'
/** Words whose values are secret if they look made up. */
const keyWord =
  'key|token|credential|salt|crumb|(?<![a-z])pat(?![a-z])|auth|bearer|signature|webhook|mnemonic|(?<![a-z])seed(?![a-z])|(?<![a-z])t?otp(?![a-z])'
const name = String.raw`(?<![\p{L}\p{N}])(?:[\w.$][\w.$-]{0,40}?)?(?:${passwordWord}|${keyWord})[\w-]{0,20}`
const names = new RegExp(name, 'giu')
const isPassword = new RegExp(`(?:${passwordWord})`, 'iu')
const secretWord = new RegExp(`(?:${passwordWord}|${keyWord})`, 'giu')

/** What a name goes on with where it is of something beside a secret: its length, its file, the form it is typed into. */
const aside =
  /(?:names?|ids?|files?|paths?|dirs?|fields?|len(?:gth)?|size|polic(?:y|ies)|types?|ur[il]s?|endpoints?|expir\w*|ttl|age|labels?|hints?|refs?|min|max|count|regex\w*|patterns?|reset|strength|inputs?|forms?|pages?|managers?|stores?|providers?|class(?:es)?|algorithms?|alg|usage|version|format|header|prefix|suffix|words?|columns?|index|codes?|error|errors|message|msg|text|title|description|placeholder|button|link|required|enabled|disabled|valid\w*|check\w*|confirm\w*|public\w*|ring|frames?|board|down|up|press|bindings?|event|map)$/i

const gap = String.raw`[ \t]{0,20}(?:\r?\n[-+ ]?[ \t]{0,20})?`
const quotedValue = String.raw`(?:[@$]|[a-z]{1,2}(?=["']))?(?<quote>["'\x60])(?<value>(?:\\.|(?!\k<quote>)[^\\\n]){3,600})\k<quote>`
const closing = String.raw`["'\x60)\]]{0,3}(?:\[\d*\])?`
const type = String.raw`(?:[ \t]{0,8}[:?]{1,2}[ \t]{0,4}[&*\w<>\[\]?|.' ]{1,40}?)?`

/** How a name comes to its value, where that is quoted. */
const quotedForms = [
  // name = "x", name: &str = "x", name["a"] => "x", name == "x"
  String.raw`${closing}${type}[ \t]{0,20}(?::=|=>|<-|[!=]={1,2}|\?\?=?|\|\|=?|[=:])${gap}${quotedValue}`,
  // setName("x"), name.assign("x"), env("NAME", "x"), name "x"
  String.raw`${closing}(?:\.(?:set|assign|value|with|put|add|equals?|default)\w{0,20})?[ \t]{0,2}\([ \t]{0,8}${quotedValue}`,
  String.raw`${closing}[ \t]{1,8}(?!\x60)${quotedValue}`,
  // key="name" value="x"; "name": "NAME", "value": "x"; - name: NAME, value: "x"
  String.raw`${closing}[ \t]{0,4},?\s{0,40}[-+ ]?\s{0,20}["']?(?:value|default(?:_?value)?|content|stringValue)["']?[ \t]{0,4}[=:][ \t]{0,8}${quotedValue}`,
  // name = env("NAME") or "x", name = env("NAME", "x")
  String.raw`${closing}[ \t]{0,8}:?=[ \t]{0,8}(?:[^\n;]{1,60}?(?:\bor|\|\||\?[?:])|[\w.]{0,20}(?:env|get|fetch|default)\w{0,10}\([^\n,;]{1,50},)[ \t]{1,8}${quotedValue}`,
  // variable "name" { default = "x" }
  String.raw`${closing}[ \t]{0,4}\{[^{}]{0,200}?\bdefault[ \t]{0,20}=[ \t]{0,4}${quotedValue}`,
  // the password for "user" is "x"
  String.raw`(?:[ \t]{1,4}(?:for|of)[ \t][^\n.]{0,60}?)?[ \t]{1,4}(?:is|by|as)[ \t:]{1,4}${quotedValue}`,
].map(source => new RegExp(source, 'iuy'))

/** env("NAME", "x"); in a list the next one may be anything. */
const nextArgument = new RegExp(`${closing},${gap}${quotedValue}`, 'iuy')

/** Functions that are asked for a secret by its name, and a verb that is no name. */
const asksFor =
  /(?:^|[._])(?:get|load|read|fetch|find|lookup|has|is|check|validate|parse|delete|remove|list|use)[\w-]*$/i

const bareValue = String.raw`(?<value>[^\s"'\x60,;&(){}<>\[\]|\\]{4,600})(?=[;,&"'\x60<\\]|\)[^.]|[ \t]{0,8}(?:$|#|//|--|/\*|&&|\|)|[ \t])`
const bareForms = {
  assigned: new RegExp(
    String.raw`["'\x60]?\]?(?<sign>[ \t]{0,20}(?::=|=>|=|:)[ \t]{0,20})${bareValue}`,
    'iuym',
  ),
  onNextLine: new RegExp(
    String.raw`["']?${gap}["']?value["']?[ \t]{0,4}(?<sign>[=:][ \t]{0,8})${bareValue}`,
    'iuym',
  ),
  spaced: new RegExp(String.raw`(?<sign>[ \t]{1,20})${bareValue}`, 'iuym'),
}
/** An element of XML, and one whose name stands in another. */
const elements = [
  /[^<>\n]{0,40}>(?<value>[^<>\n]{3,400})<\//iuy,
  /[^<>\n]{0,10}<\/\w{1,20}>\s{0,40}[-+ ]?\s{0,40}<(?:value|string|data)>(?<value>[^<>\n]{3,400})<\//iuy,
]

/** Before a name: what makes the next word its value. */
const spacedBefore =
  /(?:--?|#[ \t]*define[ \t]+|\b(?:ENV|ARG|setenv|setx)[ \t]+|\b(?:machine|login)[ \t]+\S+[ \t]+|^[-+ ]?[ \t]{1,8})$/

/** The value before its name: `"x" == password`. */
const compared = new RegExp(
  String.raw`(?<quote>["'])(?<value>(?:\\.|(?!\k<quote>)[^\\\n]){3,300})\k<quote>[ \t]{0,4}[!=]={1,2}[ \t]{0,4}(?<name>${name})`,
  'giu',
)

/** Words that stand where a value would: types, rules of forms, other words for the same. */
const plainWords = new Set(
  `string str text password passwd secret token key user username value bool boolean number int integer any unknown bytes byte buffer
  object none nil null undefined true false required optional varchar char hidden email name test foo bar baz input output self this
  new old current default env environment file vault prompt stdin abcdef generate generated auto basic bearer digest login admin root`.split(
    /\s+/,
  ),
)

/** Sentences and labels of a user interface, and code in quotes. */
const spoken =
  /\b(?:enter|your|required?|must|invalid|please|should|forgot|reset|minimum|at least|confirm|wrong|incorrect|missing|match|change|show|hide|new|old|current|weak|strong|cannot|not|the|is|are|and|or|for|with|min|max)\b/i

/** Whether a value under a name that says password or secret is one: any literal that does not stand for something else. */
const isPasswordValue = (value: string, key: string): boolean => {
  if (value.length < 4 || isStandIn(value) || plainWords.has(value.toLowerCase())) return false
  if (/[({[]\s*$|^[\s,;:.)\]}|&=+]|%[sdv]\b|:[a-z]+\b.*\||^\/|^https?:|^\w+\(.*\)$/i.test(value))
    return false
  if (isPassword.test(value) && /^[\w$-]+$/.test(value) && !/\d/.test(value)) return false
  if (!/\s/.test(value))
    return !/^[a-z]+(?:[-_.:/][a-z]+)+$/.test(value) || /secret|pass/i.test(key)
  return !spoken.test(value) && value.split(/\s+/).length <= 6 && /passphrase|passw|pwd/i.test(key)
}

/** Names of keys that are nothing else. */
const isSureKey =
  /(?:api|access|private|secret|auth|admin|master|client|consumer|account|signing|encryption|license)[-_.]?(?:key|token)/i

/** Whether a value under such a name is a key: a long hexadecimal number, or letters and digits that make no name. */
const isKeyValue = (value: string, quoted: boolean): boolean => {
  if (isStandIn(value) || /\s/.test(value)) return false
  if (/^[0-9a-f]{32,}$/i.test(value)) return true
  if (!quoted && (/^[\w$]+(?:\.[\w$]+)+$/.test(value) || !/\d/.test(value))) return false
  return (
    value.length >= 8 &&
    (/\d\D*\d/.test(value) || /\d\W/.test(value)) &&
    /[a-z]/i.test(value) &&
    !/^[a-z_$-]+\d*$|^[\w.]+\(|^\w+:\/\//i.test(value)
  )
}

/** A value without quotes is a variable more often than not. */
const isBarePassword = (value: string, sign: string, alone: boolean): boolean => {
  if (/^[\w$]+(?:\.[\w$]+)+$|::|->|=>|^[A-Z][a-z]+(?:[A-Z][a-z]+)*\??$|[a-z]\?$/.test(value))
    return false
  if (/^[A-Z]+(?:_[A-Z]+)*$/.test(value)) return false
  const isName = /^[A-Za-z_$][A-Za-z_$-]*\d*$/.test(value)
  if (!isName) return true
  // NAME=word in a shell or a file of settings; `name: word` alone on its line in YAML.
  return alone && (sign === '=' || /^:[ \t]+$/.test(sign))
}

const judged = (
  value: string,
  key: string,
  bare: { readonly sign: string; readonly alone: boolean } | undefined,
): string | undefined => {
  const behind = key.slice([...key.matchAll(secretWord)].at(-1)?.index).replace(secretWord, '')
  if (aside.test(behind)) return undefined
  if (looksMadeUp(value, bare === undefined)) return 'assigned-secret'
  if (isSureKey.test(key) && isKeyValue(value, bare === undefined)) return 'assigned-secret'
  if (!isPassword.test(key) || !isPasswordValue(value, key)) return undefined
  return bare && !isBarePassword(value, bare.sign, bare.alone) ? undefined : 'assigned-secret'
}

/** A value among others under a name that says password; keys of a list are more often words. */
const judgeListed = (value: string, key: string): string | undefined =>
  isPassword.test(key) && /[\dA-Z]/.test(value) ? judged(value, key, undefined) : undefined

/** A value under a name that must itself say that it is one. */
const judgeNamed = (value: string, key: string): string | undefined =>
  new RegExp(secretWord, 'iu').test(key) ? judged(value, key, undefined) : undefined

const endOfLine = /^["'\r]*[ \t]*(?:#.*|\/\/.*|<\/\w+>.*)?(?:\n|$)/

const lineBefore = (text: string, place: number): string =>
  text.slice(text.lastIndexOf('\n', place - 1) + 1, place)

/** Values that stand under a name that says they are secret, also in text that is itself in a quoted string. */
export function* namedSecrets(text: string): Generator<Finding> {
  yield* namedIn(text)
  if (isEscaped.test(text)) yield* namedIn(unescaped(text))
}

const isEscaped = /\\["']|&quot;|%3D/i

/** A text with its escaped quotes, signs and line ends as plain ones, each as long as it was. */
const unescaped = (text: string): string =>
  text
    .replace(/(?:\\+["']|&quot;)(?=[^\s\\,;:)\]}&<])/g, found =>
      found.slice(-1).replace(';', '"').padStart(found.length),
    )
    .replace(/\\+["']|&quot;/g, found => found.slice(-1).replace(';', '"').padEnd(found.length))
    .replace(/\\n/g, ' \n')
    .replace(/%3D/gi, '=  ')
    .replace(/%26/g, '&  ')

function* namedIn(text: string): Generator<Finding> {
  for (const match of text.matchAll(names)) {
    const found = secretAfter(text, match.index, match[0])
    if (found) yield found
    yield* listedSecrets(text, match.index + match[0].length, match[0], judgeListed)
  }
  yield* severalSecrets(text, judgeNamed)
  for (const match of text.matchAll(compared)) {
    const { value = '', name: key = '' } = match.groups ?? {}
    const kind = judged(value, key, undefined)
    const start = match.index + 1
    if (kind) yield { kind, start, end: start + value.length }
  }
}

type Bare = { readonly sign: string; readonly alone: boolean }

const matchAt = (pattern: RegExp, text: string, place: number): RegExpExecArray | undefined => {
  pattern.lastIndex = place
  return pattern.exec(text) ?? undefined
}

const findingOf = (
  match: RegExpExecArray | undefined,
  key: string,
  bare?: Bare,
): Finding | undefined => {
  const value = match?.groups?.value ?? ''
  const kind = match && judged(value, key, bare)
  if (!kind) return undefined
  const start = match.index + match[0].lastIndexOf(value)
  return { kind, start, end: start + value.length }
}

/** Before a name that begins its line, but for a comment sign or the word that sets a variable. */
const lineStart =
  /^[-+ ]?[ \t]*(?:<\w{1,30}>)?(?:- |#+[ \t]*|\/\/[ \t]*|export[ \t]+|set[ \t]+|ENV[ \t]+|["'])*$/

const secretAfter = (text: string, place: number, key: string): Finding | undefined => {
  const end = place + key.length
  const before = lineBefore(text, place)
  const isTag = /[<>][ \t]*(?:[\w.:-]*:)?$/.test(before)
  return (
    quotedAfter(text, end, key) ??
    argumentAfter(text, end, key, before) ??
    (isTag ? inElement(text, end, key) : undefined) ??
    bareSecretAfter(text, end, key, before)
  )
}

const quotedAfter = (text: string, end: number, key: string): Finding | undefined => {
  const asks = asksFor.test(key) || key === 'pass'
  for (const form of quotedForms) {
    const match = matchAt(form, text, end)
    if (!match || (asks && /^["')\]]{0,3}[ \t.\w]*[("'\x60]/.test(match[0]))) continue
    const finding = findingOf(match, key)
    if (finding) return finding
  }
  return undefined
}

/** The argument behind a name that is one itself. */
const argumentAfter = (
  text: string,
  end: number,
  key: string,
  before: string,
): Finding | undefined => {
  const isConstant = /[(,][ \t]*$/.test(before) && /^[A-Z][A-Z_]+$/.test(key)
  if (!isConstant && !/\([ \t]*["'][#.\w=[-]{0,20}$/.test(before)) return undefined
  const argument = matchAt(nextArgument, text, end)
  return /\d/.test(argument?.groups?.value ?? '') ? findingOf(argument, key) : undefined
}

const inElement = (text: string, end: number, key: string): Finding | undefined => {
  for (const form of elements) {
    const finding = findingOf(matchAt(form, text, end), key)
    if (finding) return finding
  }
  return undefined
}

const bareSecretAfter = (
  text: string,
  end: number,
  key: string,
  before: string,
): Finding | undefined => {
  const isAlone = (match: RegExpExecArray): boolean =>
    lineStart.test(before) && endOfLine.test(text.slice(match.index + match[0].length))
  const isInList = /(?:[;?&][ \t]*|\s[-/]{1,2}D?)$/.test(before)
  for (const form of [bareForms.assigned, bareForms.onNextLine]) {
    const match = matchAt(form, text, end)
    if (!match) continue
    const sign = match.groups?.sign ?? ''
    const isPair = form === bareForms.onNextLine
    const finding = findingOf(match, key, { sign, alone: isInList || isPair || isAlone(match) })
    if (finding) return finding
  }
  const match = spacedBefore.test(before) ? matchAt(bareForms.spaced, text, end) : undefined
  // On a line of its own, as in a netrc file; in prose a value would be followed by more.
  const isGiven =
    /[^\s+]/.test(before) || (match && isAlone(match) && /\d/.test(match.groups?.value ?? ''))
  return isGiven ? findingOf(match, key, { sign: '=', alone: true }) : undefined
}
