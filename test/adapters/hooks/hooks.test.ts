// Long because each test file is a process of its own: what belongs together shares one.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { hookNames } from '../../../src/adapters/hooks/block.ts'
import { hookHealth } from '../../../src/adapters/hooks/health.ts'
import { missingHooks } from '../../../src/adapters/hooks/hook-health.ts'
import { openHooks } from '../../../src/adapters/hooks/install.ts'
import { readLaunch } from '../../../src/adapters/hooks/launch.ts'
import { openInbox } from '../../../src/adapters/state/inbox.ts'
import { writeJobHooks } from '../../../src/adapters/state/job-hooks.ts'
import { temporaryFolder, testRepository } from '../../support/repository.ts'
import { cliPath } from '../../support/run-command.ts'
import { old, type Place, place, young } from './hooks.support.ts'

const names = ['post-commit', 'post-merge', 'post-rewrite'] as const

const restores = test.macro(async (t, prepare: (here: Place) => void) => {
  const here = place(t)
  prepare(here)
  const before = here.picture()
  await here.hooks.enable('files', { hooks: hookNames })
  t.notDeepEqual(here.picture(), before)
  await here.hooks.enable('files')
  const { hooks, warnings } = await here.hooks.disable()
  t.deepEqual(hooks, hookNames)
  t.deepEqual(warnings, [])
  t.deepEqual(here.picture(), before)
  t.deepEqual((await here.hooks.disable()).hooks, [])
})

test('without hooks of others, files come and go', restores, () => {})
test('a script of sh comes back byte for byte', restores, here =>
  here.put('post-commit', '#!/bin/sh -e\necho mine >> "$1"\n', 0o750),
)
test('a script with CRLF comes back byte for byte', restores, here =>
  here.put('post-merge', '#!/usr/bin/env bash\r\necho mine\r\n'),
)
test('a script without a final newline comes back byte for byte', restores, here => {
  here.put('post-commit', '#!/bin/sh\necho mine')
  here.put('post-merge', '#!/bin/sh')
  here.put('post-rewrite', '')
})
test('a script without a shebang, and bytes that are no UTF-8, come back', restores, here =>
  here.put('post-rewrite', Buffer.from('echo caf\xe9\n', 'latin1')),
)
test('a script of another interpreter comes back byte for byte', restores, here =>
  here.put('post-rewrite', '#!/usr/bin/env python3\nprint("mine")\n', 0o711),
)
test('a program comes back byte for byte', restores, here =>
  here.put('post-commit', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff])),
)
test('a hook that was switched off comes back switched off', restores, here => {
  here.put('post-commit', '#!/bin/sh\necho mine\n', 0o644)
  here.put('commit-msg', '#!/bin/sh\nexit 1\n', 0o600)
})
test('hooks before a deed come back byte for byte', restores, here => {
  here.put('pre-commit', '#!/usr/bin/env bash\nset -e\nnpm test')
  here.put(
    'pre-push',
    '#!/bin/sh\ncommand -v git-lfs >/dev/null || exit 2\ngit lfs pre-push "$@"\n',
  )
  here.put('prepare-commit-msg', '#!/usr/bin/env ruby\nputs "mine"\n', 0o711)
  here.put('pre-rebase', '')
})

test('a hook that is a symbolic link comes back as one, and its target is never touched', async t => {
  const here = place(t)
  here.write('scripts/hook', '#!/bin/sh\necho mine > ran\n')
  chmodSync(join(here.path, 'scripts/hook'), 0o755)
  mkdirSync(join(here.path, '.git/hooks'), { recursive: true })
  symlinkSync('../../scripts/hook', here.hookFile('post-commit'))
  await here.hooks.enable('files')
  here.busy()
  here.commit('One')
  t.is(readFileSync(join(here.path, 'ran'), 'utf8'), 'mine\n')
  t.is((await here.inbox.read()).length, 1)
  await here.hooks.disable()
  t.is(readlinkSync(here.hookFile('post-commit')), '../../scripts/hook')
  t.is(readFileSync(join(here.path, 'scripts/hook'), 'utf8'), '#!/bin/sh\necho mine > ran\n')
})

test('a program that many hooks are links to is still called by the name of its hook, and refuses', async t => {
  const here = place(t)
  here.write('scripts/every hook', '#!/bin/sh\necho "$(basename "$0") $1" >>ran\nexit 3\n')
  chmodSync(join(here.path, 'scripts/every hook'), 0o755)
  mkdirSync(join(here.path, '.git/hooks'), { recursive: true })
  const targets = {
    'commit-msg': '../../scripts/every hook',
    'post-commit': join(here.path, 'scripts/every hook'),
  }
  for (const [name, target] of Object.entries(targets)) symlinkSync(target, here.hookFile(name))
  await here.hooks.enable('files', { hooks: ['commit-msg'] })
  await here.hooks.enable('files')
  here.busy()
  t.throws(() => here.commit('One'))
  here.git('commit', '--quiet', '--no-verify', '--allow-empty', '--message', 'Two')
  const ran = () => readFileSync(join(here.path, 'ran'), 'utf8')
  t.is(ran(), 'commit-msg .git/COMMIT_EDITMSG\npost-commit \n')
  await here.hooks.disable()
  for (const [name, target] of Object.entries(targets))
    t.is(readlinkSync(here.hookFile(name)), target)
  t.false(existsSync(here.hookFile('before-git-doc')))
})

test('a hook that was changed since keeps the change and loses only our block', async t => {
  const here = place(t)
  here.put('post-commit', '#!/bin/sh\necho one\n')
  await here.hooks.enable('files')
  const file = here.hookFile('post-commit')
  writeFileSync(file, `${readFileSync(file, 'utf8')}echo two\n`)
  const { warnings } = await here.hooks.disable()
  t.is(readFileSync(file, 'utf8'), '#!/bin/sh\necho one\necho two\n')
  t.is(warnings.length, 1)
  t.true(warnings[0]?.includes(file))
})

test('a hook that is switched off does not run because ours does', async t => {
  const here = place(t)
  here.put('post-commit', '#!/bin/sh\necho mine > ran\n', 0o644)
  await here.hooks.enable('files')
  here.busy()
  here.commit('One')
  t.false(existsSync(join(here.path, 'ran')))
  t.is((await here.inbox.read()).length, 1)
})

for (const [name, shebang] of [
  ['sh', '#!/bin/sh\ncat > pairs\n'],
  [
    'another interpreter',
    "#!/usr/bin/env node\nimport('fs').then(fs => fs.writeFileSync('pairs', fs.readFileSync(0)))\n",
  ],
]) {
  test(`a post-rewrite hook of ${name} still hears which commits were rewritten`, async t => {
    const here = place(t)
    here.write('package.json', '{ "type": "module" }\n')
    here.put('post-rewrite', shebang as string)
    await here.hooks.enable('files')
    here.busy()
    const from = here.commit('One')
    here.git('commit', '--quiet', '--amend', '--allow-empty', '--message', 'Two')
    const to = here.git('rev-parse', 'HEAD')
    t.is(readFileSync(join(here.path, 'pairs'), 'utf8'), `${from} ${to}\n`)
    const notes = await here.inbox.read()
    t.deepEqual(notes.map(({ hook }) => hook).sort(), [
      'post-commit',
      'post-commit',
      'post-rewrite',
    ])
    const rewrite = notes.find(({ hook }) => hook === 'post-rewrite')
    t.deepEqual(rewrite?.rewrites, [{ from, to }])
    t.is(rewrite?.ref, 'refs/heads/main')
    t.is(rewrite?.commit, to)
  })
}

test('a note says which branch is at which commit, also in a linked worktree and with HEAD detached', async t => {
  const here = place(t)
  await here.hooks.enable('files')
  here.busy()
  const first = here.commit('One')
  const worktree = join(temporaryFolder(t), 'linked')
  here.git('worktree', 'add', '--quiet', '-b', 'feature/ü', worktree)
  const commit = (...options: string[]) => {
    here.git('-C', worktree, 'commit', '--quiet', '--allow-empty', '--message', 'Two', ...options)
    return here.git('-C', worktree, 'rev-parse', 'HEAD')
  }
  const second = commit()
  here.git('-C', worktree, 'switch', '--quiet', '--detach')
  const third = commit('--author', 'B <b@example.org>')
  const told = (await here.inbox.read()).map(({ ref, commit }) => ({ ref, commit }))
  t.deepEqual(
    new Set(told),
    new Set([
      { ref: 'refs/heads/main', commit: first },
      { ref: 'refs/heads/feature/ü', commit: second },
      { ref: undefined, commit: third },
    ]),
  )
})

test('in a repository of SHA-256 commits are noted by their whole id', async t => {
  const repository = testRepository(t, { init: ['--object-format=sha256'] })
  const commonDirectory = join(repository.path, '.git')
  const stateFolder = join(commonDirectory, 'git-doc')
  await openHooks({
    root: repository.path,
    commonDirectory,
    stateFolder,
    gitVersion: old,
    launch: { node: process.execPath, cli: cliPath },
  }).enable()
  writeFileSync(join(stateFolder, 'run.lock'), `{"pid":${process.pid}}\n`)
  const id = repository.commit('One')
  t.deepEqual(
    (await openInbox(stateFolder).read()).map(({ commit }) => commit),
    [id],
  )
})

test('config hooks are read back as they were meant, once however often, and go without a trace', async t => {
  const here = place(t, young)
  const before = here.picture()
  const { way } = await here.hooks.enable()
  await here.hooks.enable()
  t.is(way, 'config')
  here.busy()
  for (const name of names) {
    t.is(here.git('config', '--get-all', `hook.git-doc-${name}.event`), name)
    const command = here.git('config', '--get-all', `hook.git-doc-${name}.command`)
    execFileSync('sh', ['-c', `${command} "$@"`, command, 'rebase'], { cwd: here.path, input: '' })
  }
  t.deepEqual(here.picture().hooks, before.hooks, 'no hook file is touched')
  t.deepEqual((await here.inbox.read()).map(({ hook }) => hook).sort(), [...names])
  t.deepEqual((await here.hooks.disable()).hooks, [...names])
  t.deepEqual(here.picture(), before)
})

test('choosing the other way takes the first one away', async t => {
  const here = place(t, young)
  await here.hooks.enable('files')
  await here.hooks.enable('config')
  t.deepEqual(here.picture().hooks, [])
  await here.hooks.enable('files')
  t.notRegex(here.picture().config, /git-doc/)
})

test('an old Git is not given hooks it would not look at', async t => {
  const here = place(t)
  await t.throwsAsync(here.hooks.enable('config'), { code: 'CONFIG_HOOKS_UNKNOWN' })
})

for (const [what, path, message] of [
  ['outside the repository', '/nowhere/hooks', /outside/],
  ['in the working tree', '.githooks', /working tree/],
  ["husky's", '.husky/_', /husky/],
] as const) {
  test(`hook files that are ${what} are not written to, and what works is said`, async t => {
    const here = place(t)
    here.git('config', 'core.hooksPath', path)
    const error = await t.throwsAsync(here.hooks.enable(), { code: 'HOOKS_ELSEWHERE', message })
    t.regex((error as { hint?: string }).hint ?? '', /--by-hand/)
    t.false(existsSync(join(here.path, '.githooks')))
    t.false(existsSync(join(here.options.stateFolder, 'launch')))
    const { lines } = await here.hooks.enable('by-hand')
    t.is(lines.length, 3)
    // As husky would: the hook's own script, by sh -e.
    const { line } = lines[0] as { line: string }
    here.commit('One')
    here.busy()
    execFileSync('sh', ['-e', '-c', line], { cwd: here.path })
    t.is((await here.inbox.read()).length, 1)
  })
}

test('managers of hooks are recognised, and told of where they would silence ours', async t => {
  const here = place(t)
  here.write('lefthook.yml', 'pre-commit:\n')
  here.write('package.json', '{"simple-git-hooks": {"pre-commit": "true"}}')
  here.write('.pre-commit-config.yaml', 'repos: []\n')
  here.put('post-commit', '#!/bin/sh\ngit lfs post-commit "$@"\n')
  const { warnings } = await here.hooks.enable()
  t.deepEqual(
    warnings.map(text => text.split(/[ ,]/)[0]),
    ['lefthook', 'simple-git-hooks', 'pre-commit', 'git-lfs'],
  )
  const beside = await openHooks({ ...here.options, gitVersion: young }).enable()
  t.deepEqual(beside.warnings, [], 'nothing touches config hooks')
})

test('what is started is kept whatever its path holds', async t => {
  const here = place(t)
  const launch = {
    node: "/a b/it's/node",
    cli: '/ü/$HOME/`cli`.js',
    state: '../state',
    config: '/c d',
  }
  await openHooks({ ...here.options, launch }).enable()
  t.deepEqual(await readLaunch(here.options.commonDirectory), launch)
  const file = join(here.options.stateFolder, 'launch')
  const read = execFileSync('sh', ['-c', '. "$1"; printf %s "$node$cli"', 'sh', file]).toString()
  t.is(read, launch.node + launch.cli)
  if (process.platform !== 'win32') t.is(statSync(file).mode & 0o777, 0o600)
})

const states = async (here: Place, options = here.options) =>
  Object.fromEntries((await hookHealth(options)).map(({ name, state }) => [name, state]))

test('health: what is not installed is no fault, and what is whole is well', async t => {
  const here = place(t)
  t.deepEqual(await states(here), { hooks: 'ok' })
  await here.hooks.enable()
  t.deepEqual(await states(here), {
    'hook: post-commit': 'ok',
    'hook: post-merge': 'ok',
    'hook: post-rewrite': 'ok',
    'hook script': 'ok',
    'hook program': 'ok',
    'hook activity': 'ok',
  })
})

test('health: a hook that a job asks for and nobody installed is named', async t => {
  const here = place(t)
  const asked = ['pre-commit', 'post-checkout'] as const
  await writeJobHooks(here.options.stateFolder, asked)
  t.deepEqual(await states(here), {
    'hook: pre-commit': 'warning',
    'hook: post-checkout': 'warning',
  })
  t.deepEqual(await missingHooks(here.options, asked), asked)
  await writeJobHooks(here.options.stateFolder, [])
  await here.hooks.enable()
  await writeJobHooks(here.options.stateFolder, asked)
  const found = await states(here)
  t.deepEqual([found['hook: pre-commit'], found['hook: post-checkout']], ['error', 'error'])
  t.deepEqual(await missingHooks(here.options, ['post-commit', ...asked]), asked)
  await here.hooks.enable()
  t.deepEqual(new Set(Object.values(await states(here))), new Set(['ok']))
  t.deepEqual(await missingHooks(here.options, asked), [])
  rmSync(join(here.options.stateFolder, 'hook.sh'))
  t.deepEqual(await missingHooks(here.options, asked), asked, 'nothing lives without the script')
})

test('health: a hook in which releases are guarded and that nobody installed is named', async t => {
  const here = place(t)
  const options = { ...here.options, guards: ['pre-commit', 'pre-push'] as const }
  t.deepEqual(await states(here, options), {
    'hook: pre-commit': 'warning',
    'hook: pre-push': 'warning',
  })
  const [first] = await hookHealth(options)
  t.regex(first?.detail ?? '', /^Releases are guarded in pre-commit/)
  await here.hooks.enable()
  t.like(await states(here, options), { 'hook: pre-commit': 'error', 'hook: pre-push': 'error' })
  await here.hooks.enable(undefined, { hooks: options.guards })
  t.deepEqual(new Set(Object.values(await states(here, options))), new Set(['ok']))
})

test('health: a hook of lefthook is only well if our line stands at it', async t => {
  const here = place(t)
  here.git('config', 'core.hooksPath', '.lefthook')
  const { lines } = await here.hooks.enable('by-hand', { hooks: ['pre-commit', 'pre-push'] })
  const line = lines.find(({ hook }) => hook === 'pre-push')?.line.replace('"$@"', '{0}')
  here.write(
    'lefthook.yml',
    `pre-commit:\npre-push:\n  commands:\n    git-doc:\n      run: ${line}\n`,
  )
  t.deepEqual(await missingHooks(here.options, ['pre-commit', 'pre-push']), ['pre-commit'])
})

test('health: a hook that Git does not run, that was changed or that leads nowhere is found', async t => {
  const here = place(t)
  await here.hooks.enable()
  rmSync(here.hookFile('post-commit'))
  chmodSync(here.hookFile('post-merge'), 0o644)
  const rewrite = here.hookFile('post-rewrite')
  writeFileSync(rewrite, readFileSync(rewrite, 'utf8').replace('hook.sh', 'hooks.sh'))
  writeFileSync(join(here.options.stateFolder, 'hook.sh'), '#!/bin/sh\n')
  writeFileSync(join(here.options.stateFolder, 'launch'), "node='/usr/bin/env'\ncli='/gone'\n")
  t.deepEqual(await states(here), {
    'hook: post-commit': 'error',
    'hook: post-merge': 'error',
    'hook: post-rewrite': 'warning',
    'hook script': 'warning',
    'hook program': 'error',
    'hook activity': 'ok',
  })
  await here.hooks.enable()
  t.deepEqual(new Set(Object.values(await states(here))), new Set(['ok']))
})

test('health: a hooks path that was set later silences hook files, and is named', async t => {
  const here = place(t)
  await here.hooks.enable()
  here.git('config', 'core.hooksPath', '.husky/_')
  const findings = await hookHealth(here.options)
  const commit = findings.find(({ name }) => name === 'hook: post-commit')
  t.is(commit?.state, 'error')
  t.regex(commit?.detail ?? '', /\.husky/)
  t.is(findings.find(({ name }) => name === 'hooks: husky')?.state, 'warning')
})

test('health: hooks that a manager calls are well', async t => {
  const here = place(t)
  here.git('config', 'core.hooksPath', '.husky/_')
  const { lines } = await here.hooks.enable('by-hand')
  for (const { hook, line } of lines.slice(0, 2)) here.write(`.husky/${hook}`, `${line}\n`)
  t.is((await states(here))['hook: post-merge'], 'ok')
  t.is((await states(here))['hook: post-rewrite'], 'error')
})

test('health: config hooks under an old Git are dead', async t => {
  const here = place(t, young)
  await here.hooks.enable()
  t.is((await states(here))['hook: post-commit'], 'ok')
  t.is((await states(here, { ...here.options, gitVersion: old }))['hook: post-commit'], 'error')
})
