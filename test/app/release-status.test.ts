import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { releaseFiles, releaseStory } from '../support/releases.ts'

test('the state of releases is answered again from one file until something changes that it follows from', async t => {
  const story = releaseStory(t, { brief: {} })
  const file = join(story.path, '.git/git-doc/views/release-status.json')
  t.is((await story.release('stage brief@1.0.0')).code, 0)
  const state = async () => (await story.json('status')).packages
  const fresh = await state()
  t.like(fresh, [{ package: 'brief', releases: [{ version: '1.0.0', state: 'staged' }] }])
  t.deepEqual(await state(), fresh)

  /** Whether the next answer is worked out anew, although the file says something else. */
  const isAnew = async () => {
    const { key } = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ key, packages: [] }))
    return (await state()).length > 0
  }
  t.false(await isAnew())
  story.write('notes.txt', 'Beside the packages.\n')
  t.true(await isAnew(), 'a file that is not committed')
  t.false(await isAnew())
  story.writeRelease('brief', '1.1.0')
  t.true(await isAnew(), 'a draft')
  t.like(await state(), [{ releases: [{ version: '1.0.0' }, { version: '1.1.0' }] }])
  story.commit('Add brief 1.1.0', releaseFiles('brief', '1.1.0'))
  t.true(await isAnew(), 'a commit')
  story.git('notes', '--ref=git-doc/receipts', 'add', '-m', 'Hello', 'HEAD')
  t.true(await isAnew(), 'receipts of others')
  story.write('.git-doc/config.toml', '[releases]\napprovals = 1\n')
  t.true(await isAnew(), 'the configuration')
  t.is((await story.release('stage brief@1.1.0')).code, 0)
  t.true(await isAnew(), 'a staging')
  writeFileSync(file, '{')
  t.is((await state()).length, 1, 'a damaged file')
})
