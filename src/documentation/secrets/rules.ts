/** Where a secret stands in a text, in UTF-16 units, and what it is. */
export interface Finding {
  readonly start: number
  readonly end: number
  readonly kind: string
}

/** Secrets that tell what they are by themselves, whatever stands around them. */
const shapes: readonly (readonly [kind: string, pattern: RegExp])[] = [
  [
    'private-key',
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  ],
  // What is left of one whose first line is not in the hunk, or of anything else that is only a machine's to read.
  ['encoded-block', /(?<=^[-+ ]?[\t "']{0,16})[A-Za-z0-9+/]{60,}={0,2}(?=["',\\n]{0,4}$)/gm],
  ['jwt', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g],
  ['aws-access-key', /\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/g],
  // Forty characters of base64 and nothing else: hashes are hex, names have fewer digits, paths fewer capitals.
  [
    'aws-secret-key',
    /(?<![\w+/=])(?=(?:[^\d\n]{0,39}\d){2})(?=(?:[^A-Z\n]{0,39}[A-Z]){5})(?=(?:[^a-z\n]{0,39}[a-z]){5})[A-Za-z0-9+/]{40}(?![\w+/=])/g,
  ],
  ['google-api-key', /\bAIza[\w-]{35}/g],
  ['google-token', /\b(?:ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}|1\/\/0[\w-]{30,})/g],
  ['github-token', /\b(?:gh[pousr]_[0-9A-Za-z]{30,}|github_pat_\w{30,})/g],
  ['gitlab-token', /\bgl(?:pat|dt|rt|ptt|soat|cbt|ft|agent)-[\w-]{20,}/g],
  [
    'model-key',
    /\bsk-(?!-)(?:[a-z]+\d*-)*[\w-]{20,}|\bgsk_\w{30,}|\bhf_[A-Za-z]{30,}|\br8_\w{30,}/g,
  ],
  ['slack-token', /\b(?:xox[a-z]|xapp)-[\w-]{10,}/g],
  ['webhook', /\bhooks\.slack\.com\/(?:services|workflows)\/[\w/]{20,}/g],
  ['webhook', /\bdiscord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{30,}/g],
  ['telegram-token', /\b\d{8,10}:AA[\w-]{30,}/g],
  ['stripe-key', /\b(?:[rsp]k_(?:live|test)_[0-9A-Za-z]{16,}|whsec_[\w+/=]{20,})/g],
  ['twilio-key', /\b(?:AC|SK)[0-9a-f]{32}\b/g],
  ['mail-key', /\bSG\.[\w-]{16,}\.[\w-]{16,}|\bkey-[0-9a-f]{32}\b|\bxkeysib-[0-9a-f]{40,}/g],
  [
    'package-token',
    /\bnpm_[0-9A-Za-z]{30,}|\bpypi-[\w-]{40,}|\brubygems_[0-9a-f]{40,}|\bcio\w{30,}/g,
  ],
  ['registry-token', /\bdckr_(?:pat|oat)_[\w-]{20,}/g],
  ['cloud-token', /\bdo[opr]_v1_[0-9a-f]{40,}|\bdapi[0-9a-f]{32}\b|\bdp\.[a-z]{2}\.\w{30,}/g],
  ['vault-token', /\bhv[sbr]\.[\w-]{20,}/g],
  ['shop-token', /\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}|\bsq0[a-z]{3}-[\w-]{20,}/g],
  [
    'service-token',
    /\b(?:lin_api_|ntn_|glsa_|sbp_|pscale_(?:tkn|pw)_|NRAK-|ATATT3x?|figd_|dt0c01\.)[\w-]{20,}/g,
  ],
  ['azure-key', /(?<=\b(?:AccountKey|SharedAccessKey|sig)=)[\w+/%]{30,}={0,2}/g],
  ['authorization', /(?<=\b(?:Bearer|Basic)[ \t]{1,4})[\w.~+/-]{16,}={0,2}/g],
]

/** The password of a URL, between the colon and the at sign. */
const passwords = /(?<=\b[a-z][a-z+.-]{1,20}:\/\/[^\s:@/"'`]{0,64}:)[^\s@/"'`]{3,200}(?=@[\w[])/gi

/** A name that says its value is secret, what assigns it, and a value in quotes or without. */
const assigned =
  /(?<name>[\w.-]{0,40}(?:secret|passw(?:or)?d|passwd|passphrase|pwd|api_?-?key|access_?-?key|auth_?-?key|private_?-?key|encryption_?-?key|signing_?-?key|credential|token|salt)[\w-]{0,20})["'`]?\]?[ \t]{0,8}(?::=|=>|[=:])[ \t]{0,8}(?:(?<quote>["'`])(?<quoted>[^"'`\n]{6,200})\k<quote>|(?<bare>[\w+/=.~@#$%^&*!-]{8,200}))/gi

/** Values that stand for one to be put in. */
const standIn =
  /^(?:\$|<|\{|\[|%|@|#\{)|\$\{|\{\{|process\.env|getenv|os\.environ|x{4,}|\*{3,}|\.{3}|your[-_ ]|my[-_ ]|example|changeme|placeholder|redacted|dummy|fake|sample|undefined|function|null\b|true\b|false\b/i

const secretlyNamed = /passw|passphrase|pwd|secret/i

/** Whether a value is more likely made up by a machine, or for one, than a word of a program. */
const looksSecret = (value: string, name: string, quoted: boolean): boolean => {
  if (standIn.test(value) || /[()\s]/.test(value)) return false
  const mixed = /\d/.test(value) && /[A-Za-z]/.test(value)
  if (quoted && secretlyNamed.test(name) && mixed && value.length >= 6) return true
  if (madeUp.test(value) && alternations(value) >= 2) return true
  if (!quoted && /^[A-Za-z_$][\w$]*(?:\.[\w$]+)*$/.test(value) && !/\d[A-Za-z]+\d/.test(value))
    return false
  return mixed && value.length >= 16 && entropy(value) >= 3.2
}

/** Letters of both cases and digits without anything between them: no name is written so. */
const madeUp = /^(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])(?=\D*\d)[A-Za-z0-9]{10,}$/

/** How often upper case, lower case and digits take turns, beyond what a name's words do. */
const alternations = (value: string): number =>
  (value.match(/[A-Z]{2,}[a-z]|\d[A-Za-z]|[a-z][A-Z](?![a-z]{2})/g) ?? []).length

/** Bits a character (Shannon). */
const entropy = (text: string): number => {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts.values()].reduce((bits, count) => {
    const share = count / text.length
    return bits - share * Math.log2(share)
  }, 0)
}

function* byShape(text: string): Generator<Finding> {
  for (const [kind, pattern] of shapes) {
    for (const { index, 0: found } of text.matchAll(pattern)) {
      yield { kind, start: index, end: index + found.length }
    }
  }
}

function* byPlace(text: string): Generator<Finding> {
  for (const { index, 0: found } of text.matchAll(passwords)) {
    if (!standIn.test(found))
      yield { kind: 'url-password', start: index, end: index + found.length }
  }
  for (const { index, 0: found, groups } of text.matchAll(assigned)) {
    const { name = '', quoted, bare } = groups ?? {}
    const value = quoted ?? bare ?? ''
    if (!looksSecret(value, name, quoted !== undefined)) continue
    const start = index + found.lastIndexOf(value)
    yield { kind: 'assigned-secret', start, end: start + value.length }
  }
}

/** What looks like a secret in a text: by its own shape, or by the name it is given to. */
export const secretsIn = (text: string): readonly Finding[] => [...byShape(text), ...byPlace(text)]
