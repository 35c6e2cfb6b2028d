import { isStandIn } from './made-up.ts'
import { namedSecrets } from './named.ts'
import { randomValues } from './random.ts'
import type { Finding } from './redact.ts'

/** Secrets that are recognized by their own form, whatever stands around them. */
const shapes: readonly (readonly [kind: string, pattern: RegExp])[] = [
  [
    'private-key',
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  ],
  // What is left of one whose first line is not in the hunk, or of anything else that is only a machine's to read.
  // Its lines may be indented, quoted, commented or joined, and one of them may stand behind a hunk's `@@`.
  [
    'encoded-block',
    /(?<=^(?:@@ [^@\n]{1,60} @@ ?)?[-+ ]?[\s>]{0,40}(?:[#\d][\d:.,TZ#|+-]{0,30} ){0,4}(?:[#*/+.]{1,3}|<!--)?[\s+.]{0,8}[bru]?["'`]{0,3})[A-Za-z0-9+/]{60,}={0,2}(?=(?:\\[nr]){0,2}["'`]{0,3}[\s,;+.)\\]{0,8}(?:\*\/|-->)?$)/gm,
  ],
  // The last line of such a key.
  [
    'encoded-block',
    /[A-Za-z0-9+/]{3,64}={0,2}(?=(?:\\[nr]){0,4}[^\nA-Za-z0-9]{0,8}\n[^\n]{0,60}-----END [A-Z ]{0,40}PRIVATE KEY)/g,
  ],
  // The first line of a key in PEM, once more in base64.
  ['encoded-key', /LS0tLS1CRUdJTi[A-Za-z0-9+/=]{20,}/g],
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
  ['telegram-token', /\b\d{8,10}:(?:AA[\w-]{30,}|[\w-]{34,36}(?![\w-]))/g],
  ['stripe-key', /\b(?:[rsp]k_(?:live|test)_[0-9A-Za-z]{16,}|whsec_[\w+/=]{20,})/g],
  ['twilio-key', /\b(?:AC|SK)[0-9a-f]{32}\b/g],
  ['mail-key', /\bSG\.[\w-]{16,}\.[\w-]{16,}|\bkey-[0-9a-f]{32}\b|\bxkeysib-[0-9a-f]{40,}/g],
  [
    'package-token',
    /\bnpm_[0-9A-Za-z]{30,}|\bpypi-[\w-]{40,}|\brubygems_[0-9a-f]{40,}|\bcio\w{30,}/g,
  ],
  ['registry-token', /\bdckr_(?:pat|oat)_[\w-]{20,}/g],
  [
    'cloud-token',
    /\bdo[opr]_v1_[0-9a-f]{40,}|\bdapi[0-9a-f]{32}\b|\bdp\.[a-z]{2,6}\.(?:[\w-]{2,35}\.)?\w{30,}/g,
  ],
  ['vault-token', /\bhv[sbr]\.[\w-]{20,}/g],
  ['shop-token', /\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}|\bsq0[a-z]{3}-[\w-]{20,}/g],
  [
    'service-token',
    /\b(?:lin_api_|ntn_|glsa_|sbp_|pscale_(?:tkn|pw)_|NRAK-|ATATT3x?|figd_|dt0c01\.)[\w-]{20,}/g,
  ],
  ['azure-key', /(?<![\w+/=:-])[A-Za-z0-9+/]{86}==(?![\w+/=])/g],
  ['azure-key', /(?<=\b(?:AccountKey|SharedAccessKey|sig)=)[\w+/%]{30,}={0,2}/g],
  [
    'authorization',
    /(?<=\b(?:Bearer|Basic|SSWS|Token)[ \t]{1,4})(?=[^\s]{0,80}\d)[\w.~+/-]{12,}={0,2}/gi,
  ],
  [
    'authorization',
    /(?<=\bAuthorization\b["']?[:=,]\s{0,4}["']?[A-Za-z]{3,12} )[\w.~+/-]{16,}={0,2}/gi,
  ],
  [
    'password-hash',
    /\$(?:1|2[abxy]|5|6|7|8|9|y|apr1|argon2(?:id?|d)|pbkdf2[\w-]*|scrypt|krb5\w+)\$[\w./$=,@*:+-]{20,}/g,
  ],
  ['password-hash', /\b[0-9a-f]{32}:[0-9a-f]{32}\b/gi],
  ['password-hash', /\{(?:SSHA|SHA|SMD5|MD5|CRYPT)(?:256|512)?\}[\w+/=$.]{20,}/g],
  [
    'curl-user',
    /(?<=\s(?:-u|--user|--proxy-user)[= ]{1,2}["']?[^\s"':$<{]{1,80}:)[^\s"'$<{]{4,120}/g,
  ],
  ['bootstrap-token', /(?<=token[ =:"']{1,4})[a-z0-9]{6}\.[a-z0-9]{16}\b/gi],
  [
    'webhook',
    /\boutlook\.office\.com\/webhook\/[\w@/-]{60,}|\b[\w-]+\.webhook\.office\.com\/webhookb2\/[\w@/-]{60,}/g,
  ],
  [
    'credential',
    /(?<=Credentials?\(\s{0,40}["'][^"'\n]{1,80}["'],\s{0,40}["'])[^"'\n]{4,100}(?=["'])/g,
  ],
  [
    'credential',
    /(?<=ConvertTo-SecureString\s{1,4}(?:-(?:String|Force)\s{1,4}){0,2}["']?)[^\s"'$(-][^\s"'$(]{3,100}/gi,
  ],
  [
    'vault-token',
    /\bs\.(?:[A-Za-z0-9]{24}\b|CAES[\w-]{40,})|(?<=\bunseal(?: key)?(?: \d+)?:? )[\w+/=]{40,}/gi,
  ],
  ['package-token', /\boy2[a-z0-9]{43}\b/g],
  [
    'service-token',
    /\bNR[A-Z]{2}-[\w-]{16,}|\b[0-9a-f]{36}NRAL\b|\blive_\d{6,}_\w{25,}|\b00[A-Za-z0-9]{13}![\w.]{60,}/g,
  ],
  ['token', /\b[0-9a-f]{32}\.[0-9a-f]{32}\b/g],
  [
    'key-bytes',
    /(?<=(?:key|secret|passw\w*)\w{0,20}[^\n=]{0,20}=?\s{0,4}[{[(]\s{0,20})0x[0-9a-f]{1,2}(?:,[\s\\+]{0,40}(?:0x[0-9a-f]{1,2}|\d{1,3})){7,}/gi,
  ],
  ['identity-key', /\bAGE-SECRET-KEY-1[A-Z0-9]{50,}/g],
]

/** The password of a URL, between the colon and the at sign. */
const passwords = /(?<=\b[a-z][a-z+.-]{1,20}:\/\/[^\s:/"'`]{0,64}:)[^\s/"'`]{3,200}(?=@[\w[])/gi

/** What a program is given behind `-p`, beside its user: psexec, docker login, mysql, sshpass. */
const passwordArguments =
  /(?<=(?:\s-u[ =]?[^\s"'-][^\s]{0,80}\s(?:[^\n]{0,60}\s)?-p[ =]?|\bsshpass\s+-p[ ]?)["']?)[^\s"'<>|&;-][^\s"'<>|&;]{3,100}/g

function* byShape(text: string): Generator<Finding> {
  for (const [kind, pattern] of shapes) {
    for (const { index, 0: found } of text.matchAll(pattern)) {
      yield { kind, start: index, end: index + found.length }
    }
  }
}

/** What a token is signed with, or a message authenticated. */
const signedWith =
  /(?<=(?:\b(?:jwt|jsonwebtoken|jsonwt|jose)\w{0,10}\.(?:sign|verify|encode|decode)|hmac\w{0,10})\s{0,2}\([^'"\n()]{0,60},\s{0,4}["'])[^"'\n]{4,120}(?=["'])/gi

/** The private members of a key as JSON. */
const keyMembers = /(?<="(?:d|p|q|dp|dq|qi|k)"\s{0,4}:\s{0,4}")[\w-]{16,}(?=")/g

function* byPlace(text: string): Generator<Finding> {
  if (text.includes('"kty"')) {
    for (const { index, 0: found } of text.matchAll(keyMembers))
      yield { kind: 'private-key', start: index, end: index + found.length }
  }
  for (const { index, 0: found } of text.matchAll(passwords)) {
    if (!isStandIn(found)) yield { kind: 'url-password', start: index, end: index + found.length }
  }
  for (const { index, 0: found } of text.matchAll(signedWith)) {
    if (!isStandIn(found) && !/^[HRE]S\d{3}$/.test(found))
      yield { kind: 'signing-key', start: index, end: index + found.length }
  }
  for (const { index, 0: found } of text.matchAll(passwordArguments)) {
    if (!isStandIn(found) && !/^\d+(?::\d+)*$|^[\w.-]*\//.test(found))
      yield { kind: 'password-argument', start: index, end: index + found.length }
  }
}

/** What looks like a secret in a text: by its own shape, or by the name it is given to. */
export const secretsIn = (text: string): readonly Finding[] => [
  ...byShape(text),
  ...namedSecrets(text),
  ...byPlace(text),
  ...randomValues(text),
]
