import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSession } from '../src/app/session.ts'
import { plan } from '../src/kinds/commit/effects/plan.ts'
import { interleaved, machine, row } from './measure.ts'

// Planning the last commits of a repository against what Git needs to print their diffs. Usage: plan.js <repository> [commits]
const [path = '.', count = '1000'] = process.argv.slice(2)

const ids = execFileSync('git', ['rev-list', `--max-count=${count}`, '--no-merges', 'HEAD'], {
  cwd: path,
})
  .toString()
  .trim()
  .split('\n')

const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
execFileSync('git', ['clone', '--quiet', '--shared', '--no-checkout', path, folder])

/** The effect a run asks for, with what the command line opens and an empty log. */
const planAll = async (): Promise<void> => {
  const { signal } = new AbortController()
  const workshop = await openSession({
    cwd: folder,
    command: 'bench',
    signal,
    asksNobody: true,
    unattended: true,
    warn() {},
  })
  const world = { ...workshop.tools.world, waiting: async () => undefined }
  try {
    for (const [index, commit] of ids.entries()) {
      // As the engine reads ahead.
      for (const next of index % 4 === 0 ? ids.slice(index + 1, index + 9) : []) {
        world.repository.commit(next).catch(() => {})
        world.repository.diff(next).catch(() => {})
      }
      const run = { commit, parents: [], subject: '', attempt: 1, targets: [], undo: [] }
      for await (const _ of plan(run, world));
    }
  } finally {
    await workshop.close()
  }
}

/** Nothing is kept of documents and history. */
const planFirst = async (): Promise<void> => {
  rmSync(join(folder, '.git/git-doc'), { recursive: true, force: true })
  await planAll()
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

const times = await interleaved(3, { first: planFirst, again: planAll, git: diffAll })
process.stdout.write(`${machine()}\n`)
for (const [name, time] of [
  ['on the first run', times.first],
  ['on later ones', times.again],
] as const)
  row(
    `planning ${ids.length} commits ${name}`,
    `${time?.toFixed(0)} ms`,
    'git diff-tree --stdin -p',
    `${times.git?.toFixed(0)} ms`,
    (time ?? 0) / (times.git ?? 1),
  )
