import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openJobs } from '../src/adapters/jobs/open.ts'
import { openProcesses } from '../src/adapters/process/runner.ts'
import type { JobFile } from '../src/ports/jobs.ts'
import { interleaved, machine, median, row, timed } from './measure.ts'

// What a run of a job costs beyond `node job.js` of the same ESM code, which may be one bare start of Node, the supervisor's, and
// 10 ms (SPEC-KINDS L12); and what it costs to read, compile and define a job that is new.
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'git-doc-bench-')))
const root = join(folder, 'repository')
const state = join(folder, 'state')
const job = (name: string) => `import { defineJob, z } from 'git-doc/define'
import { twice } from '../lib/twice.ts'
interface Input { readonly count: number }
export default defineJob({
  meta: { name: '${name}' },
  on: 'post-commit',
  input: z.object({ count: z.number().default(1) }),
  async run({ input }) {
    return { outputs: { count: twice((input as Input).count) } }
  },
})
`
const clock = `import { defineJob } from 'git-doc/define'
export default defineJob({
  meta: { name: 'clock' },
  run: () => ({ outputs: { began: performance.timeOrigin + performance.now() } }),
})
`
const { signal } = new AbortController()
const node = async (...args: string[]): Promise<void> => {
  const [code] = await once(spawn(process.execPath, args, { stdio: 'ignore', cwd: root }), 'exit')
  if (code !== 0) throw new Error(`${args.join(' ')}: ${code}`)
}

try {
  mkdirSync(join(root, 'jobs'), { recursive: true })
  mkdirSync(join(root, 'lib'))
  mkdirSync(state)
  writeFileSync(
    join(root, 'lib/twice.ts'),
    'export const twice = (count: number): number => 2 * count',
  )
  writeFileSync(join(root, 'jobs/a.ts'), job('a'))
  const jobs = openJobs({ root, folder: state, processes: openProcesses(state) })
  const only = async (): Promise<JobFile> => {
    const [file] = await jobs.find(['jobs'])
    if (!file || 'error' in file) throw new Error('There is no job.')
    return file
  }
  const file = await only()
  const definition = await jobs.define(file, 'job/a@manual.1', signal)
  const compiled = join(state, 'jobs/compiled', readdirSync(join(state, 'jobs/compiled'))[0] ?? '')
  const plain = join(folder, 'job.mjs')
  writeFileSync(
    plain,
    `import job from '${compiled}/0.mjs'\nawait job.run({ input: job.input.parse({}) })\n`,
  )
  const call = {
    run: 'job/a@manual.1',
    step: 'all',
    verb: 'run',
    file,
    definition,
    files: [],
    params: {},
    input: {},
    signal,
    answer: async () => null,
  } as const

  const rounds = Number(process.argv[2] ?? 40)
  const times = await interleaved(rounds, {
    bare: () => node('-e', '0'),
    plain: () => node(plain),
    job: async () => {
      const { error } = await jobs.run(call)
      if (error) throw error
    },
  })
  const { bare = 0, plain: same = 0, job: ours = 0 } = times
  process.stdout.write(`${machine()}\n`)
  row('run', 'ms')
  row('---', '---')
  row('bare Node', bare)
  row('`node job.js` of the same code', same)
  row('the job', ours)
  row('beyond both (at most 10)', ours - same - bare)

  // With a daemon: from the request to the first line of `run`, with the import of the job's file in it.
  writeFileSync(join(root, 'jobs/a.ts'), clock)
  const daemon = openJobs({
    root,
    folder: state,
    processes: openProcesses(state),
    keepsWaiting: true,
  })
  const told = await only()
  const waiting = { ...call, file: told, definition: await jobs.define(told, call.run, signal) }
  const delays: number[] = []
  for (let round = 0; round <= 10; round += 1) {
    const asked = performance.timeOrigin + performance.now()
    const { result } = await daemon.run(waiting)
    if (round > 0) delays.push(Number(result?.outputs?.began) - asked)
    // The next process comes up meanwhile.
    await pause(2_000)
  }
  await daemon.close()
  row('with a daemon, from the request to `run()` (at most 10)', median(delays))

  const fresh: number[][] = [[], [], []]
  for (let round = 0; round < 10; round += 1) {
    writeFileSync(join(root, 'jobs/a.ts'), job(`a${round}`))
    let found = file
    fresh[0]?.push(
      await timed(async () => {
        found = await only()
      }),
    )
    fresh[1]?.push(await timed(() => jobs.define(found, 'job/a@manual.1', signal)))
    fresh[2]?.push(await timed(() => jobs.define(found, 'job/a@manual.1', signal)))
  }
  const [find = [], define = [], known = []] = fresh
  row('reading a job that is new', median(find))
  row('compiling and defining it, in a process', median(define))
  row('what it defined, known', median(known))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
