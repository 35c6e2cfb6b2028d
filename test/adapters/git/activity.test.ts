import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import test from 'ava'
import { openActivity } from '../../../src/adapters/git/activity.ts'
import type { TouchedFile } from '../../../src/ports/activity.ts'
import { testRepository } from '../../support/repository.ts'

const touched = async (
  root: string,
  from: string | undefined = undefined,
  to = '2030-01-01T00:00:00Z',
): Promise<readonly TouchedFile[]> => {
  const files: TouchedFile[] = []
  await openActivity({ root }).touched('HEAD', { from, to }, file => files.push(file))
  return files
}

test('touched files come newest first, with any name, renames and binaries', async t => {
  const { path, commit, git } = testRepository(t)
  const odd = ['a b.js', 'tab\there.js', 'line\nend.js', '{a => b}.js', '\u00e9"quote.js']
  commit('One', Object.fromEntries(odd.map(name => [name, 'one\ntwo\n'])))
  commit('Two', { 'a b.js': 'one\nthree\nfour\n', 'x.bin': '\0\x01' })
  git('mv', 'a b.js', 'sub-c.js')
  git('commit', '-qm', 'Three')
  const [moved, ...others] = await touched(path)
  t.deepEqual(moved, { path: 'sub-c.js', before: 'a b.js', added: 0, removed: 0 })
  t.deepEqual(others.slice(0, 2), [
    { path: 'a b.js', added: 2, removed: 1 },
    { path: 'x.bin', added: undefined, removed: undefined },
  ])
  t.deepEqual(
    others
      .slice(2)
      .map(each => each.path)
      .sort(),
    [...odd].sort(),
  )
})

/** Commits of one file each, at these times in seconds. */
const atTimes = (path: string, times: readonly number[]): void => {
  const commits = times.map(
    (time, n) =>
      `commit refs/heads/main\ncommitter A <a@example.org> ${time} +0000\ndata 1\nx\n` +
      `M 100644 inline f${n}.js\ndata 2\nx\n\n`,
  )
  execFileSync('git', ['fast-import', '--quiet'], { cwd: path, input: commits.join('') })
}

test('only commits in the window count, and both its ends belong to it', async t => {
  const { path } = testRepository(t)
  const begin = 1_750_000_000
  atTimes(path, [begin - 1, begin, begin + 50, begin + 100, begin + 101])
  const iso = (time: number) => new Date(time * 1000).toISOString()
  const files = await touched(path, iso(begin), iso(begin + 100))
  t.deepEqual(
    files.map(each => each.path),
    ['f3.js', 'f2.js', 'f1.js'],
  )
})

test('what differs from the merge base is changed; without one there is no answer', async t => {
  const { path, commit, git } = testRepository(t)
  commit('Base', { 'a.js': 'a\n', 'b c.js': 'b\n' })
  git('branch', 'base')
  commit('Change', { 'b c.js': 'changed\n' })
  git('switch', '-q', 'base')
  commit('Elsewhere', { 'a.js': 'theirs\n' })
  git('switch', '-q', '-')
  const activity = openActivity({ root: path })
  t.deepEqual(await activity.changed('HEAD', 'base'), new Set(['b c.js']))
  git('checkout', '-q', '--orphan', 'alone')
  git('commit', '-qm', 'Alone')
  t.is(await activity.changed('HEAD', 'base'), undefined)
})

test('attributes say what is generated or vendored', async t => {
  const { path, commit } = testRepository(t)
  commit('Begin', {
    '.gitattributes':
      'made/** linguist-generated\nlib/*.js linguist-vendored=true\nlib/own.js -linguist-vendored\n',
  })
  const activity = openActivity({ root: path })
  const asked = ['made/a.js', 'lib/b c.js', 'lib/own.js', 'src/d.js']
  t.deepEqual(await activity.madeByOthers(asked), new Set(['made/a.js', 'lib/b c.js']))
  t.deepEqual(await activity.madeByOthers([]), new Set())
})

test('blobs are read whole, however large, empty ones too', async t => {
  const { path, commit, git } = testRepository(t)
  const texts = ['', 'no end', 'x\n'.repeat(200_000), '\n', '1 blob 2\n']
  commit('Begin', Object.fromEntries(texts.map((text, at) => [`${at}.js`, text])))
  const blobs = texts.map((_, at) => git('rev-parse', `HEAD:${at}.js`))
  const hashes: string[] = []
  await openActivity({ root: path }).read(blobs, index => {
    const hash = createHash('sha256')
    return {
      push: bytes => void hash.update(bytes),
      end: () => void hashes.splice(index, 1, hash.digest('hex')),
    }
  })
  t.deepEqual(
    hashes,
    texts.map(text => createHash('sha256').update(text).digest('hex')),
  )
})

test('a blob that is not there is an error, not an empty file', async t => {
  const { path, commit } = testRepository(t)
  commit('Begin', { 'a.js': 'a\n' })
  const reader = () => ({ push() {}, end() {} })
  await t.throwsAsync(openActivity({ root: path }).read([`${'0'.repeat(39)}1`], reader), {
    code: 'GIT_FAILED',
  })
})
