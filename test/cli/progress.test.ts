import test, { type ExecutionContext } from 'ava'
import { timeLeft } from '../../src/cli/progress.ts'
import { atTerminal, keys } from '../support/pseudo-terminal.ts'
import { environmentIn } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'

const given = (t: ExecutionContext) => {
  const story = storyRepository(t)
  story.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nCall `fetchFast()` first.\n',
    'src/fetch.ts': 'export function fetchFast(url: string): string {\n  return url\n}\n',
  })
  const update = (env: Record<string, string> = {}) =>
    atTerminal(t, 'git-doc update', {
      cwd: story.path,
      env: environmentIn(story.path, { TERM: 'xterm', ...env }),
    })
  return { ...story, update }
}

test('something moves while git-doc reads and plans, and is gone before it asks', async t => {
  const { sees, types, ended, raw, text } = given(t).update()
  await sees(/[|/\\-] reading the history/)
  await sees(/[|/\\-] estimating from commit 1 of 1/)
  await sees(/This is the first run: 1 commit, \d sections to look at/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a line is cleared
  t.regex(raw(), /\x1b\[2K(?:\x1b\[\d?[GJ])*This is the first run/)
  types(`yes${keys.enter}`)
  t.is(await ended, 0, text())
})

test('a terminal that cannot move its cursor has nothing that moves', async t => {
  const { sees, types, ended, text } = given(t).update({ TERM: 'dumb' })
  await sees(/This is the first run/)
  types(keys.ctrlC)
  t.is(await ended, 130)
  t.notRegex(text(), /reading the history/)
})

test('a long history is estimated from a sample', async t => {
  const { git, write, start, run } = given(t)
  const branch = git('symbolic-ref', 'HEAD')
  const commits = Array.from({ length: 60 }, (_, n) =>
    [
      `commit ${branch}`,
      `committer A <a@example.org> ${n} +0000`,
      'data 4',
      'more',
      ...(n === 0 ? [`from ${branch}^0`] : []),
      `M 100644 inline src/${n}.js`,
      'data 19',
      'export const a = 1\n',
    ].join('\n'),
  )
  write('stream.txt', `${commits.join('\n')}\n`)
  const { code, stderr } = await start('git fast-import --quiet < stream.txt')
  t.is(code, 0, stderr)
  const answer = await run('git-doc update')
  t.is(answer.code, 2, answer.stderr)
  t.regex(answer.stderr, /This is the first run: 61 commits, about \d+ sections/)
})

test('the time that is left is told once it can be known', t => {
  t.deepEqual(timeLeft(1000, 0, 100), [])
  t.deepEqual(timeLeft(9000, 2, 100), [])
  t.deepEqual(timeLeft(30_000, 10, 100), ['about 5 min left'])
  t.deepEqual(timeLeft(30_000, 50, 100), ['about 1 min left'])
  t.deepEqual(timeLeft(20_000, 50, 100), ['less than a minute left'])
  t.deepEqual(timeLeft(30_000, 99, 100), [])
})
