// Trains src/documentation/need-weights.json: which commits do people document? Every so manieth commit of each repository that
// touches its product is asked, so that shares are as they are in life; leave-one-repository-out first:
//   node build/bench/train-need.js <folder of repositories, named owner+name/repo> <commits a repository> owner/name… [--write]
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openHistory } from '../src/adapters/git/co-change-history.ts'
import { openNativeRepository } from '../src/adapters/git/native.ts'
import { isMarkdown, isProduct } from '../src/documentation/classify-changes.ts'
import { type NeedName, needInputs } from '../src/documentation/documentation-likelihood.ts'
import { rankerCache, sectionRanker } from '../src/documentation/rank.ts'
import { readCase } from '../src/kinds/commit/backtest-case.ts'
import { openPast } from '../src/kinds/commit/co-change.ts'

const [mirror = '', count = '250', ...rest] = process.argv.slice(2)
const repos = rest.filter(word => word.includes('/'))
const names = Object.keys(needInputs) as NeedName[]
const docFiles = [
  '*.md',
  'docs/**/*.md',
  '!**/{CHANGELOG,changelog}*.md',
  '!HISTORY.md',
  '!History.md',
]

interface Asked {
  readonly repo: string
  readonly inputs: readonly number[]
  readonly documented: boolean
}

const ask = async (repo: string): Promise<Asked[]> => {
  const folder = join(mirror, repo.replace('/', '+'), 'repo')
  const repository = await openNativeRepository(folder, { bare: true })
  const history = openHistory(repository.facts)
  const upTo = [await repository.resolve('HEAD')]
  const past = openPast(repository, history, { docFiles, upTo, most: 100_000 })
  const documenting = new Set((await past.coChanges()).map(({ commit }) => commit))
  const commits = (await history.before(upTo, 100_000)).filter(({ touched }) =>
    touched.some(({ path }) => !isMarkdown(path) && isProduct(path)),
  )
  const step = Math.max(1, Math.floor(commits.length / Number(count)))
  const made: Asked[] = []
  const cache = rankerCache()
  for (const { commit } of commits.filter((_, place) => place % step === step - 1)) {
    const options = { candidates: 'all', docFiles } as const
    const read = await readCase(repository, past, { commit, docs: [], gold: [] }, options)
    if (!read) continue
    const { signals, past: recalled, documents } = read
    const ranker = sectionRanker(documents, cache)
    const ranking = ranker.ranking(signals, recalled)
    const [best] = ranking.best()
    const input = { signals, past: recalled, best, overlap: ranking.overlap }
    made.push({
      repo,
      inputs: names.map(name => needInputs[name](input)),
      documented: documenting.has(commit),
    })
  }
  await repository.close()
  process.stderr.write(`${repo}: ${made.length} commits\n`)
  return made
}

/** Logistic regression by Newton's method, with a little pull towards none. */
const fitted = (asked: readonly Asked[]): number[] => {
  const size = names.length
  const weights = new Array<number>(size).fill(0)
  for (let round = 0; round < 25; round++) {
    const slope = weights.map(weight => -0.5 * weight)
    const bend = weights.map((_, at) => weights.map((_, other) => (at === other ? 0.5 : 0)))
    for (const { inputs, documented } of asked) {
      const chance = chanceOf(inputs, weights)
      const spread = chance * (1 - chance)
      inputs.forEach((input, at) => {
        slope[at] = (slope[at] ?? 0) + input * (Number(documented) - chance)
        const row = bend[at] as number[]
        inputs.forEach((other, place) => {
          row[place] = (row[place] ?? 0) + spread * input * other
        })
      })
    }
    solved(bend, slope).forEach((move, at) => {
      weights[at] = (weights[at] ?? 0) + move
    })
  }
  return weights
}

const chanceOf = (inputs: readonly number[], weights: readonly number[]): number =>
  1 / (1 + Math.exp(-inputs.reduce((sum, each, at) => sum + each * (weights[at] ?? 0), 0)))

/** Gauss's elimination; the matrix is positive definite. */
const solved = (matrix: number[][], right: number[]): number[] => {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0])
  rows.forEach((pivot, at) => {
    for (const row of rows) {
      const share = row === pivot ? 0 : (row[at] ?? 0) / (pivot[at] || 1e-12)
      if (share !== 0)
        pivot.forEach((each, place) => {
          row[place] = (row[place] ?? 0) - share * each
        })
    }
  })
  return rows.map((row, at) => (row.at(-1) ?? 0) / (row[at] || 1e-12))
}

const all: Asked[] = []
for (const repo of repos) all.push(...(await ask(repo)))
const held = repos.flatMap(repo => {
  const weights = fitted(all.filter(each => each.repo !== repo))
  return all
    .filter(each => each.repo === repo)
    .map(({ inputs, documented }) => ({ chance: chanceOf(inputs, weights), documented }))
})
const yes = held.filter(({ documented }) => documented)
const no = held.filter(({ documented }) => !documented)
const above = yes.reduce(
  (sum, one) => sum + no.filter(other => other.chance < one.chance).length,
  0,
)
console.log(
  `${held.length} commits, ${yes.length} documented; AUC ${(above / yes.length / no.length).toFixed(3)}`,
)
for (const threshold of [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5]) {
  const chosen = held.filter(({ chance }) => chance >= threshold)
  const right = chosen.filter(({ documented }) => documented).length
  console.log(
    `${threshold}: ${chosen.length} chosen, precision ${(right / chosen.length).toFixed(2)}, recall ${(right / yes.length).toFixed(2)}`,
  )
}
const weights = fitted(all)
const told = JSON.stringify(
  Object.fromEntries(names.map((name, at) => [name, Number(weights[at]?.toFixed(3))])),
  null,
  2,
)
if (process.argv.includes('--write'))
  writeFileSync('src/documentation/need-weights.json', `${told}\n`)
else console.log(told)
