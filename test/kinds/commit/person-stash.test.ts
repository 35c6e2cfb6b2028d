// `git stash` in each of its ways, between planning and publishing: nothing that was stashed or left may change.
import test from 'ava'
import { page, personAtWork } from './person.support.ts'

const begun = personAtWork(test)

const staged = page('readAll', 'writeAll').replace('To all.', 'To all of you.')
const edited = staged.replace('# Tool', '# Tools')

/** One staged and one unstaged edit of the document, one of code, and a new file. */
const dirty = async (t: Parameters<typeof begun>[0]) => {
  const story = await begun(t)
  const commit = story.read()
  story.write('docs/api.md', staged)
  story.git('add', 'docs/api.md')
  story.write('docs/api.md', edited)
  story.write('src/other.ts', 'export const other = 2\n')
  story.write('new.txt', 'new\n')
  /** What the person changed, line by line, without what the doc commit did. */
  const mine = () => ({
    staged: linesOf(story.git('diff', '--cached', '--unified=0')),
    unstaged: linesOf(story.git('diff', '--unified=0')),
    untracked: story.git('ls-files', '--others', '--exclude-standard'),
  })
  return { ...story, commit, mine }
}

const linesOf = (diff: string): string[] =>
  diff.split('\n').filter(line => /^[-+](?![-+])/.test(line))

const pushed: Record<string, readonly string[]> = {
  'git stash push': ['push'],
  'git stash push --keep-index': ['push', '--keep-index'],
  'git stash push --include-untracked': ['push', '--include-untracked'],
  'git stash push --staged': ['push', '--staged'],
  'git stash push of one path': ['push', '--', 'src/other.ts'],
}

for (const [name, push] of Object.entries(pushed)) {
  test(`${name} while the model is asked: the doc commit leaves the stash and the rest alone`, async t => {
    const { git, updated, commit, mine, ...story } = await dirty(t)
    let stash = ''
    let left: unknown
    await updated(() => {
      git('stash', ...push)
      stash = git('rev-parse', 'stash@{0}')
      left = mine()
    })
    t.is(await story.stateOf(commit), 'success')
    t.is(git('rev-parse', 'stash@{0}'), stash)
    t.deepEqual(mine(), left)
    t.is(story.documentedOn('main'), 1)
    story.sound()
  })
}

for (const pop of [['pop'], ['pop', '--index'], ['apply'], ['apply', '--index']]) {
  test(`git stash ${pop.join(' ')} while the model is asked: what comes back stays`, async t => {
    const { git, updated, commit, mine, ...story } = await dirty(t)
    git('stash', 'push', '--include-untracked')
    let back: unknown
    await updated(() => {
      git('stash', ...pop)
      back = mine()
    })
    t.is(await story.stateOf(commit), 'success')
    t.deepEqual(mine(), back)
    t.true(story.doc().includes('readEvery'))
    story.sound()
  })

  test(`git stash ${pop.join(' ')} after the doc commit: it merges with the new section`, async t => {
    const { git, updated, commit, mine, ...story } = await dirty(t)
    const before = mine()
    git('stash', 'push', '--include-untracked')
    await updated()
    t.is(await story.stateOf(commit), 'success')
    git('stash', ...pop)
    const after = mine()
    if (pop.includes('--index')) t.deepEqual(after, before)
    else t.is(after.unstaged.length, before.staged.length + before.unstaged.length)
    story.sound()
  })
}

test('a stash that holds an edit of the section itself is put back while the model is asked: the doc commit waits', async t => {
  const { git, updated, write, read, ...story } = await begun(t)
  const commit = read()
  write('docs/api.md', page('readAll', 'writeAll').replace('to read.', 'to read all.'))
  git('stash')
  await updated(() => void git('stash', 'pop'))
  t.is(await story.stateOf(commit), 'planned section-edited')
  t.regex(git('diff'), /\+Call `readAll\(\)` to read all\./)
  git('stash')
  await updated()
  t.is(await story.stateOf(commit), 'success')
  t.is(story.asked.length, 1, 'the answer was kept')
})
