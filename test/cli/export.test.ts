import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { entryAfter, genesis } from '../../src/adapters/log/chain.ts'
import { sealedText } from '../../src/adapters/log/sealed.ts'
import type { DomainEvent } from '../../src/events/recorded.ts'
import { storyRepository } from '../support/scenario.ts'

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

/** A repository with one documented commit, and another where git-doc has not worked yet. */
const two = async (t: ExecutionContext) => {
  const from = storyRepository(t)
  from.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nCall `fetchAll()` first.\n',
    'src/fetch.ts': code('fetchAll'),
  })
  await from.run('git-doc init --yes --baseline')
  from.commit('Rename', { 'src/fetch.ts': code('fetchEvery') })
  t.is((await from.run('git-doc update')).code, 0)
  const to = storyRepository(t)
  to.commit('Begin')
  return { from, to }
}

/** What a report says of the log, and not of the repository beside it. */
const ofTheLog = (stdout: string) =>
  stdout.trimStart().startsWith('{\n') ? { ...JSON.parse(stdout), unnoticed: undefined } : stdout

const exportFile = async (lines: readonly DomainEvent[], run: string): Promise<string> => {
  let chain = genesis
  const entries = lines.map((event, at) => {
    const entry = entryAfter(chain, {
      position: at + 1,
      run,
      version: at + 1,
      at: '2026-01-01T00:00:00.000Z',
      event: event as never,
    })
    chain = entry.chain
    return entry
  })
  let text = ''
  const page = async function* () {
    yield entries
  }
  for await (const chunk of sealedText(page(), 1)) text += chunk
  return text
}

const noticed = {
  type: 'commit.noticed',
  data: { commit: 'a'.repeat(40), parents: [], subject: 'Begin' },
}

test('what is exported and imported is the same log, byte for byte, with the same views', async t => {
  const { from, to } = await two(t)
  const exported = await from.run('git-doc export')
  t.is(exported.code, 0, exported.stderr)
  const file = join(to.path, 'log.jsonl')
  writeFileSync(file, exported.stdout)

  const imported = await to.run('git-doc import log.jsonl')
  t.is(imported.code, 0, imported.stderr)
  const lines = exported.stdout.trimEnd().split('\n')
  t.regex(imported.stdout, new RegExp(`^${lines.length - 1} events of \\d+ runs imported\n$`))
  t.is((await to.run('git-doc export')).stdout, exported.stdout)
  for (const command of ['status --json', 'history --json']) {
    const [one, other] = [await from.run(`git-doc ${command}`), await to.run(`git-doc ${command}`)]
    t.deepEqual(ofTheLog(one.stdout), ofTheLog(other.stdout))
  }
  t.is((await to.run('git-doc replay')).code, 0)
})

test('a pipe carries a log, and a file holds it for its owner only', async t => {
  const { from, to } = await two(t)
  const piped = await from.run(`git-doc export | (cd ${to.path} && git-doc import - --json)`)
  t.is(piped.code, 0, piped.stderr)
  t.deepEqual(Object.keys(JSON.parse(piped.stdout)), ['schema', 'events', 'runs'])
  t.is((await from.run('git-doc export ../log.jsonl')).code, 0)
  const file = join(from.path, '../log.jsonl')
  t.is(readFileSync(file, 'utf8'), (await to.run('git-doc export')).stdout)
  if (process.platform !== 'win32') t.is(statSync(file).mode & 0o777, 0o600)
})

test('an export seals the log’s own segments to its end, which can be imported too', async t => {
  const { from, to } = await two(t)
  await from.run('git-doc export ../log.jsonl')
  const segments = '.git/git-doc/segments/*.jsonl'
  const answer = await from.run(`cat ${segments} | (cd ${to.path} && git-doc import -)`)
  t.is(answer.code, 0, answer.stderr)
  t.is((await to.run('git-doc export')).stdout, (await from.run('git-doc export')).stdout)
})

test('a log is imported only where there is none', async t => {
  const { from } = await two(t)
  await from.run('git-doc export ../log.jsonl')
  const before = (await from.run('git-doc history')).stdout
  const answer = await from.run('git-doc import ../log.jsonl')
  t.is(answer.code, 2)
  t.regex(answer.stderr, /An event log already exists here: it has \d+ events/)
  t.is((await from.run('git-doc history')).stdout, before)
})

test('a damaged export is refused with the line, and nothing of it is taken', async t => {
  const { from, to } = await two(t)
  const whole = (await from.run('git-doc export')).stdout
  const lines = whole.split('\n')
  const last = lines.length - 2
  const damages: [line: number, text: string][] = [
    [2, lines.with(1, lines[1]?.replace('"at":"2', '"at":"3') ?? '').join('\n')],
    [3, [...lines.slice(0, 2), ...lines.slice(3)].join('\n')],
    [last + 1, `${lines.slice(0, last).join('\n')}\n`],
    [last, whole.slice(0, whole.indexOf(lines[last] ?? '') - 20)],
    [last + 1, whole.replace('"seal":"', '"seal":"0')],
    [1, 'no export\n'],
    [1, ''],
  ]
  for (const [line, text] of damages) {
    writeFileSync(join(to.path, 'log.jsonl'), text)
    const answer = await to.run('git-doc import log.jsonl --json')
    t.is(answer.code, 1)
    const { error } = JSON.parse(answer.stdout)
    t.is(error.code, 'IMPORT_DAMAGED')
    t.regex(error.message, new RegExp(`at line ${line}:`), error.message)
  }
  t.is((await to.run('git-doc history')).stdout, '')
})

test('what a newer git-doc wrote is refused', async t => {
  const { to } = await two(t)
  const newer: [code: string, text: string][] = [
    ['UNKNOWN_KIND', await exportFile([noticed], 'festival/1')],
    ['EVENT_MALFORMED', await exportFile([{ ...noticed, type: 'commit.sung' }], 'commit/a')],
    ['EVENT_MALFORMED', await exportFile([{ ...noticed, v: 2 }], 'commit/a')],
    ['EVENT_REFUSED', await exportFile([noticed, noticed], 'commit/a')],
    ['LOG_FORMAT', (await exportFile([], 'commit/a')).replace('"format":1', '"format":2')],
  ]
  for (const [expected, text] of newer) {
    writeFileSync(join(to.path, 'log.jsonl'), text)
    const answer = await to.run('git-doc import log.jsonl --json')
    t.is(JSON.parse(answer.stdout).error?.code, expected)
  }
  t.is((await to.run('git-doc history')).stdout, '')
})

test('where nothing was recorded there is nothing to export, and a file that is not there is said to be so', async t => {
  const { to } = await two(t)
  const empty = await to.run('git-doc export')
  t.is(empty.code, 0)
  t.is(empty.stdout.split('\n').length, 2)
  t.is((await to.run('git-doc export | git-doc import -')).stdout, '0 events of 0 runs imported\n')
  t.is((await to.run('git-doc import nowhere.jsonl')).code, 2)
  const unwritable = await to.run('git-doc export nowhere/log.jsonl --json')
  t.is(JSON.parse(unwritable.stdout).error.code, 'EXPORT_UNWRITABLE')
})
