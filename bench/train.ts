// Trains src/documentation/rank/weights.json, leave-one-repository-out first, and tells how well that does:
//   node build/bench/train.js <cases.jsonl> <folder of repositories, named owner+name/repo> [--write]
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openHistory } from '../src/adapters/git/co-change-history.ts'
import { openNativeRepository } from '../src/adapters/git/native.ts'
import { type Case, figuresOf } from '../src/documentation/backtest.ts'
import { type FeatureName, features } from '../src/documentation/rank/features.ts'
import { copiesLast, inOrder, rankerCache, sectionRanker } from '../src/documentation/rank.ts'
import { readCase } from '../src/kinds/commit/backtest-case.ts'
import { openPast } from '../src/kinds/commit/co-change.ts'
import { type Table, trained } from './fit.ts'

const [casesFile = '', mirror = ''] = process.argv.slice(2)
const weightsFile = 'src/documentation/rank/weights.json'
const names = Object.keys(features) as FeatureName[]
const docFiles = ['**/*.md', '**/*.mdx']
const cases = readFileSync(casesFile, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map(line => JSON.parse(line) as Case & { repo: string })
const repos = [...new Set(cases.map(({ repo }) => repo))]

/** The cases of a repository, one after the other: those of all documents at once would fill the memory. */
async function* tablesOf(repo: string, candidates: 'edited' | 'all'): AsyncGenerator<Table> {
  const folder = join(mirror, repo.replace('/', '+'), 'repo')
  const repository = await openNativeRepository(folder, { bare: true })
  const own = cases.filter(each => each.repo === repo)
  const upTo = own.map(({ commit }) => commit)
  const history = openHistory(repository.facts)
  const past = openPast(repository, history, { docFiles, upTo, most: 100_000 })
  const cache = rankerCache()
  for (const each of own) {
    const read = await readCase(repository, past, each, { candidates, docFiles })
    if (!read) continue
    const ranker = sectionRanker(read.documents, cache)
    const { places, values, texts } = ranker.features(read.signals, read.past)
    const right = new Set(read.gold.map(({ doc, start }) => `${start} ${doc}`))
    yield {
      repo,
      commit: each.commit,
      rows: places.map((_, place) => names.map(name => values[name][place] ?? 0)),
      gold: places.flatMap(({ file, section }, place) =>
        right.has(`${section.line} ${file}`) ? [place] : [],
      ),
      texts,
    }
  }
  await repository.close()
}

const rank = ({ rows, gold, texts }: Table, weights: readonly number[]): number => {
  const scores = Float64Array.from(rows, row =>
    row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0),
  )
  const found = copiesLast(inOrder(scores), texts).findIndex(place => gold.includes(place))
  return found < 0 ? Number.POSITIVE_INFINITY : found + 1
}

const row = (name: string, ranks: readonly number[]) => {
  const { cases, hitAt1, hitAt3, hitAt5, mrr } = figuresOf(ranks)
  const shares = [hitAt1, hitAt3, hitAt5, mrr].map(each => each.toFixed(3).replace(/^0/, ''))
  process.stdout.write(`| ${[name, cases, ...shares].join(' | ')} |\n`)
}

const ofHistory: ReadonlySet<FeatureName> = new Set([
  'similarCommits',
  'similarity',
  'recentlyEdited',
])
const without = (table: Table): Table => ({
  ...table,
  rows: table.rows.map(row =>
    row.map((value, at) => (ofHistory.has(names[at] as FeatureName) ? 0 : value)),
  ),
})
const plain = names.map(name => Number(name === 'changedText'))

const edited: Table[] = []
for (const repo of repos) for await (const table of tablesOf(repo, 'edited')) edited.push(table)
const poor = edited.map(without)

const others = (tables: readonly Table[], repo: string) =>
  trained(
    tables.filter(each => each.repo !== repo),
    names.length,
  )
const told: Record<string, number[]> = {}
const tell = (name: string, ranks: readonly number[]) => {
  told[name] = [...(told[name] ?? []), ...ranks]
}
for (const repo of repos) {
  const [rich, meagre] = [others(edited, repo), others(poor, repo)]
  const own = edited.filter(each => each.repo === repo)
  const ranks = own.map(each => rank(each, rich))
  tell('edited documents', ranks)
  tell(
    'the same without history',
    own.map(each => rank(without(each), meagre)),
  )
  const bm25 = own.map(each => rank(each, plain))
  tell('the same by BM25', bm25)
  row(repo, ranks)
  row(`${repo} by BM25`, bm25)
  for await (const each of tablesOf(repo, 'all')) {
    tell('all documents', [rank(each, rich)])
    tell('all without history', [rank(without(each), meagre)])
    tell('all by BM25', [rank(each, plain)])
  }
}
for (const [name, ranks] of Object.entries(told)) row(name, ranks)

const weights = trained(edited, names.length)
row(
  'edited documents, weights of these very cases',
  edited.map(each => rank(each, weights)),
)
const json = JSON.stringify(
  Object.fromEntries(names.map((name, at) => [name, Number(weights[at]?.toFixed(3))])),
  null,
  2,
)
if (process.argv.includes('--write')) writeFileSync(weightsFile, `${json}\n`)
else process.stdout.write(`${json}\n`)
