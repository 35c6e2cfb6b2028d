import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { openNativeRepository } from '../../../src/adapters/git/native.ts'
import { draftWithTree } from '../../../src/kinds/commit/offline-draft.ts'
import { wordReader } from '../../../src/kinds/commit/vocabulary.ts'
import { type Ending, type TestRepository, testRepository } from '../../support/repository.ts'

const table = '## Options\n\n- `--dry-run`: prints only\n- `--quiet`: prints nothing\n'
const before = "program\n  .option('--dry-run', 'print')\n  .option('--quiet', 'no print')\n"
const after = "program\n  .option('--quiet', 'no print')\n"

/** Drafts the section for the last commit, with what its tree says. */
const drafted = async (t: Ending, { path }: TestRepository, commit: string, text: string) => {
  const repository = await openNativeRepository(path)
  t.teardown(() => repository.close())
  const target = { file: 'README.md', section: 'Options', strategy: 'inferred' as const }
  const request = {
    commit: await repository.commit(commit),
    diff: await repository.diff(commit),
    target,
    text,
  }
  return draftWithTree(repository, wordReader(repository).codeWords)(request)
}

const withOption = (t: Ending, files: Readonly<Record<string, string>> = {}) => {
  const repository = testRepository(t)
  repository.commit('Begin', { 'README.md': table, 'src/cli.js': before, ...files })
  return repository
}

test('an option is struck where only documents still have it', async t => {
  const repository = withOption(t, { 'docs/more.md': 'Use `--dry-run`.\n' })
  const commit = repository.commit('Remove it', { 'src/cli.js': after })
  const { text, proofs } = await drafted(t, repository, commit, table)
  t.is(text, '## Options\n\n- `--quiet`: prints nothing\n')
  t.deepEqual(proofs, [{ kind: 'removed', from: '--dry-run', to: '', file: 'src/cli.js', line: 2 }])
})

test('an option stays where a file that the commit did not touch has it', async t => {
  const repository = withOption(t, { 'src/other.js': 'if (options.dryRun) print()\n' })
  const commit = repository.commit('Remove it', { 'src/cli.js': after })
  t.is((await drafted(t, repository, commit, table)).text, table)
})

test('an option stays where not all files could be read', async t => {
  const repository = withOption(t, { 'src/data.txt': 'x '.repeat(600_000) })
  const commit = repository.commit('Remove it', { 'src/cli.js': after })
  t.is((await drafted(t, repository, commit, table)).text, table)
})

test('a folder of which nothing stayed is followed', async t => {
  const repository = testRepository(t)
  repository.commit('Begin', { 'lib/core/a.js': 'export const a = 1\n', 'lib/b.js': '1\n' })
  mkdirSync(join(repository.path, 'src'))
  renameSync(join(repository.path, 'lib/core'), join(repository.path, 'src/core'))
  repository.git('add', '--all')
  const commit = repository.commit('Move it')
  const { text } = await drafted(t, repository, commit, 'All is in `lib/core/`, some in `lib/`.\n')
  t.is(text, 'All is in `src/core/`, some in `lib/`.\n')
})
