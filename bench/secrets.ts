// How often what is no secret is taken for one, in commits of public repositories:
//   node build/bench/secrets.js <folder of bare repositories, named owner+name> [--each=4] [--list]
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseDiff } from '../src/adapters/git/parse-diff.ts'
import { findSecrets } from '../src/adapters/secrets/find-secrets.ts'
import { diffText } from '../src/documentation/diff-text.ts'
import { withSafeLongLines } from '../src/documentation/secrets/cut.ts'
import { isSecretFile } from '../src/documentation/secrets/paths.ts'
import { withoutSecrets } from '../src/kinds/commit/without-secrets.ts'

const [mirror = '', ...options] = process.argv.slice(2)
const each = Number(
  options.find(option => option.startsWith('--each='))?.slice('--each='.length) ?? 4,
)
const step = 37

const rows: { repo: string; commit: string; what: string }[] = []
let diffs = 0
let bytes = 0
let milliseconds = 0
for (const repo of readdirSync(mirror).sort()) {
  const folder = join(mirror, repo, 'repo')
  if (!existsSync(folder)) continue
  const git = (...args: string[]): Buffer =>
    execFileSync('git', [`--git-dir=${folder}`, ...args], {
      maxBuffer: 1 << 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  const commits = git('rev-list', '--no-merges', `--max-count=${each * step}`, 'HEAD')
    .toString()
    .split('\n')
    .filter((commit, at) => commit && at % step === step - 1)
  for (const commit of commits) {
    const args = ['--root', '--raw', '-z', '-p', '-M', '--no-abbrev', '--full-index']
    const diff = parseDiff(git('diff-tree', '--no-commit-id', '-r', ...args, commit))
    const { text } = diffText(withSafeLongLines(diff.filter(({ path }) => !isSecretFile(path))))
    const started = performance.now()
    const { text: rest, withheld } = await withoutSecrets(text, findSecrets)
    milliseconds += performance.now() - started
    diffs += 1
    bytes += text.length
    const lines = rest.split('\n').filter(line => line.includes('[withheld: '))
    for (const { path } of diff)
      if (isSecretFile(path)) rows.push({ repo, commit, what: `file ${path}` })
    if (withheld.length > 0) rows.push({ repo, commit, what: lines.join('\n    ') })
  }
}
const alarmed = new Set(rows.map(({ commit }) => commit)).size
console.log(
  `${alarmed} of ${diffs} diffs with something withheld; ${bytes} characters, ${Math.round(milliseconds)} ms`,
)
if (options.includes('--list'))
  for (const { repo, commit, what } of rows)
    console.log(`${repo} ${commit.slice(0, 8)}\n    ${what}`)
