// How well tokens are estimated, against a real tokenizer (gpt-tokenizer is not among the dependencies: name its module):
//   node build/bench/tokens.js <cases.jsonl> <folder of bare repositories, named owner+name> <…/gpt-tokenizer/esm/encoding/o200k_base.js>
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { diffText } from '../src/documentation/diff-text.ts'
import { prompt } from '../src/documentation/prompt.ts'
import { sections, sectionText } from '../src/documentation/sections.ts'
import { likelyTokensOf, tokensOf } from '../src/ports/tokens.ts'
import { diffOf } from '../test/support/diff.ts'
import { tokenCount } from '../test/support/token-count.ts'

interface Case {
  readonly repo: string
  readonly commit: string
  readonly parent: string
  readonly subject: string
  readonly gold: readonly { readonly doc: string; readonly title: string; readonly start: number }[]
}

const [casesFile = '', mirror = '', tokenizer = ''] = process.argv.slice(2)
const perRepository = 60
const { countTokens } = await import(pathToFileURL(resolve(tokenizer)).href)
const real = (text: string): number => countTokens(text, { disallowedSpecial: new Set() })

const directory = (repo: string): string => {
  const path = join(mirror, repo.replace('/', '+'), 'repo')
  return existsSync(join(path, '.git')) ? join(path, '.git') : path
}

const git = (repo: string, ...args: string[]): string =>
  execFileSync('git', [`--git-dir=${directory(repo)}`, ...args], {
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString()

/** The section that people edited, before and after. */
const sectionAt = (
  repo: string,
  revision: string,
  file: string,
  named: (text: string) => boolean,
) => {
  const text = git(repo, 'show', `${revision}:${file}`)
  const found = sections(text).find(section => named(sectionText(text, section, 'whole')))
  return found && sectionText(text, found, 'whole')
}

const measured = ({ repo, commit, parent, subject, gold: [gold] }: Case) => {
  if (!gold) return undefined
  const heading = new RegExp(`^#+ +${gold.title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`, 'm')
  const named = (text: string) => heading.test(text.split('\n', 1)[0] ?? '')
  try {
    const before = sectionAt(repo, parent, gold.doc, named)
    if (before === undefined) return undefined
    const diff = diffOf(git(repo, 'diff', '-M', '--no-ext-diff', parent, commit)).filter(
      ({ path }) => !/\.(?:mdx?|markdown)$|lock/.test(path),
    )
    const { text: patch, omitted } = diffText(diff)
    const { system, user } = prompt({
      commit: { subject, message: subject },
      diff: patch,
      file: gold.doc,
      section: gold.title,
      text: before,
      nonce: '0123456789abcdef',
      omitted,
    })
    const both = (count: (text: string) => number) => count(system) + count(user)
    const after = sectionAt(repo, commit, gold.doc, named)
    return {
      repo,
      real: both(real),
      likely: both(likelyTokensOf),
      high: both(tokensOf),
      standIn: both(tokenCount),
      before: likelyTokensOf(before),
      after: after === undefined ? undefined : real(after),
    }
  } catch {
    // A commit that the mirror does not have.
    return undefined
  }
}

const seen = new Map<string, number>()
const rows = readFileSync(casesFile, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map(line => JSON.parse(line) as Case)
  .filter(({ repo }) => existsSync(directory(repo)))
  .filter(({ repo }) => {
    seen.set(repo, (seen.get(repo) ?? 0) + 1)
    return (seen.get(repo) ?? 0) <= perRepository
  })
  .flatMap(each => measured(each) ?? [])

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
for (const name of ['likely', 'high', 'standIn'] as const) {
  const within = (share: number) =>
    rows.filter(row => Math.abs(row[name] / row.real - 1) <= share).length / rows.length
  const all = sum(rows.map(row => row[name])) / sum(rows.map(row => row.real))
  console.log(
    `${name}: ${rows.length} prompts, ${within(0.1).toFixed(3)} within 10 %, ${within(0.15).toFixed(3)} within 15 %, in all ${all.toFixed(3)} times the real ones`,
  )
}
const edited = rows.filter(({ after }) => after !== undefined)
const answers = sum(edited.map(row => row.before)) / sum(edited.map(row => row.after ?? 0))
console.log(
  `answers: ${edited.length} sections, expected ${answers.toFixed(3)} times what people made of them`,
)
