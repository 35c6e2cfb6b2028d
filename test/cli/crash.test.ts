import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test from 'ava'
import { cliPath, storyRepository } from '../support/scenario.ts'

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

test('killed again and again, it ends with one doc commit a commit and the person’s work untouched', async t => {
  const { path, run, git, write, commit } = storyRepository(t)
  commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nCall `fetch0()` first.\n\n## Thanks\n\nTo all.\n',
    'src/fetch.ts': code('fetch0'),
    'src/mine.ts': 'export const mine = 1\n',
  })
  await run('git-doc init --yes --baseline')
  const commits = [1, 2, 3, 4, 5, 6].map(n =>
    commit(`Rename fetch${n - 1}`, { 'src/fetch.ts': code(`fetch${n}`) }),
  )
  const before = git('rev-parse', 'HEAD')
  write('src/mine.ts', 'export const mine = 2\n')
  git('add', 'src/mine.ts')
  write('README.md', git('show', 'HEAD:README.md').concat('\n').replace('To all', 'To everyone'))
  const work = () => [git('diff', '--cached'), git('diff', '--', 'src')]
  const workBefore = work()

  for (let wait = 60; wait < 1_200; wait += 90) {
    const child = spawn(process.execPath, [cliPath, 'update'], { cwd: path, stdio: 'ignore' })
    const ended = once(child, 'exit')
    // The moment is not chosen by anything that happens: whichever it hits, the end must be the same.
    const timer = setTimeout(() => child.kill('SIGKILL'), wait)
    await ended
    clearTimeout(timer)
  }
  const last = await run('git-doc update --json')
  t.is(last.code, 0, last.stderr)

  const followed = git(
    'log',
    '--reverse',
    '--format=%(trailers:key=Git-Doc-Commit,valueonly)',
    `${before}..HEAD`,
  )
  t.deepEqual(followed.split('\n').filter(Boolean), commits)
  t.is(git('show', 'HEAD:README.md').includes('fetch6()'), true)
  t.deepEqual(work(), workBefore)
  t.regex(git('diff', '--unified=0', '--', 'README.md'), /\n-To all\.\n\+To everyone\.$/)
  t.is(git('fsck', '--strict', '--no-dangling'), '')
  t.is((await run('git-doc replay')).code, 0, 'the views are what the events say')
})
