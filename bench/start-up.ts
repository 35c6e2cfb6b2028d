import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSession } from '../src/app/session.ts'
import { interleaved, machine, row } from './measure.ts'

// How long the command line takes to start, against a Node that does nothing; `status` with 1,000 runs in the log.
const runs = 1_000
const cli = fileURLToPath(new URL('../../dist/cli/git-doc.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const node = (...args: string[]) =>
  execFileSync(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })

try {
  execFileSync('git', ['init', '--quiet'], { cwd: folder })
  const signal = new AbortController().signal
  const workshop = await openSession({ cwd: folder, command: 'bench', signal, warn() {} })
  for (let n = 0; n < runs; n += 1) {
    const commit = createHash('sha1').update(String(n)).digest('hex')
    const events = [
      { type: 'commit.noticed', data: { commit, parents: [], subject: `Commit ${n}` } },
      {
        type: 'commit.skipped',
        data: { reason: 'docs-only', detail: 'It touches only documents.' },
      },
    ]
    await workshop.tools.log.append(
      `commit/${commit}`,
      events.map(event => ({ event })),
      0,
    )
  }
  await workshop.close()

  const times = await interleaved(15, {
    bare: () => node('-e', '0'),
    version: () => node(cli, 'version'),
    status: () => node(cli, 'status'),
    statusJson: () => node(cli, 'status', '--json'),
  })
  process.stdout.write(`${machine()}\n`)
  const { bare = 1 } = times
  for (const [name, time] of Object.entries(times))
    row(name, `${time.toFixed(0)} ms`, 'node -e 0', time / bare)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
