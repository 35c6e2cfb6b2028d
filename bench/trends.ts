/** What `pipeline trends` costs beside a Node that does nothing, with 1,000 runs in the log and commits on both sides of merges (SPEC-KINDS K14). */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSession } from '../src/app/session.ts'
import { cliPath } from '../test/support/run-command.ts'
import { interleaved, machine, row } from './measure.ts'

const runs = 1_000
const rounds = Number(process.argv[2] ?? 25)
const root = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const trace = join(root, '..', `${root.split('/').at(-1)}.trace`)
const person = ['-c', 'user.name=A', '-c', 'user.email=a@example.org']
const git = (...args: string[]): string =>
  execFileSync('git', [...person, ...args], { cwd: root }).toString()
const node = (...args: string[]) =>
  execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })

/** The events of a run with three gates, of which one fails now and then. */
const events = (commit: string, failed: boolean) => {
  const gates = ['lint', 'test', 'build']
  const steps = gates.map(id => ({ id, needs: [], repeat: 'safe', blocking: true }))
  const request = { pipeline: 'ci', commit, branch: 'main', cause: { by: 'hand' } }
  return [
    { type: 'run.requested', data: { ...request, unchanged: [], clean: false } },
    {
      type: 'steps.planned',
      data: { inputs: `${commit} ${commit} ${'a'.repeat(64)} 0`, steps },
    },
    { type: 'run.started', data: {} },
    ...gates.flatMap(step => [
      { type: 'step.started', data: { step } },
      {
        type: 'step.finished',
        data: {
          step,
          state: failed && step === 'test' ? 'failed' : 'done',
          evidence: { what: step, milliseconds: 1_000, files: [] },
        },
      },
    ]),
  ]
}

try {
  git('init', '--quiet', '--initial-branch=main')
  mkdirSync(join(root, '.git-doc'))
  writeFileSync(
    join(root, '.git-doc/config.toml'),
    '[pipeline.ci]\n[[pipeline.ci.gate]]\nname = "lint"\nrun = ["true"]\n',
  )
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Begin')
  for (let merge = 0; merge < 50; merge += 1) {
    git('checkout', '--quiet', '-b', `side-${merge}`)
    git('commit', '--quiet', '--allow-empty', '--message', `Side ${merge}`)
    git('checkout', '--quiet', 'main')
    git('merge', '--quiet', '--no-ff', '--message', `Merge ${merge}`, `side-${merge}`)
  }
  const commit = git('rev-parse', 'HEAD').trim()
  const signal = new AbortController().signal
  const session = await openSession({ cwd: root, command: 'bench', signal, warn() {} })
  for (let at = 0; at < runs; at += 1)
    await session.tools.log.append(
      `pipeline/ci@${commit}.${at}`,
      events(commit, at % 20 === 0).map(event => ({ event })),
      0,
    )
  await session.close()

  execFileSync(process.execPath, [cliPath, 'pipeline', 'trends'], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, GIT_TRACE2_EVENT: trace },
  })
  const started = execFileSync('grep', ['-c', '"event":"start"', trace]).toString().trim()
  const times = await interleaved(rounds, {
    bare: () => node('-e', '0'),
    trends: () => node(cliPath, 'pipeline', 'trends'),
    list: () => node(cliPath, 'pipeline', 'list'),
    status: () => node(cliPath, 'status'),
  })
  process.stdout.write(`${machine()}, load ${loadavg()[0]?.toFixed(1)}\n`)
  process.stdout.write(`${started} Git processes of trends\n`)
  const { bare = 1 } = times
  for (const [name, time] of Object.entries(times))
    row(name, `${time.toFixed(0)} ms`, 'node -e 0', time / bare)
} finally {
  rmSync(root, { recursive: true, force: true })
  rmSync(trace, { force: true })
}
