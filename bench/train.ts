// Trains what src/documentation/rank-weights.json says, leave-one-repository-out first:
//   node build/bench/train.js <cases.jsonl> <folder of repositories, named owner+name/repo> [tables.json] [--write]
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openNativeRepository } from '../src/adapters/git/native.ts'
import { openHistory } from '../src/adapters/git/past.ts'
import { type Case, figuresOf } from '../src/documentation/backtest.ts'
import { sectionRanker } from '../src/documentation/rank.ts'
import { type FeatureName, features } from '../src/documentation/rank-features.ts'
import { readCase } from '../src/engine/backtest-case.ts'
import { openPast } from '../src/engine/past.ts'
import { type Table, trained } from './fit.ts'

const [casesFile = '', mirror = '', tablesFile = ''] = process.argv.slice(2)
const weightsFile = 'src/documentation/rank-weights.json'
const names = Object.keys(features) as FeatureName[]

const tables = async (): Promise<Table[]> => {
  if (tablesFile && existsSync(tablesFile)) return JSON.parse(readFileSync(tablesFile, 'utf8'))
  const cases = readFileSync(casesFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Case & { repo: string })
  const made: Table[] = []
  for (const repo of [...new Set(cases.map(each => each.repo))]) {
    const repository = await openNativeRepository(join(mirror, repo.replace('/', '+'), 'repo'), {
      bare: true,
    })
    const own = cases.filter(each => each.repo === repo)
    const past = openPast(repository, openHistory(repository.facts), {
      docFiles: ['**/*.md', '**/*.mdx'],
      upTo: own.map(({ commit }) => commit),
      most: 100_000,
    })
    const began = performance.now()
    for (const each of own) {
      const read = await readCase(repository, past, each, { candidates: 'edited', docFiles: [] })
      if (!read) continue
      const { places, values } = sectionRanker(read.documents).features(read.signals, read.past)
      const gold = new Set(read.gold.map(({ doc, start }) => `${start} ${doc}`))
      made.push({
        repo,
        commit: each.commit,
        rows: places.map((_, place) => names.map(name => values[name][place] ?? 0)),
        gold: places.flatMap(({ file, section }, place) =>
          gold.has(`${section.line} ${file}`) ? [place] : [],
        ),
      })
    }
    process.stderr.write(`${repo}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`)
    await repository.close()
  }
  if (tablesFile) writeFileSync(tablesFile, JSON.stringify(made))
  return made
}

const rank = ({ rows, gold }: Table, weights: readonly number[]): number => {
  const scores = rows.map(row =>
    row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0),
  )
  const order = scores
    .map((score, place) => ({ score, place }))
    .sort((a, b) => b.score - a.score || a.place - b.place)
  const found = order.findIndex(({ place }) => gold.includes(place))
  return found < 0 ? Number.POSITIVE_INFINITY : found + 1
}

const all = await tables()
const row = (name: string, ranks: readonly number[]) => {
  const { cases, hitAt1, hitAt3, hitAt5, mrr } = figuresOf(ranks)
  process.stdout.write(
    `${name.padEnd(26)} ${String(cases).padStart(5)}  ${[hitAt1, hitAt3, hitAt5, mrr].map(each => each.toFixed(3)).join('  ')}\n`,
  )
}
const plain = names.map(name => Number(name === 'changedText'))
const repos = [...new Set(all.map(({ repo }) => repo))]
const held: number[] = []
for (const repo of repos) {
  const weights = trained(
    all.filter(each => each.repo !== repo),
    names.length,
  )
  const ranks = all.filter(each => each.repo === repo).map(each => rank(each, weights))
  held.push(...ranks)
  row(repo, ranks)
}
row(
  'BM25',
  all.map(each => rank(each, plain)),
)
row('left out', held)
const weights = trained(all, names.length)
row(
  'all (seen)',
  all.map(each => rank(each, weights)),
)
const told = JSON.stringify(
  Object.fromEntries(names.map((name, at) => [name, Number(weights[at]?.toFixed(3))])),
  null,
  2,
)
if (process.argv.includes('--write')) writeFileSync(weightsFile, `${told}\n`)
else process.stdout.write(`${told}\n`)
