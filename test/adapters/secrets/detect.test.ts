import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import { withoutSecrets } from '../../../src/adapters/secrets/detect.ts'
import { isSecretFile } from '../../../src/documentation/secrets/paths.ts'
import { placeholderPattern } from '../../../src/documentation/secrets/withhold.ts'
import { base64, characters, kinds, places, secretPart } from '../../support/secrets.ts'

for (const [what, make] of Object.entries(kinds))
  test(`${what} does not leave, wherever it stands in a diff`, async t => {
    for (const place of places) {
      const secret = make()
      const diff = `@@ -1,3 +1,4 @@\n import fs from 'node:fs'\n${place(secret)}\n+run()\n`
      const { text, withheld } = await withoutSecrets(diff)
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
  )
  for (const line of body) t.false(text.includes(line))
})

test('a linter that was told to be silent does not make a secret leave', async t => {
  const token = `ghp_${characters(36)}`
  const { text } = await withoutSecrets(`/* secretlint-disable */\nconst t = '${token}'\n`)
  t.false(text.includes(token))
})

test('an ordinary diff stays as it is', async t => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  )
  const changed: string[] = []
  for (const file of sources) {
    const diff = readFileSync(`src/${file}`, 'utf8').replace(/^/gm, '+')
    const { text, withheld } = await withoutSecrets(diff)
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
  '+import { tokenise } from "./very/long/path/to/some/module/in/a/repository/tokens.ts"',
])
  test(`no secret: ${line}`, async t => {
    t.is((await withoutSecrets(line)).text, line)
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
  ])
    t.true(isSecretFile(path), path)
  for (const path of [
    '.env.example',
    'src/secrets.ts',
    'environment.md',
    'docs/keys.md',
    'src/key.ts',
    '.npmignore',
  ])
    t.false(isSecretFile(path), path)
})
