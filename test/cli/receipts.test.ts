import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { testRepositoryAt } from '../support/repository.ts'
import { storyAt, storyRepository } from '../support/scenario.ts'

const config = `
[receipts]
commits = true

[[mappings]]
code_pattern = "src/**"
doc_file = "README.md"
section = "Usage"
`

/** Two clones of one repository in which the flag of a tool gets another name. */
const clones = async (t: ExecutionContext) => {
  const first = storyRepository(t)
  first.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nRun it with `--fast`.\n',
    'src/a.ts': "option('--fast')\n",
    '.git-doc/config.toml': config,
  })
  first.git('init', '--quiet', '--bare', '--initial-branch=main', '../origin.git')
  first.git('remote', 'add', 'origin', join(first.path, '..', 'origin.git'))
  await first.run('git-doc update --from HEAD')
  const commit = first.commit('Rename the flag', { 'src/a.ts': "option('--quick')\n" })
  first.git('push', '--quiet', '--set-upstream', 'origin', 'main')
  first.git('clone', '--quiet', '../origin.git', '../second')
  const second = storyAt(testRepositoryAt(join(first.path, '..', 'second')))
  second.git('config', 'user.name', 'Bea')
  second.git('config', 'user.email', 'bea@example.org')
  const json = async (story: typeof first, line: string) => {
    const { code, stdout } = await story.run(`git-doc ${line} --json`)
    return { code, data: JSON.parse(stdout) }
  }
  return { first, second, commit, json }
}

test('a working command leaves receipts; they go to another clone, which has its own', async t => {
  const { first, second, commit, json } = await clones(t)
  t.is((await first.run('git-doc update')).code, 0)
  t.regex(first.git('notes', '--ref=git-doc/receipts', 'show', commit), /^\{"v":1,"run":"commit\//)
  const listed = await json(first, `receipts ${commit.slice(0, 10)}`)
  t.like(listed.data.receipts[0], {
    origin: 'own',
    commit,
    receipt: { kind: 'commit', state: 'success' },
  })
  t.is(listed.data.receipts.length, 1)
  t.like(await json(first, 'receipts verify'), { code: 0, data: { own: 1, pending: 0 } })

  t.deepEqual(await json(second, 'receipts fetch'), {
    code: 0,
    data: { schema: 1, remote: 'origin', found: false },
  })
  t.like(await json(first, 'receipts push'), {
    code: 0,
    data: { written: 0, remote: 'origin', pushed: true },
  })
  await second.run('git-doc update --from HEAD^')
  t.like((await json(second, 'receipts push')).data, { pushed: true })
  t.like(await json(second, 'receipts verify'), { code: 0, data: { own: 1, other: 1 } })
  t.is((await first.run('git-doc receipts fetch')).code, 0)
  const { stdout } = await first.run('git-doc receipts')
  t.deepEqual(
    stdout
      .trim()
      .split('\n')
      .map(line => /of another clone/.test(line))
      .sort(),
    [false, true],
  )
})

test('a receipt that somebody changed is found, and written again when it is gone', async t => {
  const { first, commit } = await clones(t)
  await first.run('git-doc update')
  const notes = (...args: string[]) => first.git('notes', '--ref=git-doc/receipts', ...args)
  const line = notes('show', commit)
  notes('add', '-f', '-m', line.replace('"success"', '"failed"'), commit)
  const forged = await first.run('git-doc receipts verify')
  t.is(forged.code, 1)
  t.regex(forged.stdout, /The log has other values: state\./)
  first.git('update-ref', '-d', 'refs/notes/git-doc/receipts')
  const gone = await first.run('git-doc receipts verify')
  t.is(gone.code, 1)
  t.regex(gone.stdout, /1 missing/)
  t.regex((await first.run('git-doc receipts write --all')).stdout, /^1 receipt written\.$/m)
  t.is((await first.run('git-doc receipts verify')).code, 0)
  t.is(notes('show', commit), line)
})

test('doc commits have no receipts unless that is wanted', async t => {
  const { first, commit } = await clones(t)
  await first.run('git-doc config set receipts.commits false')
  await first.run('git-doc update')
  t.throws(() => first.git('notes', '--ref=git-doc/receipts', 'show', commit))
  t.is((await first.run('git-doc receipts')).stdout, 'There are no receipts.\n')
  t.is((await first.run('git-doc receipts verify')).code, 0)
})

test('receipts that cannot be written are a warning, and are written the next time', async t => {
  const { first, commit } = await clones(t)
  // A ref of this name leaves no room for ours.
  first.git('update-ref', 'refs/notes/git-doc', 'HEAD')
  const { code, stderr } = await first.run('git-doc update')
  t.is(code, 0)
  t.regex(stderr, /Receipts were not written/)
  first.git('update-ref', '-d', 'refs/notes/git-doc')
  t.is((await first.run('git-doc update')).code, 0)
  t.is(first.git('notes', '--ref=git-doc/receipts', 'show', commit).split('\n').length, 1)
})

for (const line of ['receipts write x', 'receipts a b', 'receipts verify --all'])
  test(`${line} is wrong`, async t => {
    t.is((await storyRepository(t).run(`git-doc ${line}`)).code, 2)
  })

test('a commit that is none, and a branch without a remote', async t => {
  const story = storyRepository(t)
  story.commit('Begin', { a: 'a' })
  t.is((await story.run('git-doc receipts nothing')).code, 2)
  t.regex((await story.run('git-doc receipts push')).stderr, /has no remote/)
})
