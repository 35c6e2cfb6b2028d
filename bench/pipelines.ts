/** What a pipeline costs beside the same commands in `sh`: 20 trivial gates, one after the other and side by side. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { cliPath } from '../test/support/run-command.ts'

const gates = 20
const rounds = 9

const root = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const run = (program: string, ...args: string[]): number => {
  const begun = performance.now()
  execFileSync(program, args, {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, GIT_DOC_TRUST: 'all' },
  })
  return performance.now() - begun
}
const names = Array.from({ length: gates }, (_, at) => `gate-${at + 1}`)
const pipeline = (name: string, count: number, isRow: boolean): string =>
  [
    `[pipeline.${name}]`,
    ...names
      .slice(0, count)
      .map(
        (gate, at) =>
          `[[pipeline.${name}.gate]]\nname = "${gate}"\nrun = ["true"]\n${isRow && at > 0 ? `needs = ["${names[at - 1]}"]\n` : ''}`,
      ),
  ].join('\n')

try {
  run('git', 'init', '--quiet')
  mkdirSync(join(root, '.git-doc'))
  const tables = [
    pipeline('one', 1, true),
    pipeline('row', gates, true),
    pipeline('all', gates, false),
  ]
  writeFileSync(join(root, '.git-doc/config.toml'), tables.join('\n'))
  run('git', 'add', '--all')
  run('git', '-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '--quiet', '-m', 'A')
  const times: Record<'sh' | 'one' | 'row' | 'all', number[]> = {
    sh: [],
    one: [],
    row: [],
    all: [],
  }
  const script = Array(gates).fill('/bin/true').join(' && ')
  for (let round = 0; round <= rounds; round += 1) {
    // The first round only warms up.
    const kept = round === 0 ? undefined : times
    const add = (what: keyof typeof times, time: number) => void kept?.[what].push(time)
    add('sh', run('sh', '-c', script))
    for (const name of ['one', 'row', 'all'] as const)
      add(name, run(process.execPath, cliPath, 'pipeline', 'run', name, '--quiet'))
  }
  const median = (list: readonly number[]): number =>
    list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)] ?? 0
  const [sh, one, row, all] = (['sh', 'one', 'row', 'all'] as const).map(name =>
    median(times[name]),
  )
  const each = ((row ?? 0) - (one ?? 0)) / (gates - 1)
  const beside = ((all ?? 0) - (one ?? 0)) / (gates - 1)
  console.log(`load ${loadavg()[0]?.toFixed(1)}`)
  console.log(
    `sh, ${gates} commands: ${sh?.toFixed(0)} ms, ${((sh ?? 0) / gates).toFixed(1)} ms each`,
  )
  console.log(`a run with one gate: ${one?.toFixed(0)} ms`)
  console.log(`${gates} gates in a row: ${row?.toFixed(0)} ms, ${each.toFixed(1)} ms each`)
  console.log(`${gates} gates side by side: ${all?.toFixed(0)} ms, ${beside.toFixed(1)} ms each`)
} finally {
  rmSync(root, { recursive: true, force: true })
}
