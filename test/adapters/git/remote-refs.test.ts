import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { remoteRefs } from '../../../src/adapters/git/isomorphic/remote-refs.ts'
import { gitServer } from '../../support/git-server.ts'
import { testRepository } from '../../support/repository.ts'

test('the refs of a remote are read without a clone', async t => {
  const { path, commit, git } = testRepository(t)
  const first = commit('first', { a: 'a\n' })
  git('branch', 'release/1', first)
  git('tag', '--annotate', '--message', 'words', 'v1')
  const second = commit('second', { a: 'b\n' })
  const tag = git('rev-parse', 'v1')
  const server = await gitServer(t, path)
  const refs = await remoteRefs(`${server}/.git`)
  t.deepEqual(
    refs.map(({ ref, id, target, peeled }) => [ref, id, target, peeled]),
    [
      ['HEAD', second, 'refs/heads/main', undefined],
      ['refs/heads/main', second, undefined, undefined],
      ['refs/heads/release/1', first, undefined, undefined],
      ['refs/tags/v1', tag, undefined, first],
    ],
  )
  t.deepEqual(
    (await remoteRefs(`${server}/.git`, 'refs/tags/')).map(({ ref }) => ref),
    ['refs/tags/v1'],
  )
  const listed = await promisify(execFile)('git', ['ls-remote', `${server}/.git`])
  for (const { ref, id } of refs) t.true(listed.stdout.includes(`${id}\t${ref}\n`), ref)
})

test('a server that has no such repository is a Git failure without credentials', async t => {
  const { path } = testRepository(t)
  const server = await gitServer(t, join(dirname(path), 'nowhere'))
  const url = server.replace('http://', 'http://ada:secret@')
  const error = await t.throwsAsync(remoteRefs(`${url}/missing.git`), { code: 'GIT_FAILED' })
  t.false(error?.message.includes('secret'))
  await t.throwsAsync(remoteRefs('no url'), { code: 'GIT_FAILED' })
})
