import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSession } from '../src/app/session.ts'
import { jobWorld, requestRun } from '../src/commands/job/start.ts'
import { workOpen } from '../src/commands/work-open.ts'
import { requestedBy } from '../src/jobs/requests.ts'
import { job as kind } from '../src/kinds/job/kind.ts'
import { status } from '../src/projections/status.ts'
import { machine, row } from './measure.ts'

// `node --expose-gc build/bench/job-runs.js [runs] [side by side …]`: many runs of a job that does nothing, from the request to the end in
// the log: how many a second, how many were lost, and the heap of the worker after them.
const [count = 200, ...widths] = process.argv.slice(2).map(Number)
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'git-doc-bench-')))
const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' })
const { gc } = globalThis as { gc?: () => void }

/** Megabytes of heap that are in use when everything that nobody needs is gone. */
const heap = (): number => {
  gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const round = async (width: number): Promise<void> => {
  const session = await openSession({
    cwd: folder,
    command: 'bench',
    signal: new AbortController().signal,
    warn() {},
  })
  const { tools } = session
  const entry = await (await jobWorld(tools)).catalog().find('nothing')
  if (entry.state !== 'ready') throw new Error('The job cannot be used.')
  const before = heap()
  const runs: string[] = []
  const began = performance.now()
  for (let index = 0; index < count; index += 1) {
    const trigger = { cause: { by: 'hand' as const }, id: `${width}-${index}`, files: [] }
    for (const requested of requestedBy(trigger, [entry.definition], { force: true })) {
      await requestRun(requested, tools)
      runs.push(requested.run)
    }
  }
  for await (const _ of workOpen(kind, { ...tools, concurrency: width }));
  const seconds = (performance.now() - began) / 1000
  const after = heap()
  const rows = await Promise.all(runs.map(run => tools.log.row(status, run)))
  const lost = rows.filter(found => found?.state !== 'success').length
  row(
    `${count} runs, ${width} side by side`,
    `${(count / seconds).toFixed(1)} a second`,
    `lost ${lost}`,
  )
  row('heap before and after, MB', before, after)
  await session.close()
}

process.env.GIT_DOC_TRUST = 'all'
try {
  git('init', '--quiet')
  mkdirSync(join(folder, 'jobs'))
  writeFileSync(
    join(folder, 'jobs/nothing.mjs'),
    `import { defineJob } from 'git-doc/define'\nexport default defineJob({ meta: { name: 'nothing' }, run() {} })\n`,
  )
  process.stdout.write(`${machine()}\n`)
  for (const width of widths.length > 0 ? widths : [1, 4, 8]) await round(width)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
