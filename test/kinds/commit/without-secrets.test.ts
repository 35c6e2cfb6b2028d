import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import { findSecrets } from '../../../src/adapters/secrets/find-secrets.ts'
import { isSecretFile } from '../../../src/documentation/secrets/paths.ts'
import { placeholderPattern } from '../../../src/documentation/secrets/redact.ts'
import { withoutSecrets } from '../../../src/kinds/commit/without-secrets.ts'
import { base64, characters, kinds, places, secretPart } from '../../support/secrets.ts'

for (const [what, make] of Object.entries(kinds))
  test(`${what} does not leave, wherever it stands in a diff`, async t => {
    for (const place of places) {
      const secret = make()
      const diff = `@@ -1,3 +1,4 @@\n import fs from 'node:fs'\n${place(secret)}\n+run()\n`
      const { text, withheld } = await withoutSecrets(diff, findSecrets)
      for (const line of secretPart(secret).split('\n')) {
        if (line.length > 24 || !secret.includes('\n'))
          t.false(text.includes(line.replace(/^\+/, '')), text)
      }
      t.regex(text, placeholderPattern)
      t.true(withheld.length > 0)
      t.true(text.includes('run()'), 'the rest stays')
    }
  })

test('half a private key, as a hunk shows it, does not leave', async t => {
  const body = Array.from({ length: 3 }, () => base64(64))
  const { text } = await withoutSecrets(
    `@@ -4,3 +4,3 @@\n${body.map(line => `+${line}`).join('\n')}\n`,
    findSecrets,
  )
  for (const line of body) t.false(text.includes(line))
})

test('a linter that was told to be silent does not make a secret leave', async t => {
  const token = `ghp_${characters(36)}`
  const { text } = await withoutSecrets(
    `/* secretlint-disable */\nconst t = '${token}'\n`,
    findSecrets,
  )
  t.false(text.includes(token))
})

test('an ordinary diff stays as it is', async t => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  )
  const changed: string[] = []
  for (const file of sources) {
    const diff = readFileSync(`src/${file}`, 'utf8').replace(/^/gm, '+')
    const { text, withheld } = await withoutSecrets(diff, findSecrets)
    if (text !== diff) changed.push(`${file}: ${JSON.stringify(withheld)}`)
  }
  t.true(sources.length > 200)
  t.deepEqual(changed, [])
})

for (const line of [
  '+const token = tokens[index]',
  '+  password: process.env.PASSWORD,',
  `+  apiKey: "$\{OPENAI_API_KEY}",`,
  '+api_key = "<your-api-key>"',
  '+  secret: z.string().min(16),',
  '+token: string | undefined',
  '+const secretKeyLength = 32',
  '+Authorization: Bearer <token>',
  '+  "integrity": "sha512-short",',
  '+passwordField.type = "password"',
  `+postgres://user:$\{PASSWORD}@localhost/db`,
  '+commit 8b1a9953c4611296a827abf8c47804d7e6c49c6b',
  '+const secrets = [provider.apiKey, token2, headers.session]',
  '+  "conversation_id": "01h53zma5txeqwaksh2q3b5yf7"',
  `+golang.org/x/text v0.27.0 h1:${base64(43)}=`,
  '+api version: 2021-04-01-preview, client id: 1b730954-1685-4b74-9bfd-dac224a7b894',
  '+hash: 0f3a9c7e21b84d5690af3c1e7b2d8844',
  '+if (input == text) { user, password = name, typed }',
  '+import { tokenise } from "./very/long/path/to/some/module/in/a/repository/tokens.ts"',
])
  test(`no secret: ${line}`, async t => {
    t.is((await withoutSecrets(line, findSecrets)).text, line)
  })

const word = 'hunter23moon'
for (const line of [
  `+DB_PASS=${word}`,
  '+SMTP_PASSWORD=Summer2026!',
  '+password = "BluekzNMbANe"',
  '+passphrase = "correct horse battery staple"',
  `+spring.datasource.password=${word}`,
  '+  password: bluewhale',
  `+const API_KEY: &str = "${word}q81kd72m"`,
  `+const password: string = "${word}"`,
  `+#define WIFI_PASSWORD "${word}"`,
  `+- name: DB_PASSWORD\n+  value: "${word}"`,
  `+<password>${word}</password>`,
  `+cfg.setPassword("${word}")`,
  `+os.environ.get("DB_PASSWORD", "${word}")`,
  `+ENV API_SECRET ${word}`,
  `+tool --password ${word} run`,
  `+CREATE USER a IDENTIFIED BY PASSWORD '${word}'`,
  `+if ("${word}" == password) {`,
  `+contraseña = "${word}"`,
  `+AGE-SECRET-KEY-1${'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'.repeat(2).slice(0, 58)}`,
  '+$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW',
])
  test(`a secret under its name or in its form: ${line.slice(0, 40)}`, async t => {
    const { text, withheld } = await withoutSecrets(line, findSecrets)
    t.regex(text, /\[withheld: /)
    t.true(withheld.length > 0)
  })

/** What a vendor draws: letters and digits that take turns. */
const drawn = Array.from(
  { length: 8 },
  () => `${characters(2, 'qwrtpkm')}${characters(2, '3579')}`,
).join('')
const [hexadecimal] = [characters(32, '0123456789abcdef')]
for (const [what, line, secret = word] of [
  ['a list in YAML', `+db_passwords:\n+  - ${word}\n+  - other`],
  ['a list in JSON', `+"passwords": ["${word}"]`],
  ['two names at once', `+user, password := "admin", "${word}"`],
  ['elements that name and hold', `+<key>db.password</key>\n+  <value>${word}</value>`],
  ['an element that assigns', `+<entry>DB_PASSWORD=${word}</entry>`],
  ['a pair on two lines', `+- key: password\n+  value: ${word}`],
  ['JSON in a string', String.raw`+body: "{\"password\": \"${word}\"}"`],
  ['HTML entities', `+title="password: &quot;${word}&quot;"`],
  ['a query in a query', `+?next=%3Fa%3Db%26password%3D${word}%26c`],
  ['a constant beside it', `+set(handle, OPTION_PASSWORD, "${word}")`],
  ['a default behind a call', `+PASSWORD = os.environ.get("PASSWORD") or "${word}"`],
  ['an argument of a program', `+psexec host -u admin -p ${word} cmd`],
  ['a misspelled name', `+PSSWRD=${word}`],
  ['another place', `+the host takes ${word}\n+password = "${word}"`],
  ['a user that is an address', `+smtps://a@example.org:${word}@smtp.example.org`],
  ['base64 of user and password', `+"auth": "${btoa(`admin:${word}`)}"`, btoa(`admin:${word}`)],
  ['the key of a signature', `+jwt.sign(payload, '${word}')`],
  ['a value in the log', `+[DEBUG] Using vendor Key=${drawn}`, drawn],
  ['an encrypted element', `+<secret>{vendor AQAAABAAA ${drawn}}</secret>`, drawn],
  ['a name joined to it', `+vendor-secret-${hexadecimal}`, hexadecimal],
  ['a mark before it', `+call("zyx_${hexadecimal}")`, hexadecimal],
] as const)
  test(`a secret in ${what} is withheld`, async t => {
    t.false((await withoutSecrets(line, findSecrets)).text.includes(secret))
  })

test('lines of a key are withheld however they are dressed', async t => {
  const body = base64(64)
  for (const line of [
    `@@ -4,6 +4,7 @@ ${body}`,
    `+    "${body}\\n" +`,
    `+ * ${body}`,
    `+> ${body}`,
    `+  b"${body}",`,
    `+2026-04-26 12:36:01 ${body}`,
    `+#6 0.245 ${body}`,
  ])
    t.false((await withoutSecrets(line, findSecrets)).text.includes(body), line)
})

test('files that hold secrets are known by their names, samples are not among them', t => {
  for (const path of [
    '.env',
    'app/.env.production',
    'id_rsa',
    'tls/server.key',
    'a.pem',
    '.npmrc',
    'secrets.yaml',
    'infra/prod.tfvars',
    'service-account-eu.json',
    'prod.env',
    '.envrc',
    'deploy_key',
    'kubeconfig',
    'home/.docker/config.json',
    'terraform.tfstate.backup',
    'wp-config.php',
    'google-services.json',
    'appsettings.Production.json',
    'wg0.conf',
    '.z_history',
    'server.keypair',
    'oauth.token',
    'dump.sql',
    'app.log',
    '.bash_profile',
  ])
    t.true(isSecretFile(path), path)
  for (const path of [
    '.env.example',
    'src/secrets.ts',
    'environment.md',
    'docs/keys.md',
    'src/key.ts',
    '.npmignore',
    'src/env.ts',
    'docker/config.json',
    'id_rsa.pub',
    'db/migrations/1.sql',
    'src/log.ts',
    'docs/backup.md',
  ])
    t.false(isSecretFile(path), path)
})
