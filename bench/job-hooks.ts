import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { interleaved, machine, row } from './measure.ts'

// What the hooks of 0, 10 and 100 registered jobs add to a commit: after it, while another process owns the log, so that the hook leaves its
// note; and before it, where the jobs ask for the hook and no file matches their patterns.
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'git-doc-bench-')))
const cli = fileURLToPath(new URL('../../dist/cli/git-doc.js', import.meta.url))
const bin = join(folder, 'bin')
const env = {
  ...process.env,
  PATH: `${bin}:${process.env.PATH}`,
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_DOC_TRUST: 'all',
}
const runIn = (cwd: string, program: string, ...args: string[]) =>
  execFileSync(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] })

const repository = (hook: string, jobs: number) => {
  const root = join(folder, `${hook}-${jobs}`)
  mkdirSync(join(root, 'jobs'), { recursive: true })
  const git = (...args: string[]) => runIn(root, 'git', ...args)
  git('init', '--quiet')
  git('config', 'user.name', 'Bench')
  git('config', 'user.email', 'bench@example.org')
  git('config', 'gc.auto', '0')
  for (let index = 0; index < jobs; index += 1)
    writeFileSync(
      join(root, `jobs/j${index}.mjs`),
      `import { defineJob } from 'git-doc/define'\nexport default defineJob({ meta: { name: 'j${index}' }, on: '${hook}', paths: ['nowhere/${index}/**'], run() {} })\n`,
    )
  if (jobs > 0) runIn(root, 'git-doc', 'job', 'ensure')
  writeFileSync(join(root, '.git/git-doc/run.lock'), `{"pid":${process.pid}}\n`)
  // What comes after the deed is not to be measured with what comes before it.
  if (hook.startsWith('pre-')) rmSync(join(root, '.git/hooks/post-commit'), { force: true })
  return () => git('commit', '--quiet', '--allow-empty', '-m', 'More')
}

try {
  mkdirSync(bin)
  symlinkSync(cli, join(bin, 'git-doc'))
  const counts = [10, 100] as const
  const plain = join(folder, 'plain')
  mkdirSync(dirname(join(plain, 'x')), { recursive: true })
  const git = (...args: string[]) => runIn(plain, 'git', ...args)
  git('init', '--quiet')
  git('config', 'user.name', 'Bench')
  git('config', 'user.email', 'bench@example.org')
  const deeds: Record<string, () => unknown> = {
    none: () => git('commit', '--quiet', '--allow-empty', '-m', 'More'),
    node: () => runIn(folder, process.execPath, '-e', '0'),
  }
  for (const hook of ['post-commit', 'pre-commit'])
    for (const jobs of counts) deeds[`${hook}, ${jobs} jobs`] = repository(hook, jobs)
  const times = await interleaved(Number(process.argv[2] ?? 20), deeds)
  const { none = 0, node = 0 } = times
  process.stdout.write(`${machine()}\n`)
  row('commit without hooks', none)
  row('bare Node', node)
  for (const [name, time] of Object.entries(times))
    if (name.includes('jobs')) row(name, `+${(time - none).toFixed(1)} ms`, (time - none) / node)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
