import { execFileSync } from 'node:child_process'
import { ignoredPaths } from '../src/adapters/git/ignored.ts'
import { openRepository } from '../src/adapters/git/open.ts'
import { plan } from '../src/effects/commit/plan.ts'
import { documentReader } from '../src/engine/documents.ts'
import type { World } from '../src/ports.ts'
import { interleaved, machine, row } from './measure.ts'

// Planning the last commits of a repository against what Git needs to print their diffs. Usage: plan.js <repository> [commits]
const [path = '.', count = '1000'] = process.argv.slice(2)
const docFiles = ['**/*.md']

const ids = execFileSync('git', ['rev-list', `--max-count=${count}`, '--no-merges', 'HEAD'], {
  cwd: path,
})
  .toString()
  .trim()
  .split('\n')

/** The effect a run asks for, with the adapters of the command line and no log. */
const planAll = async (): Promise<void> => {
  const repository = await openRepository(path)
  const known = new Map<string, boolean>()
  const world = {
    repository,
    settings: { docFiles, ignore: [], mappings: [] },
    ...documentReader(repository, docFiles),
    async ignored(paths: readonly string[]) {
      const unknown = paths.filter(file => !known.has(file))
      const ignored = unknown.length
        ? await ignoredPaths(repository.facts.root, unknown)
        : new Set()
      for (const file of unknown) known.set(file, ignored.has(file))
      return new Set(paths.filter(file => known.get(file)))
    },
  } as unknown as World
  try {
    for (const commit of ids) {
      const run = { commit, parents: [], subject: '', attempt: 1, targets: [] }
      for await (const _ of plan(run, world));
    }
  } finally {
    await repository.close()
  }
}

const diffAll = () =>
  execFileSync(
    'git',
    ['diff-tree', '--stdin', '-r', '--root', '--raw', '-p', '-M', '--full-index'],
    {
      cwd: path,
      input: `${ids.join('\n')}\n`,
      maxBuffer: 2 ** 31 - 1,
    },
  )

const times = await interleaved(3, { plan: planAll, git: diffAll })
process.stdout.write(`${machine()}\n`)
row(
  `planning ${ids.length} commits`,
  `${times.plan?.toFixed(0)} ms`,
  'git diff-tree --stdin -p',
  `${times.git?.toFixed(0)} ms`,
  (times.plan ?? 0) / (times.git ?? 1),
)
