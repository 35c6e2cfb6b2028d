// Long because each test file is a process of its own: what belongs together shares one.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { playedOnce } from '../support/shared-setup.ts'

const readme = '# Tool\n\n## Usage\n\nCall `fetchAll()` once.\n\n## Thanks\n\nTo all.\n'
const fetch = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

const begun = playedOnce(test, async ({ run, commit }) => {
  commit('Begin', {
    'README.md': readme,
    'src/fetch.ts': fetch('fetchAll'),
    'src/mine.ts': 'export const mine = 1\n',
  })
  await run('git-doc init --yes --baseline')
  await run('git-doc config set git.amend_original true')
  commit('Follow the documentation')
  return {}
})

/** A repository whose doc changes are to be amended into the code commit, and its last commit, which concerns “Usage”. */
const story = async (t: ExecutionContext, message = 'Rename fetchAll') => {
  const repository = await begun(t)
  const { run, git, commit } = repository
  const code = commit(message, { 'src/fetch.ts': fetch('fetchEvery') })
  const head = () => git('rev-parse', 'HEAD')
  const runOf = async (commit: string) =>
    JSON.parse((await run('git-doc status --json --verbose')).stdout).runs.find(
      (run: { commit: string }) => run.commit === commit,
    )
  return { ...repository, code, head, runOf }
}

const raw = (git: (...args: string[]) => string, commit: string) => {
  const [header = '', ...message] = git('cat-file', 'commit', commit).split('\n\n')
  return { header: header.split('\n'), message: message.join('\n\n') }
}

test('the doc change goes into the code commit, which keeps all that was said of it', async t => {
  const { git, run, code, head, runOf, commit } = await story(
    t,
    'Rename fetchAll\n\nBecause it fetches every one.\n\nSigned-off-by: Ada <ada@example.org>',
  )
  const answer = await run('git-doc update')
  t.is(answer.code, 0, answer.stderr)
  t.not(head(), code)
  t.is(git('rev-parse', 'HEAD^'), git('rev-parse', `${code}^`))
  t.deepEqual(git('diff-tree', '-r', '--name-only', '--no-commit-id', 'HEAD').split('\n'), [
    'README.md',
    'src/fetch.ts',
  ])
  t.is(git('diff-tree', '-r', '--name-only', code, 'HEAD'), 'README.md')
  const [was, is] = [raw(git, code), raw(git, 'HEAD')]
  const author = (lines: string[]) => lines.filter(line => /^(parent|author|encoding)/.test(line))
  t.deepEqual(author(is.header), author(was.header))
  t.is(`${is.message}\n`, `${was.message}\nGit-Doc-Run: commit/${code}\nGit-Doc-Amended: ${code}\n`)
  t.is(git('status', '--porcelain'), '')
  t.is(git('fsck', '--strict', '--no-dangling'), '')
  t.like(await runOf(code), { state: 'success', docCommit: head() })
  t.is((await runOf(code)).separate, undefined)
  t.like(await runOf(head()), { state: 'skipped', code: 'own-commit' })
  const verified = await run('git-doc verify --json')
  t.is(verified.code, 0, verified.stdout)
  t.like(JSON.parse(verified.stdout).commits, [{ kind: 'amended', state: 'proven' }])

  const amended = head()
  t.is((await run('git-doc update')).code, 0)
  t.is(head(), amended, 'nothing is done twice')
  commit('Unrelated', { 'notes.txt': 'x\n' })
  const reverted = await run(`git-doc revert ${amended}`)
  t.is(reverted.code, 0, reverted.stderr)
  t.is(git('rev-parse', 'HEAD:README.md'), git('rev-parse', `${code}:README.md`))
  t.is(git('rev-parse', 'HEAD:src/fetch.ts'), git('rev-parse', `${code}:src/fetch.ts`))
  t.is(git('log', '-1', '--format=%s'), 'Revert the documentation of "Rename fetchAll"')
})

test('an author in another time zone and a message in another encoding are kept', async t => {
  const { git, run, path, head } = await story(t)
  writeFileSync(join(path, '.git', 'message'), Buffer.from('Gr\xfc\xdfe\n', 'latin1'))
  const amend = ['-c', 'i18n.commitEncoding=ISO-8859-1', 'commit', '--quiet', '--amend']
  git(...amend, '-F', '.git/message', '--author=Jo <jo@x.org>', '--date=1600000000 +0530')
  const code = head()
  t.is((await run('git-doc update')).code, 0)
  t.not(head(), code)
  t.is(git('rev-parse', 'HEAD^'), git('rev-parse', `${code}^`))
  const { header } = raw(git, 'HEAD')
  t.true(header.includes('author Jo <jo@x.org> 1600000000 +0530'))
  t.true(header.includes('encoding ISO-8859-1'))
  t.is(git('log', '-1', '--format=%s'), 'Grüße')
})

const separate = test.macro(
  async (
    t: ExecutionContext,
    prepare: (
      git: (...args: string[]) => string,
      write: (file: string, text: string) => void,
    ) => void,
    reason: RegExp,
  ) => {
    const { git, run, write, code, runOf } = await story(t)
    prepare(git, write)
    const tip = git('rev-parse', 'HEAD')
    const status = git('status', '--porcelain')
    const answer = await run('git-doc update')
    t.is(answer.code, 0, answer.stderr)
    t.regex(answer.stdout, reason)
    const { docCommit, separate } = await runOf(code)
    t.regex(separate, reason)
    t.is(git('rev-parse', `${docCommit}^`), tip)
    t.is(git('diff-tree', '-r', '--name-only', '--no-commit-id', docCommit), 'README.md')
    t.is(git('status', '--porcelain'), status)
    t.is(git('merge-base', code, 'HEAD'), code, 'the code commit stays')
    const events = (await run(`git-doc history ${code} --json`)).stdout
    t.regex(events, /"separate":"/)
  },
)

test(
  'a commit that was pushed is not amended',
  separate,
  git => {
    git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  },
  /part of refs\/remotes\/origin\/main too/,
)
test(
  'a commit that is tagged is not amended',
  separate,
  git => {
    git('tag', 'v1')
  },
  /part of refs\/tags\/v1 too/,
)
test(
  'a commit that another branch has is not amended',
  separate,
  git => {
    git('branch', 'side')
  },
  /part of refs\/heads\/side too/,
)
test(
  'with staged work the commit is not amended',
  separate,
  (git, write) => {
    write('src/mine.ts', 'export const mine = 2\n')
    git('add', 'src/mine.ts')
  },
  /changes that are not committed/,
)
test(
  'with unstaged work the commit is not amended',
  separate,
  (_, write) => {
    write('src/mine.ts', 'export const mine = 2\n')
  },
  /changes that are not committed/,
)
test(
  'a commit that another one follows is not amended',
  separate,
  (git, write) => {
    write('notes.txt', 'more\n')
    git('add', 'notes.txt')
    git('commit', '--quiet', '--message', 'More')
  },
  /not the last one of its branch/,
)

test('pushed between the kill and the resume, the commit stays and the doc change stands on it', async t => {
  const { git, run, path, code, runOf } = await story(t)
  const child = fileURLToPath(new URL('update.child.js', import.meta.url))
  const { signal, stderr } = spawnSync(process.execPath, [child, 'append:commit.prepared:done'], {
    cwd: path,
  })
  t.is(signal, 'SIGKILL', stderr.toString())
  git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  const answer = await run('git-doc update')
  t.is(answer.code, 0, answer.stderr)
  t.is(git('rev-parse', 'HEAD^'), code)
  t.regex((await runOf(code)).separate, /origin\/main/)
})

for (const step of ['publish:ref-moved', 'append:commit.published:begun']) {
  test(`killed at ${step}, the commit is amended once`, async t => {
    const { git, run, path, code, head, runOf } = await story(t)
    const child = fileURLToPath(new URL('update.child.js', import.meta.url))
    t.is(spawnSync(process.execPath, [child, step], { cwd: path }).signal, 'SIGKILL')
    t.is((await run('git-doc update')).code, 0)
    t.is(git('rev-parse', 'HEAD^'), git('rev-parse', `${code}^`))
    t.like(await runOf(code), { state: 'success', docCommit: head() })
    t.is(git('status', '--porcelain'), '')
  })
}
