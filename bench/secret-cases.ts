// How many known secrets would be sent, and which ordinary files would have something withheld:
//   node build/bench/secret-cases.js <cases.jsonl>… [--list]
// A case is a line: { set, kind, text, secret } for a secret in a text, { set, path } for a file that should be withheld
// by its name, { set, text, path } for an ordinary file. Collect them outside this repository: they look like secrets.
import { readFileSync } from 'node:fs'
import { findSecrets } from '../src/adapters/secrets/find-secrets.ts'
import { isSecretFile } from '../src/documentation/secrets/paths.ts'
import { withoutSecrets } from '../src/kinds/commit/without-secrets.ts'

interface Case {
  readonly set: string
  readonly kind?: string
  readonly text?: string
  readonly secret?: string
  readonly path?: string
}

const files = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
const listed = process.argv.includes('--list')
const privateKey = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/

/** What went wrong with a case, or nothing. */
const failureOf = async ({ text, secret, path }: Case): Promise<string | undefined> => {
  if (text === undefined) return isSecretFile(path ?? '') ? undefined : (path ?? '')
  if (secret !== undefined && privateKey.test(text)) return undefined
  const { text: rest } = await withoutSecrets(text, findSecrets)
  if (secret !== undefined) return rest.includes(secret) ? rest : undefined
  if (isSecretFile(path ?? '')) return `file ${path}`
  const lines = rest.split('\n').filter(line => line.includes('[withheld: '))
  return lines.length > 0 ? lines.join('\n') : undefined
}

const sets = new Map<string, { all: number; wrong: number }>()
for (const each of files.flatMap(file => readFileSync(file, 'utf8').split('\n').filter(Boolean))) {
  const one: Case = JSON.parse(each)
  const counts = sets.get(one.set) ?? { all: 0, wrong: 0 }
  sets.set(one.set, counts)
  counts.all += 1
  const failure = await failureOf(one)
  if (failure === undefined) continue
  counts.wrong += 1
  if (listed)
    console.log(
      `== ${one.set}, ${one.kind ?? one.path}: ${one.secret ?? ''}\n${failure.slice(0, 1200)}`,
    )
}
for (const [set, { all, wrong }] of sets) {
  console.log(`${set}: ${wrong} of ${all} (${((100 * wrong) / all).toFixed(1)} %)`)
}
