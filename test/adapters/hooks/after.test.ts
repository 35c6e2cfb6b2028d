// Hooks after a deed: what their notes tell a job, with real Git.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { parseNote } from '../../../src/adapters/state/note.ts'
import type { Note } from '../../../src/ports/hooks.ts'
import { hooksAfter } from '../../../src/ports/jobs.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { runs } from '../../support/runs.ts'
import { place } from './hooks.support.ts'

/** A repository whose hooks note, with two branches of which neither leads to the other. */
const workshop = async (t: ExecutionContext, hooks: readonly Note['hook'][] = hooksAfter) => {
  const here = place(t)
  const one = here.commit('One')
  here.git('switch', '--quiet', '-c', 'side')
  const side = here.commit('Side', { side: 'side\n' })
  here.git('switch', '--quiet', 'main')
  const two = here.commit('Two', { two: 'two\n' })
  await here.hooks.enable('files', { hooks })
  here.busy()
  return {
    ...here,
    one,
    side,
    two,
    /** What was noted since this was asked, without what is not known. */
    async notes() {
      const notes = await here.inbox.read()
      await here.inbox.drop(notes)
      return notes.map(({ file: _, ...note }) => known(note))
    },
    head: () => here.git('rev-parse', 'HEAD'),
  }
}

const known = (note: object) =>
  Object.fromEntries(
    Object.entries(note).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  )

const ref = 'refs/heads/main'

test('a merge tells what it merged into', async t => {
  const here = await workshop(t)
  here.git('merge', '--quiet', '--no-edit', 'side')
  const commit = here.head()
  t.deepEqual(await here.notes(), [
    { hook: 'post-merge', ref, commit, previous: here.two, squash: false },
  ])
})

test('a fast-forward and a squash tell it too', async t => {
  const here = await workshop(t)
  here.git('switch', '--quiet', '--detach', here.one)
  await here.notes()
  here.git('merge', '--quiet', '--ff-only', 'side')
  here.git('merge', '--quiet', '--squash', 'main')
  const squash = { hook: 'post-merge', commit: here.side, previous: here.side, squash: true }
  t.deepEqual(await here.notes(), [
    // A merge that leaves HEAD where it is has the same name as the one that brought it there.
    squash,
  ])
})

test('a checkout tells from where, to where, and whether of a branch or of files', async t => {
  const here = await workshop(t)
  here.git('switch', '--quiet', 'side')
  here.git('switch', '--quiet', 'main')
  here.git('checkout', '--quiet', '--', 'two')
  const hook = 'post-checkout'
  const there = {
    hook,
    ref: 'refs/heads/side',
    commit: here.side,
    previous: here.two,
    branch: true,
  }
  const back = { hook, ref, commit: here.two, previous: here.side, branch: true }
  const file = { hook, ref, commit: here.two, previous: here.two, branch: false }
  t.deepEqual(await here.notes(), [there, back, file])
})

test('each way there and back is a note of its own, and one that is noted twice counts once', async t => {
  const here = await workshop(t)
  for (const branch of ['side', 'main', 'side', 'main', 'main'])
    here.git('switch', '--quiet', branch)
  const moves = (await here.notes()).map(({ previous, commit }) => [previous, commit])
  const [main, side] = [here.two, here.side]
  t.deepEqual(moves, [
    [main, side],
    [side, main],
    [main, side],
    [side, main],
    [main, main],
  ])
  here.git('switch', '--quiet', 'main')
  here.git('switch', '--quiet', 'main')
  t.is((await here.notes()).length, 1)
})

test('a new worktree tells which it is, and that nothing was there before', async t => {
  const here = await workshop(t)
  const linked = join(temporaryFolder(t), 'linked')
  here.git('worktree', 'add', '--quiet', '-b', 'feature', linked)
  here.git('-C', linked, 'commit', '--quiet', '--allow-empty', '-m', 'More')
  const its = { ref: 'refs/heads/feature', worktree: 'linked' }
  const commit = here.git('rev-parse', 'feature')
  t.deepEqual(await here.notes(), [
    { hook: 'post-checkout', ...its, commit: here.two, branch: true },
    { hook: 'post-commit', ...its, commit },
  ])
})

test('an amend tells what it was, and its commit comes first', async t => {
  const here = await workshop(t)
  here.git('commit', '--quiet', '--amend', '-m', 'Again')
  const commit = here.head()
  t.deepEqual(await here.notes(), [
    { hook: 'post-commit', ref, commit },
    {
      hook: 'post-rewrite',
      ref,
      commit,
      rewrites: [{ from: here.two, to: commit }],
      command: 'amend',
    },
  ])
})

for (const backend of ['--merge', '--apply'])
  test(`of a rebase of 30 commits (${backend}) everything but its end is said to be during it`, async t => {
    const here = await workshop(t)
    const add = 'for n in $(seq 30); do echo $n >$n; git add .; git commit -qm "Add $n"; done'
    execFileSync('sh', ['-c', add], { cwd: here.path, env: { ...process.env, GIT_DOC_SKIP: '1' } })
    const before = here.git('rev-list', '--reverse', 'side..main').split('\n')
    here.git('rebase', '--quiet', backend, 'side')
    const after = here.git('rev-list', '--reverse', 'side..main').split('\n')
    const notes = (await here.notes()).filter(({ hook }) => hook !== 'post-checkout')
    const picked = backend === '--merge' ? 'post-commit' : 'post-applypatch'
    t.deepEqual(
      notes.filter(({ hook }) => hook === picked).map(({ commit, during }) => [commit, during]),
      after.map(commit => [commit, 'rebase']),
    )
    const end = notes.filter(({ hook }) => hook !== picked)
    t.deepEqual(end, [
      {
        hook: 'post-rewrite',
        // With --apply Git says so before it moves the branch.
        ...(backend === '--merge' ? { ref } : {}),
        commit: here.head(),
        rewrites: before.map((from, n) => ({ from, to: after[n] })),
        command: 'rebase',
      },
    ])
  })

test('a person’s commit in the middle of a rebase is during it, and an amend there too', async t => {
  const here = await workshop(t)
  here.git('-c', 'sequence.editor=sed -i s/^pick/edit/', 'rebase', '--quiet', '-i', here.one)
  await here.notes()
  here.git('commit', '--quiet', '--amend', '-m', 'Again')
  here.git('commit', '--quiet', '--allow-empty', '-m', 'Between')
  t.deepEqual(
    (await here.notes()).map(({ hook, command, during }) => [hook, command, during]),
    [
      ['post-commit', undefined, 'rebase'],
      ['post-rewrite', 'amend', 'rebase'],
      ['post-commit', undefined, 'rebase'],
    ],
  )
  here.git('rebase', '--continue')
  const [end] = (await here.notes()).filter(({ hook }) => hook === 'post-rewrite')
  t.deepEqual([end?.command, end?.during], ['rebase', undefined])
})

test('patches, picks and reverts of several commits are told from single ones', async t => {
  const here = await workshop(t)
  here.git('switch', '--quiet', 'side')
  const three = here.commit('Three', { three: 'three\n' })
  here.git('format-patch', '--quiet', '--output-directory', '.git/patches', 'main')
  here.git('switch', '--quiet', 'main')
  await here.notes()
  const during = async () =>
    (await here.notes()).map(({ hook, commit, during }) => [hook, commit !== undefined, during])
  here.git('cherry-pick', here.side)
  t.deepEqual(await during(), [['post-commit', true, undefined]])
  here.git('revert', '--no-edit', 'HEAD')
  t.deepEqual(await during(), [['post-commit', true, undefined]])
  here.git('cherry-pick', here.side, three)
  t.deepEqual(await during(), [
    ['post-commit', true, 'cherry-pick'],
    ['post-commit', true, 'cherry-pick'],
  ])
  here.git('revert', '--no-edit', 'HEAD', 'HEAD~')
  t.deepEqual(await during(), [
    ['post-commit', true, 'revert'],
    ['post-commit', true, 'revert'],
  ])
  here.git(
    'am',
    '--quiet',
    ...['Side', 'Three'].map((name, n) => `.git/patches/000${n + 1}-${name}.patch`),
  )
  t.deepEqual(await during(), [
    ['post-applypatch', true, 'am'],
    ['post-applypatch', true, 'am'],
  ])
  here.git('bisect', 'start', 'HEAD', here.one)
  t.deepEqual([...new Set((await during()).map(([, , name]) => name))], ['bisect'])
})

test('a commit that no file names is asked of Git where a job asks for the hook, and else is not', async t => {
  const here = await workshop(t)
  const packed = async () => {
    here.git('pack-refs', '--all')
    here.git('merge', '--quiet', '--squash', 'side')
    return here.notes()
  }
  t.deepEqual(await packed(), [
    { hook: 'post-merge', ref, commit: here.two, previous: here.two, squash: true },
  ])
  await here.hooks.enable('files', { hooks: [] })
  here.git('reset', '--quiet', '--hard')
  t.deepEqual(await packed(), [{ hook: 'post-merge', ref, previous: here.two, squash: true }])
})

test('without a job that asks for it a checkout notes nothing, also where its hook is installed', async t => {
  const here = await workshop(t)
  writeFileSync(join(here.options.stateFolder, 'hooks'), 'post-commit\npre-commit\n')
  here.git('switch', '--quiet', 'side')
  here.git('commit', '--quiet', '--allow-empty', '-m', 'More')
  t.deepEqual(
    (await here.notes()).map(({ hook }) => hook),
    ['post-commit'],
  )
})

test('a rebase of 30 commits wakes nobody before its end, whatever jobs ask for', async t => {
  const here = await workshop(t)
  const state = here.options.stateFolder
  for (let n = 1; n <= 29; n += 1) here.commit(`Add ${n}`, { [`${n}`]: `${n}\n` })
  const cli = join(temporaryFolder(t), 'cli')
  writeFileSync(cli, '')
  writeFileSync(join(state, 'launch'), `node='/bin/true'\ncli='${cli}'\n`)
  rmSync(join(state, 'run.lock'))
  here.git('rebase', '--quiet', '--exec', 'test ! -e .git/git-doc/waking', 'side')
  t.true(existsSync(join(state, 'waking')))
})

test('a git am wakes a worker although it never tells of its end; a rebase only at its end', async t => {
  const here = await workshop(t)
  const state = here.options.stateFolder
  const cli = join(temporaryFolder(t), 'cli')
  writeFileSync(cli, '')
  writeFileSync(join(state, 'launch'), `node='/bin/true'\ncli='${cli}'\n`)
  rmSync(join(state, 'run.lock'))
  /** The hook makes this file before it starts a worker, which takes it away again. */
  const waking = join(state, 'waking')
  const woken = (hook: string, ...args: string[]) => {
    rmSync(waking, { force: true })
    execFileSync('sh', [join(state, 'hook.sh'), hook, ...args], { cwd: here.path })
    return existsSync(waking)
  }
  const apply = join(here.path, '.git', 'rebase-apply')
  mkdirSync(apply)
  t.false(woken('post-applypatch'))
  t.false(woken('post-rewrite', 'amend'))
  t.true(woken('post-rewrite', 'rebase'))
  writeFileSync(join(apply, 'applying'), '')
  t.true(woken('post-applypatch'))
  t.false(woken('post-commit'))
})

const hex = fc.constantFrom(40, 64).chain(length =>
  fc.string({
    unit: fc.constantFrom(...'0123456789abcdef'),
    minLength: length,
    maxLength: length,
  }),
)

test('whatever Git hands to a hook, its note can be read', async t => {
  const here = await workshop(t)
  const script = join(here.options.stateFolder, 'hook.sh')
  const gitDirectory = join(here.path, '.git')
  const words = fc.oneof(
    hex,
    fc.constantFrom('', '0', '1', 'amend', 'rebase', 'replay', '-n', '*', "it's"),
  )
  const parsed = fc.asyncProperty(
    fc.constantFrom(...hooksAfter),
    fc.array(words, { maxLength: 3 }),
    fc.array(fc.tuple(hex, fc.constantFrom('', ' extra', ' a b'))),
    fc.constantFrom('', '\n', 'no id\n', 'ref: refs/heads/main\n', `${'a'.repeat(40)}\n`),
    async (hook, args, pairs, original) => {
      writeFileSync(join(gitDirectory, 'ORIG_HEAD'), original)
      const lines = pairs.map(([id, extra]) => `${id} ${id.replace(/^./, '0')}${extra}\n`)
      execFileSync('sh', [script, hook, ...args], {
        cwd: here.path,
        input: hook === 'post-rewrite' ? lines.join('') : '',
      })
      const [note, ...more] = await here.inbox.read()
      await here.inbox.drop(note ? [note] : [])
      t.deepEqual(more, [])
      t.is(note?.hook, hook)
      if (hook === 'post-rewrite')
        t.is(note?.rewrites.length, pairs.filter(([id]) => !id.startsWith('0')).length)
    },
  )
  await fc.assert(parsed, runs(60))
  t.false(existsSync(join(here.options.stateFolder, 'inbox', 'aside')))
})

test('a worktree whose name has blanks, as old Git gave them, is left out', async t => {
  const here = await workshop(t)
  const own = join(here.path, '.git', 'worktrees', 'a b')
  mkdirSync(own, { recursive: true })
  writeFileSync(join(own, 'commondir'), '../..\n')
  writeFileSync(join(own, 'HEAD'), `${here.one}\n`)
  const script = join(here.options.stateFolder, 'hook.sh')
  execFileSync('sh', [script, 'post-commit'], { env: { ...process.env, GIT_DIR: own } })
  t.deepEqual(await here.notes(), [{ hook: 'post-commit', commit: here.one }])
})

test('the notes of older hook scripts are read as before', t => {
  const [a, b] = ['a'.repeat(40), 'b'.repeat(40)]
  t.deepEqual(known(parseNote('post-commit.a.note', `ref ${ref}\ncommit ${a}\nend\n`) ?? {}), {
    file: 'post-commit.a.note',
    hook: 'post-commit',
    ref,
    commit: a,
  })
  t.deepEqual(parseNote('post-rewrite.7.note', `${a} ${b}\nend\n`)?.rewrites, [{ from: a, to: b }])
})
