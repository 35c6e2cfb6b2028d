// How often the sections that people edited are among the first ones ranked:
//   node build/bench/ranking.js <cases.jsonl> <folder of bare repositories, named owner+name>
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isTest } from '../src/documentation/concern.ts'
import type { Diff } from '../src/documentation/diff.ts'
import { rankerCache, sectionRanker } from '../src/documentation/rank.ts'
import { queryOf } from '../src/documentation/resolve-query.ts'
import { diffOf } from '../test/support/diff.ts'
import { sectionsOf } from '../test/support/sections.ts'

interface Case {
  readonly repo: string
  readonly commit: string
  readonly parent: string
  readonly subject: string
  readonly docs: readonly string[]
  readonly gold: readonly { readonly doc: string; readonly start: number }[]
}

const [casesFile = '', mirror = ''] = process.argv.slice(2)
const cases: Case[] = readFileSync(casesFile, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map(line => JSON.parse(line))

const directory = (repo: string): string => {
  const path = join(mirror, repo.replace('/', '+'), 'repo')
  return existsSync(join(path, '.git')) ? join(path, '.git') : path
}

const git = (repo: string, ...args: string[]): string =>
  execFileSync('git', [`--git-dir=${directory(repo)}`, ...args], {
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString()

const documents = ({ repo, parent, docs }: Case) =>
  docs.map(file => {
    const text = git(repo, 'show', `${parent}:${file}`)
    return { file, text, sections: sectionsOf(text) }
  })

const changes = ({ repo, parent, commit }: Case): Diff =>
  diffOf(git(repo, 'diff', '-M', '--no-ext-diff', parent, commit)).filter(
    ({ path }) => !/\.(?:mdx?|markdown)$|lock/.test(path) && !isTest(path),
  )

const lineOf = (text: string, start: number): number => text.slice(0, start).split('\n').length

const totals = new Map<string, number[]>()
const count = (repo: string, rank: number, ms: number) => {
  for (const name of [repo, 'all']) {
    const sums = totals.get(name) ?? [0, 0, 0, 0, 0, 0]
    const hits = [1, rank === 1, rank <= 3, rank <= 5, 1 / rank, ms].map(Number)
    totals.set(
      name,
      sums.map((sum, place) => sum + (hits[place] ?? 0)),
    )
  }
}

for (const each of cases.filter(({ repo }) => existsSync(directory(repo)))) {
  const docs = documents(each)
  const diff = changes(each)
  const began = performance.now()
  const ranking = sectionRanker(docs, rankerCache()).rank(
    queryOf({ subject: each.subject, message: each.subject, changes: diff }),
  )
  const ms = performance.now() - began
  const gold = new Set(each.gold.map(({ doc, start }) => `${doc}:${start}`))
  const place = ranking.findIndex(({ file, section }) => {
    const text = docs.find(document => document.file === file)?.text ?? ''
    return gold.has(`${file}:${lineOf(text, section.start)}`)
  })
  count(each.repo, place < 0 ? Number.POSITIVE_INFINITY : place + 1, ms)
}

for (const [name, [cases = 0, first = 0, three = 0, five = 0, mrr = 0, ms = 0]] of totals) {
  const share = (hits: number) => (hits / cases).toFixed(3)
  const figures = [share(first), share(three), share(five), share(mrr)].join(' / ')
  console.log(`${name}: ${cases} cases, hit@1/3/5/MRR ${figures}, ${(ms / cases).toFixed(1)} ms`)
}
