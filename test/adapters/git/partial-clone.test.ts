import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openNativeRepository } from '../../../src/adapters/git/native.ts'
import { temporaryFolder, testRepository } from '../../support/repository.ts'

/** A clone without blobs of a repository with several commits, and the packs that were fetched for it. */
const cloned = (t: ExecutionContext, filter = 'blob:none') => {
  const origin = testRepository(t)
  origin.git('config', 'uploadpack.allowFilter', 'true')
  origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  const commits = ['one', 'two', 'three', 'four'].map(text =>
    origin.commit(text, { 'src/a.ts': `let ${text}\n`, [`docs/${text}.md`]: `${text}\n` }),
  )
  const path = join(temporaryFolder(t), 'clone')
  const url = `file://${origin.path}`
  execFileSync('git', ['clone', '--quiet', '--no-local', `--filter=${filter}`, url, path])
  const packs = () =>
    readdirSync(join(path, '.git/objects/pack')).filter(name => name.endsWith('.promisor')).length
  return { origin, commits, path, packs }
}

test('what a partial clone lacks of some commits is fetched at once', async t => {
  const { commits, path, packs } = cloned(t)
  const repository = await openNativeRepository(path)
  const before = packs()
  await repository.prefetch(commits)
  t.is(packs(), before + 1)
  for (const commit of commits) t.true((await repository.diff(commit)).length > 0)
  t.is(packs(), before + 1, 'nothing was missing any more')
  await repository.prefetch(commits)
  t.is(packs(), before + 1)
  await repository.close()
})

test('a remote that is gone, and a commit that is not here, are no error until an object is needed', async t => {
  const { origin, commits, path, packs } = cloned(t)
  const repository = await openNativeRepository(path)
  await repository.prefetch(['a'.repeat(40)])
  renameSync(origin.path, `${origin.path}.gone`)
  mkdirSync(origin.path)
  const before = packs()
  await repository.prefetch(commits)
  t.is(packs(), before)
  await t.throwsAsync(repository.diff(commits[1] as string), { code: 'REMOTE_UNREACHABLE' })
  await repository.close()
})

// Serial: what it sets is every test's environment.
test.serial('a whole clone fetches nothing', async t => {
  const origin = testRepository(t)
  const commit = origin.commit('one', { 'a.ts': 'one\n' })
  const trace = join(temporaryFolder(t), 'trace')
  process.env.GIT_TRACE2_EVENT = trace
  const repository = await openNativeRepository(origin.path)
  await repository.prefetch([commit])
  await repository.close()
  delete process.env.GIT_TRACE2_EVENT
  t.false(execFileSync('cat', [trace]).includes('rev-list'))
})
