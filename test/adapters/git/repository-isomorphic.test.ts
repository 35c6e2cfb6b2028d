import { appendFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { openIsomorphicRepository } from '../../../src/adapters/git/isomorphic/repository.ts'
import { openNativeRepository } from '../../../src/adapters/git/native.ts'
import { type TestRepository, temporaryFolder, testRepository } from '../../support/repository.ts'
import { repositoryContract } from './repository.contract.ts'

repositoryContract({ open: openIsomorphicRepository, diffs: false })

const refused = test.macro({
  title: (what = '') => `refused: ${what}`,
  async exec(
    t,
    init: string[],
    /** Makes it what cannot be read; the folder to open, if not the repository's. */
    make: (made: TestRepository, elsewhere: string) => unknown,
    reason: RegExp,
  ) {
    const made = testRepository(t, { init })
    made.commit('first', { a: 'a\n' })
    const other = make(made, join(temporaryFolder(t), 'elsewhere'))
    const path = typeof other === 'string' ? other : made.path
    const error = await t.throwsAsync(openIsomorphicRepository(path), {
      code: 'UNSUPPORTED_REPOSITORY',
    })
    t.regex(error?.message ?? '', reason)
  },
})

const config = (text: string) => (made: TestRepository) =>
  appendFileSync(join(made.path, '.git/config'), `${text}\n`)

test('SHA-256', refused, ['--object-format=sha256'], () => {}, /objectformat \(sha256\)/)
test(
  'a linked worktree',
  refused,
  [],
  ({ git }, elsewhere) => {
    git('worktree', 'add', '--quiet', '--detach', elsewhere)
    return elsewhere
  },
  /\.git is no folder/,
)
test(
  'borrowed objects',
  refused,
  [],
  ({ path, git }, elsewhere) => {
    git('clone', '--quiet', '--shared', path, elsewhere)
    return elsewhere
  },
  /alternates/,
)
test('any extension', refused, [], config('[extensions]\n\trefStorage = reftable'), /refstorage/)
test(
  'an extension on one line',
  refused,
  [],
  config('[Extensions] worktreeConfig'),
  /worktreeconfig/,
)
test(
  'a partial clone',
  refused,
  [],
  config('[remote "origin"]\n\tpromisor = true'),
  /partial clone/,
)
test('a working tree elsewhere', refused, [], config('[core]\n\tworktree = ../x'), /core\.worktree/)
test(
  'replaced objects',
  refused,
  [],
  ({ git, commit }) => void git('replace', git('rev-parse', 'HEAD'), commit('second')),
  /replaced/,
)
test(
  'replaced objects, packed',
  refused,
  [],
  ({ git, commit }) => {
    git('replace', git('rev-parse', 'HEAD'), commit('second'))
    git('pack-refs', '--all')
  },
  /replaced/,
)
test(
  'grafts',
  refused,
  [],
  ({ git, write }) => write('.git/info/grafts', `${git('rev-parse', 'HEAD')}\n`),
  /grafts/,
)
test(
  'large packs',
  refused,
  [],
  ({ path }) => {
    const pack = join(path, '.git/objects/pack/pack-x.pack')
    writeFileSync(pack, '')
    truncateSync(pack, 201 * 1024 * 1024)
  },
  /201 MB/,
)

test('comments and values in a configuration are not taken for sections', async t => {
  const { path, commit } = testRepository(t)
  commit('first', { a: 'a\n' })
  appendFileSync(
    join(path, '.git/config'),
    '# [extensions] x = y\n[user]\n\tname = "[extensions]"\n',
  )
  await t.notThrowsAsync(openIsomorphicRepository(path))
})

test('both adapters read the same history', async t => {
  const { path, commit, git } = testRepository(t)
  const lines = Array.from({ length: 60 }, (_, index) => `line ${index}`)
  for (let step = 0; step < 20; step++) {
    lines.splice((step * 7) % lines.length, step % 3, `new ${step}`)
    commit(`step ${step}`, { 'a/b.txt': lines.join('\n'), [`c${step}.txt`]: 'x\n'.repeat(step) })
  }
  git('gc', '--quiet')
  t.true(readdirSync(join(path, '.git/objects/pack')).length > 0)
  const [native, isomorphic] = await Promise.all([
    openNativeRepository(path),
    openIsomorphicRepository(path),
  ])
  t.teardown(() => native.close())
  const head = git('rev-parse', 'HEAD')
  const ids = await native.commits({ from: [], to: head })
  t.deepEqual(await isomorphic.commits({ from: [], to: head }), ids)
  for (const id of ids) {
    t.deepEqual(await isomorphic.commit(id), await native.commit(id))
    t.deepEqual(await isomorphic.tree(id), await native.tree(id))
  }
})

test('a range is right though a commit is dated long after its children', async t => {
  const { path, git, commit } = testRepository(t)
  const tree = () => git('rev-parse', 'HEAD^{tree}')
  commit('root', { a: 'a\n' })
  const dated = (date: number, ...parents: string[]) => {
    const raw = `tree ${tree()}\n${parents.map(id => `parent ${id}\n`).join('')}author A <a@x> ${date} +0000\ncommitter A <a@x> ${date} +0000\n\n${date}\n`
    writeFileSync(join(path, '.git/raw'), raw)
    return git('hash-object', '-t', 'commit', '-w', '.git/raw')
  }
  const hour = 3600
  const first = dated(100 * hour)
  const second = dated(110 * hour, first)
  const skewed = dated(101 * hour, second)
  const known = dated(102 * hour, skewed)
  const tip = dated(103 * hour, known)
  const side = dated(120 * hour, first, tip)
  const repository = await openIsomorphicRepository(path)
  t.deepEqual(await repository.commits({ from: [known], to: side }), [tip, side])
  t.deepEqual(await repository.commits({ from: [], to: tip }), [first, second, skewed, known, tip])
  t.true(await repository.contains(side, second))
  t.false(await repository.contains(first, second))
})
