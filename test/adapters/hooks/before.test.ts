// Hooks before a deed, for jobs: what is started, with what, and what its exit code does to the deed. With real Git.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { hookNames } from '../../../src/adapters/hooks/block.ts'
import { knowsConfigHooks } from '../../../src/adapters/hooks/config.ts'
import { variablesOfHook } from '../../../src/adapters/hooks/variables.ts'
import { writeJobHooks } from '../../../src/adapters/state/job-hooks.ts'
import type { HookName, HookWay } from '../../../src/ports/hooks.ts'
import { hooksBefore } from '../../../src/ports/jobs.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { old, place, recorder, young } from './hooks.support.ts'

type HookBefore = (typeof hooksBefore)[number]

/** A repository whose path is not simple, with two branches that can be merged and a remote. */
const workshop = (t: ExecutionContext, gitVersion = old) => {
  const folder = temporaryFolder(t)
  const root = join(folder, `it's "mine" $HOME`)
  mkdirSync(root)
  const program = recorder(join(folder, 'bin of mine'))
  const here = place(t, gitVersion, { launch: program.launch, path: root })
  here.git('init', '--quiet', '--bare', join(folder, 'remote.git'))
  here.git('remote', 'add', 'origin', '../remote.git')
  here.commit('One')
  here.git('switch', '--quiet', '-c', 'side')
  here.commit('Side', { side: 'side\n' })
  here.git('switch', '--quiet', 'main')
  here.commit('Two', { two: 'two\n' })
  return { ...here, ...program, folder, head: () => here.git('rev-parse', 'HEAD') }
}

type Workshop = ReturnType<typeof workshop>

/** The deed that each hook comes before, and which arguments it is given. */
const deeds: Readonly<
  Record<HookBefore, { readonly deed: readonly string[]; readonly args: RegExp }>
> = {
  'pre-commit': { deed: ['commit', '--quiet', '--allow-empty', '-m', 'More'], args: /^$/ },
  'pre-merge-commit': { deed: ['merge', '--quiet', '--no-ff', '--no-edit', 'side'], args: /^$/ },
  'prepare-commit-msg': {
    deed: ['commit', '--quiet', '--allow-empty', '-m', 'More'],
    args: /COMMIT_EDITMSG message$/,
  },
  'commit-msg': {
    deed: ['commit', '--quiet', '--allow-empty', '-m', 'More'],
    args: /COMMIT_EDITMSG$/,
  },
  'pre-rebase': { deed: ['rebase', '--quiet', 'side'], args: /^side$/ },
  'pre-push': { deed: ['push', '--quiet', 'origin', 'main'], args: /^origin \.\.\/remote\.git$/ },
}

/** Everything a deed could change: commits here and there. */
const picture = ({ git }: Workshop) => [
  git('for-each-ref', 'refs/heads'),
  git('--git-dir', '../remote.git', 'for-each-ref'),
]

const quietly = (here: Workshop, deed: readonly string[]) => {
  const { status, stderr } = spawnSync('git', deed, {
    cwd: here.path,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  })
  return { code: status, stderr }
}

/** Makes an older Git run the hooks of the configuration, in the way of those that know them: the arguments behind the command. */
const asConfigured = (here: Workshop, hook: HookName) => {
  if (knowsConfigHooks(here.git('version'))) return
  here.put(
    hook,
    `#!/bin/sh
command=$(git config --get hook.git-doc-${hook}.command) || exit 0
[ $# -eq 0 ] && exec sh -c "$command" "$command"
exec sh -c "$command \\"\\$@\\"" "$command" "$@"
`,
  )
}

const installed = async (t: ExecutionContext, way: HookWay, hook: HookBefore) => {
  const here = workshop(t, way === 'config' ? young : old)
  if (way === 'by-hand') here.git('config', 'core.hooksPath', '.githooks')
  const { lines } = await here.hooks.enable(way, { hooks: [hook] })
  here.busy()
  if (way === 'config') asConfigured(here, hook)
  for (const { hook: name, line } of lines) {
    here.write(`.githooks/${name}`, `#!/bin/sh -e\n${line}\necho after >>ran\n`)
    chmodSync(join(here.path, '.githooks', name), 0o755)
  }
  return here
}

for (const way of ['files', 'config', 'by-hand'] as const)
  for (const hook of hooksBefore)
    test(`${hook}, installed by ${way}: it is run with Git's arguments, and refuses`, async t => {
      const here = await installed(t, way, hook)
      const { deed, args } = deeds[hook]
      const before = picture(here)
      here.answerWith(10)
      t.not(quietly(here, deed).code, 0)
      t.deepEqual(picture(here), before, 'nothing was done')
      const refused = here.started()
      t.deepEqual(refused?.args.slice(0, 5), ['job', 'hook', hook, '--from-git', '--'])
      t.regex(refused?.args.slice(5).join(' ') ?? '', args)
      if (hook === 'pre-merge-commit') here.git('merge', '--abort')
      here.answerWith(0)
      t.deepEqual(quietly(here, deed), { code: 0, stderr: '' })
      t.notDeepEqual(picture(here), before)
      t.truthy(here.started())
    })

for (const way of ['files', 'config', 'by-hand'] as const)
  test(`pre-push, installed by ${way}, hears which refs are pushed`, async t => {
    const here = await installed(t, way, 'pre-push')
    here.git('push', '--quiet', 'origin', 'main', 'side')
    const zeros = '0'.repeat(40)
    const line = (name: string) =>
      `refs/heads/${name} ${here.git('rev-parse', name)} refs/heads/${name} ${zeros}\n`
    t.is(here.started()?.stdin, line('main') + line('side'))
    here.git('push', '--quiet', 'origin', 'main')
    t.is(here.started()?.stdin, '', 'a push of nothing writes nothing')
  })

test('without a job that asks for the hook nothing is started, also where it is installed', async t => {
  const here = workshop(t)
  await here.hooks.enable('files', { hooks: [...hooksBefore] })
  here.busy()
  await writeJobHooks(here.options.stateFolder, ['post-checkout'])
  here.answerWith(10)
  for (const { deed } of Object.values(deeds)) here.git(...deed)
  t.is(here.started(), undefined)
  await writeJobHooks(here.options.stateFolder, ['commit-msg'])
  t.not(quietly(here, deeds['commit-msg'].deed).code, 0)
  t.is(here.started()?.args[2], 'commit-msg')
})

test('git commit --no-verify passes the hooks by that Git passes by, and GIT_DOC_SKIP and GIT_DOC_ACTIVE all', async t => {
  const here = workshop(t)
  await here.hooks.enable('files', { hooks: ['pre-commit', 'commit-msg'] })
  here.busy()
  here.answerWith(10)
  here.git('commit', '--quiet', '--allow-empty', '--no-verify', '-m', 'More')
  for (const name of ['GIT_DOC_SKIP', 'GIT_DOC_ACTIVE'])
    execFileSync('git', ['commit', '--quiet', '--allow-empty', '-m', 'More'], {
      cwd: here.path,
      env: { ...process.env, [name]: '1' },
    })
  t.is(here.started(), undefined)
})

for (const [what, code] of [
  ['a crash', 1],
  ['wrong usage', 2],
  ['a busy log', 75],
  ['a program that is not found', 127],
  ['a program that is killed', 137],
] as const)
  test(`${what} refuses nothing, and one line says so`, async t => {
    const here = await installed(t, 'files', 'pre-commit')
    here.answerWith(code)
    const answer = quietly(here, deeds['pre-commit'].deed)
    t.is(answer.code, 0)
    t.regex(answer.stderr, new RegExp(`^git-doc: [^\\n]*pre-commit[^\\n]*${code}[^\\n]*\\n$`))
  })

for (const code of [130, 143])
  test(`jobs that were ended by the person (${code}) end the deed`, async t => {
    const here = await installed(t, 'files', 'pre-commit')
    here.answerWith(code)
    t.not(quietly(here, deeds['pre-commit'].deed).code, 0)
  })

test('once git-doc or Node is gone the deed is done, and one line says so', async t => {
  const here = await installed(t, 'files', 'pre-commit')
  const { deed } = deeds['pre-commit']
  const said = /^git-doc: [^\n]*gone[^\n]*pre-commit[^\n]*\n$/
  const { cli } = here.options.launch
  const bytes = readFileSync(cli)
  rmSync(cli)
  const answer = quietly(here, deed)
  t.is(answer.code, 0)
  t.regex(answer.stderr, said)
  writeFileSync(cli, bytes)
  writeFileSync(join(here.options.stateFolder, 'launch'), `node='/gone/node'\ncli='${cli}'\n`)
  const which = (name: string) =>
    execFileSync('sh', ['-c', `command -v ${name}`])
      .toString()
      .trim()
  const bin = join(here.folder, 'bin without node')
  mkdirSync(bin)
  symlinkSync(which('sh'), join(bin, 'sh'))
  const bare = spawnSync(which('git'), deed, {
    cwd: here.path,
    encoding: 'utf8',
    env: { PATH: bin },
  })
  t.is(bare.status, 0)
  t.regex(bare.stderr, said)
  rmSync(here.options.stateFolder, { recursive: true })
  t.deepEqual(quietly(here, deed), { code: 0, stderr: '' })
})

test('what Git sets for the hook is there for the jobs', async t => {
  const here = await installed(t, 'files', 'pre-commit')
  here.write('two', 'three\n')
  here.write('other', 'other\n')
  here.git('add', 'other')
  // Only this file is to be committed: Git makes an index of its own for it.
  here.git('commit', '--quiet', '-m', 'Part', '--author', 'B <b@example.org>', 'two')
  const { variables = {} } = here.started() ?? {}
  const found = variablesOfHook(variables, here.path)
  t.regex(found.GIT_INDEX_FILE ?? '', /^\/.*next-index-\d+\.lock$/)
  t.is(found.GIT_AUTHOR_NAME, 'B')
  t.is(found.GIT_AUTHOR_EMAIL, 'b@example.org')
  t.false('GIT_DOC_INDEX_FILE' in found)
  t.false('GIT_CONFIG_NOSYSTEM' in found, 'only what the hook was given')
})

test('a hook of a repository that no folder leads to names it, and its index', async t => {
  const folder = temporaryFolder(t)
  const gitDirectory = join(folder, 'dot files')
  const root = join(folder, 'home')
  mkdirSync(root)
  const program = recorder(join(folder, 'bin'))
  const here = place(t, old, { launch: program.launch })
  const named = ['--git-dir', gitDirectory, '--work-tree', root]
  here.git('init', '--quiet', '--bare', gitDirectory)
  await here.hooks.enable('files', { hooks: ['pre-commit'] })
  const state = join(gitDirectory, 'git-doc')
  mkdirSync(join(gitDirectory, 'hooks'), { recursive: true })
  mkdirSync(join(state, 'inbox'), { recursive: true })
  for (const name of ['hook.sh', 'launch', 'hooks'])
    writeFileSync(join(state, name), readFileSync(join(here.options.stateFolder, name)))
  writeFileSync(
    join(gitDirectory, 'hooks', 'pre-commit'),
    `#!/bin/sh\nexec sh '${state}/hook.sh' pre-commit\n`,
  )
  chmodSync(join(gitDirectory, 'hooks', 'pre-commit'), 0o755)
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org']
  execFileSync('git', [...named, ...identity, 'commit', '--quiet', '--allow-empty', '-m', 'One'], {
    cwd: root,
  })
  const { variables = {} } = program.started() ?? {}
  t.is(variables.GIT_DIR, gitDirectory)
  t.is(variables.GIT_INDEX_FILE, undefined, 'so that git-doc takes the repository for a wish')
  const found = variablesOfHook(variables, root)
  t.is(found.GIT_WORK_TREE, root)
  t.is(found.GIT_INDEX_FILE, join(gitDirectory, 'index'))
})

test('in a linked worktree the hooks of the repository run', async t => {
  const here = await installed(t, 'files', 'pre-commit')
  const linked = join(here.folder, 'linked')
  here.git('worktree', 'add', '--quiet', '-b', 'feature', linked)
  here.answerWith(10)
  const commit = ['-C', linked, 'commit', '--quiet', '--allow-empty', '-m', 'More']
  t.not(quietly(here, commit).code, 0)
  const index = variablesOfHook(here.started()?.variables ?? {}, linked).GIT_INDEX_FILE
  t.is(index, join(here.options.commonDirectory, 'worktrees', 'linked', 'index'))
})

for (const [name, script] of [
  ['sh', '#!/bin/sh\nset -e\ncat >heard\necho "$1" >>heard\nexit 3\n'],
  [
    'another interpreter',
    "#!/usr/bin/env node\nconst fs = require('fs')\nfs.writeFileSync('heard', fs.readFileSync(0) + process.argv[2] + '\\n')\nprocess.exitCode = 3\n",
  ],
] as const)
  test(`a pre-push hook of ${name} hears the same refs after ours, and still refuses`, async t => {
    const here = workshop(t)
    here.put('pre-push', script)
    const heard = () => readFileSync(join(here.path, 'heard'), 'utf8')
    t.not(quietly(here, deeds['pre-push'].deed).code, 0)
    const without = heard()
    await here.hooks.enable('files', { hooks: ['pre-push'] })
    here.busy()
    rmSync(join(here.path, 'heard'))
    t.not(quietly(here, deeds['pre-push'].deed).code, 0)
    t.is(heard(), without)
    t.is(`${here.started()?.stdin}origin\n`, without)
    here.git('push', '--quiet', '--no-verify', 'origin', 'main')
    t.not(quietly(here, deeds['pre-push'].deed).code, 0)
    t.is(heard(), 'origin\n', 'a push of nothing writes nothing')
    rmSync(join(here.path, 'heard'))
    here.answerWith(10)
    t.not(quietly(here, deeds['pre-push'].deed).code, 0)
    t.false(existsSync(join(here.path, 'heard')), 'ours refused before it')
  })

test('a commit-msg hook that was switched off stays so, and ours refuses', async t => {
  const here = workshop(t)
  here.put('commit-msg', '#!/bin/sh\necho mine >ran\n', 0o644)
  await here.hooks.enable('files', { hooks: ['commit-msg'] })
  here.busy()
  here.git(...deeds['commit-msg'].deed)
  t.false(existsSync(join(here.path, 'ran')))
  here.answerWith(10)
  t.not(quietly(here, deeds['commit-msg'].deed).code, 0)
})

test('hooks that no job asks for any more are taken away, byte for byte, and those of documents stay', async t => {
  const here = workshop(t)
  here.put('pre-commit', '#!/bin/sh\nexit 0\n', 0o750)
  await here.hooks.enable('files')
  const before = here.picture()
  const { hooks } = await here.hooks.enable('files', { hooks: ['pre-commit', 'post-checkout'] })
  t.deepEqual(
    hooks.map(({ hook }) => hook),
    ['post-commit', 'post-merge', 'post-rewrite', 'post-checkout', 'pre-commit'],
  )
  t.notDeepEqual(here.picture(), before)
  t.deepEqual(
    (await here.hooks.enable('files')).hooks,
    hooks,
    'what jobs asked for is written down',
  )
  await here.hooks.enable('files', { hooks: [] })
  t.deepEqual(here.picture(), before)
})

test('in the configuration too', async t => {
  const here = workshop(t, young)
  await here.hooks.enable('config')
  const before = here.picture()
  await here.hooks.enable('config', { hooks: [...hookNames] })
  t.is(here.git('config', '--get-regexp', '^hook\\.').split('\n').length, 2 * hookNames.length)
  await here.hooks.enable('config', { hooks: [] })
  t.deepEqual(here.picture(), before)
})
