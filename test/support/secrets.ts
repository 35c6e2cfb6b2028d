// Keys made up here, each time the same: a row of pseudo-random characters, so that none is anybody's and none stands
// in this file as a whole.
let seed = 7
const random = (): number => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed / 2_147_483_647
}
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
export const characters = (count: number, from = `${letters}0123456789`): string =>
  Array.from({ length: count }, () => from[Math.floor(random() * from.length)]).join('')
const hex = (count: number) => characters(count, '0123456789abcdef')
export const base64 = (count: number) => characters(count, `${letters}0123456789+/`)
const upper = (count: number) => characters(count, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')

/** Kinds of secrets, each with what makes one. */
export const kinds: Readonly<Record<string, () => string>> = {
  'an AWS access key': () => `AKIA${upper(16)}`,
  'an AWS secret key': () => base64(40),
  'a Google API key': () => `AIza${characters(35)}`,
  'a GitHub token': () => `ghp_${characters(36)}`,
  'a fine-grained GitHub token': () => `github_pat_${characters(22)}_${characters(59)}`,
  'a GitLab token': () => `glpat-${characters(20)}`,
  'an OpenAI key': () => `sk-proj-${characters(48)}`,
  'an Anthropic key': () => `sk-ant-api03-${characters(93)}AA`,
  'a Groq key': () => `gsk_${characters(52)}`,
  'a Slack token': () => `xoxb-${characters(12, '0123456789')}-${characters(24)}`,
  'a Slack webhook': () =>
    `https://hooks.slack.com/services/T${upper(8)}/B${upper(8)}/${characters(24)}`,
  'a Stripe key': () => `sk_live_${characters(24)}`,
  'a SendGrid key': () => `SG.${characters(22)}.${characters(43)}`,
  'a Twilio key': () => `SK${hex(32)}`,
  'an npm token': () => `npm_${characters(36)}`,
  'a PyPI token': () => `pypi-AgEIcHlwaS5vcmc${characters(60)}`,
  'a JSON web token': () => `eyJ${characters(30)}.eyJ${characters(60)}.${characters(43)}`,
  'a password in a URL': () => `postgres://app:${characters(14)}@db.example.org:5432/app`,
  'an Azure storage key': () => `AccountName=app;AccountKey=${base64(86)}==`,
  'a Vault token': () => `hvs.${characters(24)}`,
  'a Hugging Face token': () => `hf_${characters(34, letters)}`,
  'a bot token': () => `${characters(9, '123456789')}:AA${characters(33)}`,
  'a password': () => `${characters(9)}7b`,
  'a private key': () =>
    `-----BEGIN PRIVATE KEY-----\n${Array.from({ length: 4 }, () => `+${base64(64)}`).join('\n')}\n+-----END PRIVATE KEY-----`,
}

/** Where secrets stand in a diff; names that give them away only where the secret has no shape of its own. */
export const places: readonly ((secret: string) => string)[] = [
  secret => `+const apiKey = '${secret}'`,
  secret => `-  password: "${secret}",`,
  secret => `+API_SECRET=${secret}`,
  secret => `+    client_secret = "${secret}" # of the old account`,
  secret => `+  "auth_token": "${secret}",`,
  secret => ` secret_key: ${secret}`,
  secret => `+export DB_PASSWORD="${secret}"`,
  secret => `+config.secret = \`${secret}\``,
  secret => `+// token: "${secret}" (do not commit)`,
  secret => `+{"accessKey":"${secret}","region":"eu"}`,
]

/** What is secret of one: of a URL the password, of a connection string its key. */
export const secretPart = (secret: string): string =>
  /:\/\/app:([^@]+)@/.exec(secret)?.[1] ?? /AccountKey=(.+)/.exec(secret)?.[1] ?? secret
