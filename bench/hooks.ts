import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHooks } from '../src/adapters/hooks/install.ts'
import { writeJobHooks } from '../src/adapters/state/job-hooks.ts'
import type { HookName } from '../src/ports/hooks.ts'
import { hooksAfter } from '../src/ports/jobs.ts'
import { interleaved, machine, row } from './measure.ts'

// What hooks add to a commit: after it, with ours while a run is active, and with ours starting a worker, which here ends at
// once, so that only the hook is measured; before it, with three hooks that no job asks for (sh alone), with three empty
// hooks, and with one that runs a program that ends at once.
const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const environment = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
const gitIn = (cwd: string, ...args: string[]) =>
  execFileSync('git', args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] }).toString()

const before: readonly HookName[] = ['pre-commit', 'prepare-commit-msg', 'commit-msg']

const repository = async (name: string, hooks?: readonly HookName[]) => {
  const root = join(folder, name)
  gitIn(folder, 'init', '--quiet', root)
  gitIn(root, 'config', 'user.name', 'Bench')
  gitIn(root, 'config', 'user.email', 'bench@example.org')
  gitIn(root, 'config', 'gc.auto', '0')
  const commonDirectory = join(root, '.git')
  const state = join(commonDirectory, 'git-doc')
  const cli = join(folder, 'cli')
  writeFileSync(cli, '')
  if (hooks) {
    const gitVersion = gitIn(root, 'version')
    const launch = { node: '/bin/true', cli }
    const options = { root, commonDirectory, stateFolder: state, gitVersion, launch }
    await openHooks(options).enable(undefined, { hooks })
    writeFileSync(join(state, 'run.lock'), `{"pid":${process.pid}}\n`)
  }
  return {
    state,
    hook: (hook: string) => join(commonDirectory, 'hooks', hook),
    commit: () => gitIn(root, 'commit', '--quiet', '--allow-empty', '-m', 'More'),
  }
}

try {
  const none = await repository('none')
  const active = await repository('active', [])
  const waking = await repository('waking', [])
  rmSync(join(waking.state, 'run.lock'))
  const listed = await repository('listed', hooksAfter)
  const unasked = await repository('unasked', before)
  await writeJobHooks(unasked.state, ['post-checkout', 'pre-push'])
  const asked = await repository('asked', ['pre-commit'])
  const empty = await repository('empty')
  for (const hook of before) writeFileSync(empty.hook(hook), '#!/bin/sh\n', { mode: 0o755 })
  // What comes after the deed is not to be measured with what comes before it.
  for (const { hook } of [unasked, asked]) rmSync(hook('post-commit'))
  const times = await interleaved(100, {
    none: none.commit,
    active: active.commit,
    waking() {
      rmSync(join(waking.state, 'waking'), { force: true })
      waking.commit()
    },
    listed: listed.commit,
    empty: empty.commit,
    unasked: unasked.commit,
    asked: asked.commit,
  })
  process.stdout.write(`${machine()}, ${gitIn(folder, 'version')}`)
  const { none: base = 1 } = times
  for (const [name, what] of [
    ['active', 'after it, a run is active'],
    ['waking', 'after it, starting a worker'],
    ['listed', 'after it, a run is active, jobs ask for all hooks after a deed'],
    ['empty', 'before it, three hooks that do nothing'],
    ['unasked', 'before it, three of ours that no job asks for'],
    ['asked', 'before it, one of ours that starts a program'],
  ] as const) {
    const time = times[name] ?? Number.NaN
    row(what, `+${(time - base).toFixed(1)} ms`, 'no hook', `${base.toFixed(1)} ms`, time / base)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
