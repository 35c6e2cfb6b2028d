import { rmSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { openHistory } from '../../../src/adapters/git/co-change-history.ts'
import { openNativeRepository } from '../../../src/adapters/git/native.ts'
import { openPast } from '../../../src/kinds/commit/co-change.ts'
import { testRepository } from '../../support/repository.ts'

test('a past commit with an object that is missing teaches nothing, and the others still do', async t => {
  const { path, commit, git } = testRepository(t)
  const page = (n: number) => `# Tool\n\n## Usage\n\nCall it ${n} times.\n`
  commit('one', { 'README.md': page(1), 'src/a.ts': 'export const a = 1\n', 'old.txt': 'old\n' })
  commit('two', { 'README.md': page(2), 'src/a.ts': 'export const a = 2\n', 'old.txt': 'new\n' })
  const kept = commit('three', { 'README.md': page(3), 'src/a.ts': 'export const a = 3\n' })
  const blob = git('rev-parse', 'HEAD~2:old.txt')
  rmSync(join(path, '.git', 'objects', blob.slice(0, 2), blob.slice(2)))
  const repository = await openNativeRepository(path)
  t.teardown(() => repository.close())
  const options = { docFiles: ['**/*.md'], upTo: [kept], most: 100 }
  const past = openPast(repository, openHistory(repository.facts), options)
  t.deepEqual(
    (await past.coChanges()).map(each => each.commit),
    [kept],
  )
  t.is((await past.edits()).length, 1)
})
