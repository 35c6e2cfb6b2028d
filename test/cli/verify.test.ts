// Long because each test file is a process of its own: what belongs together shares one.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { storyRepository } from '../support/scenario.ts'
import { playedOnce } from '../support/shared-setup.ts'

const readme =
  '# Tool\n\nIt fetches.\n\n## Usage\n\nCall `fetchAll()` once.\n\n## Thanks\n\nTo all.\n'
const fetch = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

const begun = playedOnce(test, async ({ run, git, commit }) => {
  commit('Begin', { 'README.md': readme, 'src/fetch.ts': fetch('fetchAll') })
  await run('git-doc init --yes --baseline')
  commit('Follow the documentation')
  const code = commit('Rename fetchAll', { 'src/fetch.ts': fetch('fetchEvery') })
  const updated = await run('git-doc update')
  return { code, doc: git('rev-parse', 'HEAD'), updated }
})

/** A repository with one commit documented: `fetchAll` became `fetchEvery`. */
const documented = async (t: ExecutionContext) => {
  const story = await begun(t)
  const { run, git, code, doc, updated } = story
  t.is(updated.code, 0, updated.stderr)
  t.not(doc, code)
  const verify = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(`git-doc verify --json ${args.join(' ')}`)
    return { code, stderr, ...JSON.parse(stdout) }
  }
  /** A commit on the doc commit's parent that says it is that doc commit, with a tree of its own. */
  const tampered = (change: () => void) => {
    git('checkout', '--quiet', '--detach', doc)
    change()
    git('add', '--all')
    const tree = git('write-tree')
    const id = git('commit-tree', '-p', code, '-m', git('log', '-1', '--format=%B', doc), tree)
    git('reset', '--quiet', '--hard')
    git('checkout', '--quiet', 'main')
    return id
  }
  return {
    ...story,
    verify,
    tampered,
    text: () => `${git('show', `${doc}:README.md`)}\n`,
  }
}

test('a doc commit is proven by itself, by its code commit, and with all', async t => {
  const { verify, run, code, doc } = await documented(t)
  for (const args of [[doc], [code], []]) {
    const answer = await verify(...args)
    t.is(answer.code, 0, answer.stderr)
    t.is(answer.schema, 1)
    t.like(answer.commits[0], {
      commit: doc,
      run: `commit/${code}`,
      kind: 'doc',
      state: 'proven',
      reachable: true,
    })
    t.is(answer.commits.length, 1)
  }
  t.is(
    (await run('git-doc verify')).stdout,
    `${doc.slice(0, 8)} proven  README.md: Usage.\n1 proven\n`,
  )
})

test('a revert is proven too, and the revert of it', async t => {
  const { verify, run, doc, git } = await documented(t)
  await run(`git-doc revert ${doc}`)
  await run('git-doc revert HEAD')
  const { code, commits } = await verify()
  t.is(code, 0)
  t.deepEqual(
    commits.map(({ kind, state }: Record<string, string>) => [kind, state]),
    [
      ['doc', 'proven'],
      ['revert', 'proven'],
      ['revert', 'proven'],
    ],
  )
  t.like((await verify('HEAD')).commits, [{ commit: git('rev-parse', 'HEAD'), kind: 'revert' }])
})

test('a doc commit that is on no branch any more is proven and said to be so', async t => {
  const { verify, git, doc, run } = await documented(t)
  git('reset', '--quiet', '--hard', 'HEAD^')
  const { code, commits } = await verify(doc)
  t.is(code, 0)
  t.like(commits[0], { state: 'proven', reachable: false })
  t.regex((await run(`git-doc verify ${doc}`)).stdout, /It is no longer on main/)
})

test('one byte more outside its section is named with its place', async t => {
  const { verify, tampered, write, text, run } = await documented(t)
  const id = tampered(() => write('README.md', text().replace('To all', 'To  all')))
  const { code, commits } = await verify(id)
  t.is(code, 1)
  t.is(commits[0].state, 'violated')
  const at = text().indexOf('To all') + 3
  t.like(commits[0].violations[0], { rule: 'bytes', file: 'README.md', at })
  t.regex((await run(`git-doc verify ${id}`)).stdout, new RegExp(`differs at byte ${at}, outside`))
})

test('another text in its section is named', async t => {
  const { verify, tampered, write, text } = await documented(t)
  const id = tampered(() => write('README.md', text().replace('once', 'ONCE')))
  const { code, commits } = await verify(id)
  t.is(code, 1)
  t.is(commits[0].violations[0].rule, 'hash')
})

test('another file is named', async t => {
  const { verify, tampered, write } = await documented(t)
  const id = tampered(() => write('src/extra.ts', 'export {}\n'))
  const { code, commits } = await verify(id)
  t.is(code, 1)
  t.like(commits[0].violations, [{ rule: 'files', file: 'src/extra.ts' }])
})

test('a change of mode is named', async t => {
  const { verify, tampered, git } = await documented(t)
  const id = tampered(() => git('update-index', '--chmod=+x', 'README.md') && undefined)
  // `add --all` takes the mode from the working tree, so the tree is made by hand.
  const blob = git('rev-parse', `${id}:README.md`)
  git('checkout', '--quiet', '--detach', id)
  git('update-index', '--cacheinfo', `100755,${blob},README.md`)
  const parent = git('rev-parse', `${id}^`)
  const changed = git(
    'commit-tree',
    '-p',
    parent,
    '-m',
    git('log', '-1', '--format=%B', id),
    git('write-tree'),
  )
  git('reset', '--quiet', '--hard')
  git('checkout', '--quiet', 'main')
  const { code, commits } = await verify(changed)
  t.is(code, 1)
  t.like(commits[0].violations, [{ rule: 'mode', file: 'README.md' }])
})

test('a copy that a rebase made is proven on its own parent', async t => {
  const { verify, git, commit, write, text } = await documented(t)
  git('switch', '--quiet', '--create', 'side', 'HEAD~2')
  write('README.md', readme.replace('It fetches.', 'It fetches whatever there is.'))
  commit('Say more')
  git('switch', '--quiet', 'main')
  git('rebase', '--quiet', 'side')
  t.not(git('show', 'HEAD:README.md'), text())
  const { code, commits } = await verify('HEAD')
  t.is(code, 0)
  t.like(commits[0], { commit: git('rev-parse', 'HEAD'), state: 'proven', reachable: true })
  t.regex(commits[0].detail, /It is a copy of/)
})

test('without the log it says what Git alone can prove, and that it cannot decide', async t => {
  const { verify, path, doc, tampered, write } = await documented(t)
  const other = tampered(() => write('src/extra.ts', 'export {}\n'))
  rmSync(join(path, '.git', 'git-doc'), { recursive: true })
  const { code, commits } = await verify()
  t.is(code, 3)
  t.like(commits, [{ commit: doc, state: 'undecided', violations: [] }])
  t.regex(commits[0].detail, /According to Git: README\.md: only “Usage” changed\./)

  const bad = await verify(other)
  t.is(bad.code, 1)
  t.like(bad.commits[0].violations, [{ rule: 'files', file: 'src/extra.ts' }])
})

test('a commit that is none of ours is wrong usage; a repository without any is proven', async t => {
  const { run, git, commit } = storyRepository(t)
  commit('Begin', { 'README.md': readme })
  t.is((await run('git-doc verify')).stdout, 'There is no doc commit to verify.\n')
  const answer = await run('git-doc verify HEAD')
  t.is(answer.code, 2)
  t.regex(answer.stderr, /is not a doc commit/)
  t.is(git('status', '--porcelain'), '')
})
