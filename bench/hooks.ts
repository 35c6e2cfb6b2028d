import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHooks } from '../src/adapters/hooks/install.ts'
import { interleaved, machine, row } from './measure.ts'

// What the hook adds to a commit: `git commit` with none, with ours while a run is active, and with ours starting a worker,
// which here ends at once, so that only the hook is measured.
const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const environment = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
const gitIn = (cwd: string, ...args: string[]) =>
  execFileSync('git', args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] }).toString()

const repository = async (name: string, hooked: boolean) => {
  const root = join(folder, name)
  gitIn(folder, 'init', '--quiet', root)
  gitIn(root, 'config', 'user.name', 'Bench')
  gitIn(root, 'config', 'user.email', 'bench@example.org')
  gitIn(root, 'config', 'gc.auto', '0')
  const commonDirectory = join(root, '.git')
  const state = join(commonDirectory, 'git-doc')
  const cli = join(folder, 'cli')
  writeFileSync(cli, '')
  if (hooked) {
    const gitVersion = gitIn(root, 'version')
    const launch = { node: '/bin/true', cli }
    await openHooks({ root, commonDirectory, stateFolder: state, gitVersion, launch }).enable()
  }
  return { state, commit: () => gitIn(root, 'commit', '--quiet', '--allow-empty', '-m', 'More') }
}

try {
  const none = await repository('none', false)
  const active = await repository('active', true)
  const waking = await repository('waking', true)
  writeFileSync(join(active.state, 'run.lock'), `{"pid":${process.pid}}\n`)
  const times = await interleaved(100, {
    none: none.commit,
    active: active.commit,
    waking() {
      rmSync(join(waking.state, 'waking'), { force: true })
      waking.commit()
    },
  })
  process.stdout.write(`${machine()}, ${gitIn(folder, 'version')}`)
  const { none: base = 1 } = times
  for (const name of ['active', 'waking'] as const) {
    const time = times[name] ?? Number.NaN
    const added = `+${(time - base).toFixed(1)} ms`
    row(`a commit, ${name}`, added, 'no hook', `${base.toFixed(1)} ms`, time / base)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
