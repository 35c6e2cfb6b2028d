import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSession } from '../src/app/session.ts'
import { machine, row } from './measure.ts'
import { costOf } from './process-cost.ts'

// What reading commands cost as the log grows. Usage: growth.js [--cli=<another build's cli>] [runs …]; Linux only.
const given = process.argv.slice(2)
const clis = [
  fileURLToPath(new URL('../../dist/cli/git-doc.js', import.meta.url)),
  ...given.filter(arg => arg.startsWith('--cli=')).map(arg => arg.slice('--cli='.length)),
]
const numbers = given.filter(arg => !arg.startsWith('--')).map(Number)
const sizes = numbers.length > 0 ? numbers : [1_000, 10_000, 100_000]

/** A repository with a history of empty commits, each noticed and skipped. */
const grown = async (folder: string, runs: number): Promise<string> => {
  execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder })
  const commits = Array.from(
    { length: runs },
    (_, n) =>
      `commit refs/heads/main\ncommitter A <a@example.com> ${1_700_000_000 + n} +0000\ndata <<end\nCommit ${n}\nend\n\n`,
  )
  execFileSync('git', ['fast-import', '--quiet'], { cwd: folder, input: commits.join('') })
  const ids = execFileSync('git', ['rev-list', '--reverse', 'main'], {
    cwd: folder,
    maxBuffer: 2 ** 30,
  })
    .toString()
    .trim()
    .split('\n')
  const { signal } = new AbortController()
  const session = await openSession({ cwd: folder, command: 'bench', signal, warn() {} })
  const eventsOf = (commit: string) => [
    { type: 'commit.noticed', data: { commit, parents: [], subject: 'A commit' } },
    { type: 'commit.skipped', data: { reason: 'docs-only', detail: 'It touches only documents.' } },
  ]
  for (let at = 0; at < ids.length; at += 500)
    await session.tools.log.appendAll(
      ids.slice(at, at + 500).map(commit => ({
        run: `commit/${commit}`,
        events: eventsOf(commit).map(event => ({ event })),
        expected: 0,
      })),
    )
  const reconciled = { type: 'branch.reconciled', data: { commit: ids.at(-1) } }
  await session.tools.log.append('branch/refs/heads/main', [{ event: reconciled }], 0)
  await session.close()
  return ids.at(-1) ?? ''
}

process.stdout.write(`${machine()}, load ${loadavg()[0]?.toFixed(0)}\n`)
for (const runs of sizes) {
  const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
  try {
    const last = await grown(folder, runs)
    const bare = costOf(['-e', '0'], folder)
    const cells = (args: readonly string[]) => {
      const { milliseconds, megabytes } = costOf(args, folder)
      return [
        `${milliseconds} ms`,
        `${(milliseconds / bare.milliseconds).toFixed(1)}×`,
        `${megabytes.toFixed(0)} MB`,
      ]
    }
    row(`${runs} runs`, 'node -e 0', ...cells(['-e', '0']))
    for (const args of [
      ['status'],
      ['update'],
      ['history', last],
      ['replay', last],
      ['replay'],
      ['doctor'],
    ])
      row(`${runs} runs`, args[0] ?? '', ...clis.flatMap(cli => cells([cli, ...args])))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
