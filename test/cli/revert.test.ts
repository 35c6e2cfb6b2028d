import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { hash } from '../../src/documentation/hash.ts'
import { documented, flags, readme, type Story } from './revert.support.ts'

/** Every byte that is the person's, and where the branch is. */
const everything = ({ git, path }: Story) => ({
  head: git('rev-parse', 'HEAD'),
  refs: git('for-each-ref'),
  index: hash(readFileSync(join(path, '.git', 'index'))),
  readme: hash(readFileSync(join(path, 'README.md'))),
  mine: hash(readFileSync(join(path, 'src', 'mine.ts'))),
})

for (const [name, text] of [
  ['LF', readme],
  ['CRLF', readme.replaceAll('\n', '\r\n')],
  ['mixed line endings and no last one', readme.replace('once.\n\n', 'once.\r\n\n').trimEnd()],
  ['a byte order mark', `\uFEFF${readme}`],
] as const) {
  test(`what is reverted is the old document byte for byte: ${name}`, async t => {
    const { run, git, code, doc, blob, head, stateOf } = await documented(t, text)
    const answer = await run(`git-doc revert ${code.slice(0, 10)}`)
    t.is(answer.code, 0, answer.stderr)
    t.is(answer.stdout, `${code.slice(0, 8)} reverted → ${head().slice(0, 8)} README.md: Usage\n`)
    t.is(git('rev-parse', 'HEAD^'), doc)
    t.is(blob(head()), blob(code))
    t.not(blob(doc), blob(code))
    t.is(git('diff-tree', '-r', '--name-only', '--no-commit-id', 'HEAD'), 'README.md')
    t.is(git('status', '--porcelain'), '')
    t.is(git('fsck', '--strict', '--no-dangling'), '')
    t.is(
      git('log', '-1', '--format=%B').trimEnd(),
      [
        `Revert "${git('log', '-1', '--format=%s', doc)}"\n`,
        `This reverts commit ${doc}.\n`,
        `Git-Doc-Commit: ${code}`,
        `Git-Doc-Run: commit/${code}`,
        `Git-Doc-Reverts: ${doc}`,
      ].join('\n'),
    )
    t.like(await stateOf(code), { state: 'reverted', docCommit: doc, revertCommit: head() })

    const again = await run('git-doc update')
    t.is(again.code, 0)
    t.like(await stateOf(head()), { state: 'skipped', code: 'own-commit' })
  })
}

test('a revert is reverted, and that too, each by naming it', async t => {
  const { run, code, doc, blob, head, stateOf } = await documented(t)
  const [before, after] = [blob(code), blob(doc)]
  for (const [state, expected] of [
    ['reverted', before],
    ['success', after],
    ['reverted', before],
    ['success', after],
  ] as const) {
    const answer = await run(`git-doc revert ${head()} --json`)
    t.is(answer.code, 0, answer.stderr)
    t.like(JSON.parse(answer.stdout), { schema: 1, commit: code, state })
    t.is(blob(head()), expected)
    t.like(await stateOf(code), { state })
  }
  t.is((await run('git-doc replay')).code, 0)
})

test('what is reverted already is not reverted by mistake', async t => {
  const { run, git, code, doc, head } = await documented(t)
  t.is((await run(`git-doc revert ${code}`)).code, 0)
  const reverted = head()
  for (const named of [code, doc]) {
    const answer = await run(`git-doc revert ${named}`)
    t.is(answer.code, 2)
    t.regex(answer.stderr, new RegExp(`already reverted by ${reverted.slice(0, 12)}`))
  }
  t.is((await run(`git-doc revert ${reverted}`)).code, 0)
  t.is((await run(`git-doc revert ${reverted}`)).code, 2)
  t.is((await run(`git-doc revert ${doc}`)).code, 0, 'what is forth again can go back')
  t.is(git('rev-list', '--count', `${doc}..HEAD`), '3')
})

test('where there is nothing to revert, it says so', async t => {
  const { run, commit } = await documented(t)
  const skipped = commit('Only words', { 'README.md': readme.replace('To all', 'To you') })
  await run('git-doc update')
  const answer = await run(`git-doc revert ${skipped}`)
  t.is(answer.code, 2)
  t.regex(answer.stderr, /has no doc commit to revert: its state is skipped/)
  t.is((await run('git-doc revert nonsense')).code, 2)
  t.is((await run('git-doc revert HEAD~3')).code, 2)
})

test('later edits elsewhere in the document are kept, a later doc commit of another section too', async t => {
  const { run, commit, git, code, head, blob, path } = await documented(t)
  commit('Rename the flag', { 'src/flags.ts': flags('--new-flag') })
  t.is((await run('git-doc update')).code, 0)
  commit('Thank more', {
    'README.md': git('show', 'HEAD:README.md').concat('\n').replace('To all', 'To everyone'),
  })
  const later = git('show', 'HEAD:README.md')
  t.regex(later, /fetchEvery[\s\S]*--new-flag[\s\S]*everyone/)
  t.is((await run(`git-doc revert ${code}`)).code, 0)
  t.is(git('show', 'HEAD:README.md'), later.replace('fetchEvery', 'fetchAll'))
  t.is(readFileSync(join(path, 'README.md'), 'utf8'), `${git('show', 'HEAD:README.md')}\n`)
  t.not(blob(head()), blob(code))
})

test('a later edit of the same section is a conflict: everything stays byte for byte', async t => {
  const story = await documented(t)
  const { run, commit, git, write, code, stateOf } = story
  commit('Say it better', {
    'README.md': git('show', 'HEAD:README.md').concat('\n').replace('once', 'twice'),
  })
  write('src/mine.ts', 'export const mine = 2\n')
  git('add', 'src/mine.ts')
  write('src/mine.ts', 'export const mine = 3\n')
  const before = everything(story)
  const answer = await run(`git-doc revert ${code}`)
  t.is(answer.code, 1)
  t.regex(answer.stderr, /README\.md, “Usage” changed after \w{8} wrote it/)
  t.regex(answer.stderr, /Nothing was changed\. Revert the later change first/)
  t.deepEqual(everything(story), before)
  t.like(await stateOf(code), { state: 'success', revert: { code: 'REVERT_CONFLICT' } })
  t.regex((await run('git-doc status')).stdout, /not reverted: README\.md, “Usage”/)
  const dry = await run(`git-doc revert ${code} --dry-run`)
  t.is(dry.code, 1)
  t.regex(dry.stderr, /changed after/)

  git('checkout', '--quiet', 'HEAD', '--', 'src/mine.ts')
  git('revert', '--no-edit', 'HEAD')
  t.is((await run(`git-doc revert ${code}`)).code, 0, 'when the later change is gone, it works')
  t.like(await stateOf(code), { state: 'reverted' })
})

test('a document that is gone is a conflict', async t => {
  const { run, git, code, head } = await documented(t)
  git('mv', 'README.md', 'GUIDE.md')
  git('commit', '--quiet', '--message', 'Rename')
  const before = head()
  const answer = await run(`git-doc revert ${code} --json`)
  t.is(answer.code, 1)
  t.regex(JSON.parse(answer.stdout).revert.reason, /README\.md.* no longer exists/)
  t.is(head(), before)
})

test('a dry run prints the change and changes nothing', async t => {
  const story = await documented(t)
  const before = everything(story)
  const events = (await story.run('git-doc history --json')).stdout
  const answer = await story.run(`git-doc revert ${story.doc} --dry-run`)
  t.is(answer.code, 0)
  t.regex(answer.stdout, /^-Call `fetchEvery\(\)` once\.\n\+Call `fetchAll\(\)` once\.$/m)
  const json = JSON.parse((await story.run(`git-doc revert ${story.doc} --dry-run --json`)).stdout)
  t.like(json, { schema: 1, dryRun: true, commit: story.code, reverts: [story.doc] })
  t.deepEqual(everything(story), before)
  t.is((await story.run('git-doc history --json')).stdout, events)
})

test('staged and unstaged work stays as it is, in the same document too', async t => {
  const { run, git, write, code, path } = await documented(t)
  const now = `${git('show', 'HEAD:README.md')}\n`
  write('src/mine.ts', 'export const mine = 2\n')
  write('README.md', now.replace('--old-flag', '--staged-flag'))
  git('add', 'src/mine.ts', 'README.md')
  write('src/mine.ts', 'export const mine = 3\n')
  write('README.md', now.replace('--old-flag', '--staged-flag').replace('To all', 'To none'))
  write('new.txt', 'untracked\n')
  const lines = (...args: string[]) =>
    git('diff', '--unified=0', ...args)
      .split('\n')
      .filter(line => /^[-+](?![-+])/.test(line))
  const work = () => [lines(), lines('--cached'), git('status', '--porcelain')]
  const before = work()
  t.is((await run(`git-doc revert ${code}`)).code, 0)
  t.deepEqual(work(), before)
  t.regex(
    readFileSync(join(path, 'README.md'), 'utf8'),
    /fetchAll[\s\S]*--staged-flag[\s\S]*To none/,
  )
  t.is(git('diff-tree', '-r', '--name-only', '--no-commit-id', 'HEAD'), 'README.md')
})

test('a section that the person is editing waits, and is reverted when they are done', async t => {
  const story = await documented(t)
  const { run, git, write, code, blob, head, stateOf } = story
  write('README.md', `${git('show', 'HEAD:README.md')}\n`.replace('once', 'twice'))
  const before = everything(story)
  const answer = await run(`git-doc revert ${code}`)
  t.is(answer.code, 0)
  t.regex(answer.stdout, /^\w{8} waits: README\.md has an unstaged change/)
  t.deepEqual(everything(story), before)
  t.like(await stateOf(code), { state: 'reverting', code: 'section-edited' })
  t.regex((await run('git-doc status')).stdout, /Waiting\n.*Rename fetchAll\n.*unstaged change/)
  git('checkout', '--quiet', '--', 'README.md')
  t.regex((await run('git-doc update')).stdout, /1 reverted/)
  t.is(blob(head()), blob(code))
  t.like(await stateOf(code), { state: 'reverted', revert: undefined })
})

test('during a rebase a revert waits; once it is over it is made on what the rebase made', async t => {
  const { run, git, commit, code, doc, head, blob, stateOf } = await documented(t)
  git('switch', '--quiet', '--create', 'side', 'HEAD~2')
  commit('Beside', { 'src/mine.ts': 'export const mine = 5\n' })
  git('switch', '--quiet', 'main')
  const stopped = await run('GIT_SEQUENCE_EDITOR="sed -i \'1i break\'" git rebase -i side', {
    GIT_EDITOR: 'true',
  })
  t.regex(stopped.stderr + stopped.stdout, /Stopped|stopped|rebase/)
  const during = head()
  const answer = await run(`git-doc revert ${doc}`)
  t.is(answer.code, 0, answer.stderr)
  t.regex(answer.stdout, /waits: A rebase .* is in progress/)
  t.is(head(), during)
  t.is((await run('git rebase --continue')).code, 0)
  t.not(head(), doc)
  const rebased = head()
  const updated = await run('git-doc update')
  t.is(updated.code, 0, updated.stderr)
  const { state, revertCommit } = await stateOf(code)
  t.is(state, 'reverted')
  t.is(git('rev-parse', `${revertCommit}^`), rebased)
  t.is(blob(revertCommit), blob(code))
})

test('on a branch that never had the doc commit it is refused', async t => {
  const { run, git, doc, head } = await documented(t)
  git('switch', '--quiet', '--create', 'side', 'HEAD~2')
  const before = head()
  const answer = await run(`git-doc revert ${doc}`)
  t.is(answer.code, 2)
  t.regex(answer.stderr, /is not on side/)
  t.is(head(), before)
})
