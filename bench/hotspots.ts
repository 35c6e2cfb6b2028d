import { execFileSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { machine, row } from './measure.ts'
import { costOf } from './process-cost.ts'

// What `hotspots` of a whole history costs, and whether its churn is what `git log --numstat` says.
// Usage: hotspots.js <repository>; Linux only.
const repository = resolve(process.argv[2] ?? '.')
const cli = fileURLToPath(new URL('../../dist/cli/git-doc.js', import.meta.url))
const numstat = ['log', '--format=', '--numstat', '-z', '-M', '--no-merges', '--no-textconv']
const ask = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { cwd: repository, maxBuffer: 2 ** 31 - 1 }).toString()

/** Processor time in milliseconds of a Git command whose output goes nowhere. */
const gitCost = (args: readonly string[]): number =>
  costOf(
    [
      '-e',
      `require('child_process').spawnSync('git', ${JSON.stringify(args)}, { cwd: ${JSON.stringify(repository)}, stdio: 'ignore' })`,
    ],
    repository,
  ).milliseconds

/** Lines by file, of files that no commit renamed: those need no rules. */
const sums = (): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  const renamed = new Set<string>()
  const pieces = ask('git', numstat).split('\0')
  for (let at = 0; at < pieces.length; at += 1) {
    const [added, removed, path] = (pieces[at] ?? '').split('\t')
    if (path === undefined) continue
    if (path === '') {
      for (const name of pieces.slice(at + 1, at + 3)) renamed.add(name)
      at += 2
    } else
      found.set(
        path,
        (found.get(path) ?? 0) + (added === '-' ? 1 : Number(added) + Number(removed)),
      )
  }
  for (const name of renamed) found.delete(name)
  return found
}

process.stdout.write(`${machine()}, load ${loadavg()[0]?.toFixed(0)}\n`)
const { hotspots } = JSON.parse(
  ask(process.execPath, [cli, 'hotspots', '--since', 'all', '--json']),
) as {
  readonly hotspots: readonly { readonly path: string; readonly churn: number }[]
}
const expected = sums()
const compared = hotspots.filter(({ path }) => expected.has(path))
const same = compared.filter(({ path, churn }) => expected.get(path) === churn)
row('commits', Number(ask('git', ['rev-list', '--count', 'HEAD'])))
row('churn as Git says, of files never renamed', `${same.length} of ${compared.length}`)
const ours = costOf([cli, 'hotspots', '--since', 'all'], repository)
const git = gitCost(numstat)
row('hotspots, processor ms', ours.milliseconds)
row('git log --numstat, processor ms', git)
row('ratio', ours.milliseconds / git)
row('memory of our process, MB', ours.megabytes)
