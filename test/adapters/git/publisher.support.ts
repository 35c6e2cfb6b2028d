import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'
import type { PublishStep } from '../../../src/adapters/git/publisher/publish.ts'
import { openPublisher, type PublisherOptions } from '../../../src/adapters/git/publisher.ts'
import { hash } from '../../../src/documentation/hash.ts'
import type {
  Basis,
  DocumentEdit,
  PreparedCommit,
  Publisher,
} from '../../../src/ports/publisher.ts'
import type { RepositoryPaths } from '../../../src/ports/repository.ts'
import { type TestRepository, testRepository } from '../../support/repository.ts'

/** Three sections; git-doc always writes the second. */
export const readme = [
  '# Tool\n\nIt works.\n\n',
  '## One\n\nThe first.\n\n',
  '## Two\n\nThe second, with `--old`.\n\n',
  '## Three\n\nThe third.\n',
].join('')
/** The second section before and after. */
export const oldTwo = '## Two\n\nThe second, with `--old`.\n\n'
export const newTwo = '## Two\n\nThe second, with `--new`.\nAnd a line more.\n\n'
/** The document with the second section written. */
export const newReadme = readme.replace(oldTwo, newTwo)
/** A text as Windows has it. */
export const withCrlf = (text: string) => text.replaceAll('\n', '\r\n')

/** A section from its heading to the next one, replaced wherever it reads `before`, in the copy's line endings. */
export const sectionEdit = (file: string, before = oldTwo, after = newTwo): DocumentEdit => ({
  file,
  rewrite(copy) {
    const text = Buffer.from(copy).toString()
    const start = text.search(/^## Two\r?$/m)
    if (start < 0) return undefined
    const next = text.slice(start + 1).search(/^## /m)
    const end = next < 0 ? text.length : start + 1 + next
    const found = text.slice(start, end)
    if (found.replaceAll('\r\n', '\n') !== before) return undefined
    const written = found.includes('\r\n') ? withCrlf(after) : after
    const at = Buffer.byteLength(text.slice(0, start))
    const span = (section: string) => ({
      start: at,
      end: at + Buffer.byteLength(section),
      sha256: hash(section),
    })
    return {
      bytes: Buffer.from(text.slice(0, start) + written + text.slice(end)),
      change: { file, sections: [{ section: 'Two', before: span(found), after: span(written) }] },
    }
  },
})

/** The edit of most tests. */
export const edits = [sectionEdit('README.md')]

/** Their message. */
export const message = {
  subject: 'docs: say what the flag is called now',
  body: 'Updates "Two" in README.md.',
  trailers: { 'Git-Doc-Commit': 'a'.repeat(40), 'Git-Doc-Run': `commit/${'a'.repeat(40)}` },
}

/** A repository whose README.md is documentation and whose code is `code.js`, `other.js` and `docs/guide.md`. */
export const documented = (
  t: ExecutionContext,
  options: { init?: string[]; readme?: string } = {},
): TestRepository => {
  const repository = testRepository(t, options.init ? { init: options.init } : {})
  repository.commit('first', {
    'README.md': options.readme ?? readme,
    'docs/guide.md': readme,
    'code.js': 'one\n',
    'other.js': 'one\n',
  })
  return repository
}

/** The same repository seen from another folder, such as a linked worktree. */
export const at = (repository: TestRepository, path: string): TestRepository => ({
  ...repository,
  path,
  git: (...args) => repository.git('-C', path, ...args),
  write: (file, content) => {
    writeFileSync(join(path, file), content)
  },
})

/** Where a repository's working tree and Git directories are. */
export const place = ({ git, path }: TestRepository): RepositoryPaths => {
  const known = places.get(path)
  if (known) return known
  const [gitDirectory = '', commonDirectory = ''] = git(
    'rev-parse',
    '--path-format=absolute',
    '--git-dir',
    '--git-common-dir',
  ).split('\n')
  const found = { root: path, gitDirectory, commonDirectory }
  places.set(path, found)
  return found
}
const places = new Map<string, RepositoryPaths>()

/** Doc commits in a repository. */
export const open = (
  repository: TestRepository,
  options: Partial<PublisherOptions> = {},
): Publisher => openPublisher({ ...place(repository), ...options })

/** Whatever is checked out will do. */
export const onHead: Basis = { commit: 'HEAD' }

/** A doc commit, prepared; the test fails where it cannot be. */
export const prepared = async (
  t: ExecutionContext,
  publisher: Publisher,
  these: readonly DocumentEdit[] = edits,
  basis: Basis = onHead,
): Promise<PreparedCommit> => {
  const answer = await publisher.prepare(these, message, basis)
  if (answer.state !== 'prepared') throw t.fail(JSON.stringify(answer))
  return answer.commit
}

/** Publishes in a process that is killed when the step is done. */
export const killAfter = (
  t: ExecutionContext,
  repository: TestRepository,
  commit: PreparedCommit,
  step: PublishStep,
) => {
  const child = fileURLToPath(new URL('./publisher.child.js', import.meta.url))
  const args = [child, JSON.stringify(place(repository)), JSON.stringify(commit), step]
  const { signal, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  t.is(signal, 'SIGKILL', stderr)
}

/** A file's text in the working tree. */
export const read = ({ path }: TestRepository, file: string): string =>
  readFileSync(join(path, file), 'utf8')

/** All that a person sees of their work: what is staged, unstaged, untracked, and how files are marked. */
export const work = ({ git }: TestRepository, documents: readonly string[] = ['README.md']) => {
  const others = documents.map(file => `:(exclude)${file}`)
  const changed = (...args: string[]) =>
    git('diff', '--unified=0', ...args)
      .split('\n')
      .filter(line => /^[-+](?!--|\+\+)/.test(line))
  return {
    index: git('ls-files', '-s', '-v', '--', '.', ...others),
    marks: git('ls-files', '-v'),
    status: git('status', '--porcelain=v1', '--untracked-files=all'),
    unstaged: git('diff', '--', '.', ...others),
    staged: git('diff', '--cached', '--', '.', ...others),
    unstagedInDocuments: changed('--', ...documents),
    stagedInDocuments: changed('--cached', '--', ...documents),
  }
}

/** Every byte of a person's that a waiting doc commit must leave alone. */
export const bytes = (repository: TestRepository, file = 'README.md') => ({
  head: readFileSync(join(place(repository).gitDirectory, 'HEAD'), 'utf8'),
  refs: repository.git('for-each-ref'),
  index: hash(readFileSync(join(place(repository).gitDirectory, 'index'))),
  file: existsSync(join(repository.path, file)) && hash(readFileSync(join(repository.path, file))),
})

/** Hooks that Git runs for any change of a ref or an index, commit or not. */
const notifications = ['reference-transaction', 'post-index-change']
const hooks = [
  'pre-commit prepare-commit-msg commit-msg post-commit post-rewrite pre-merge-commit post-merge',
  'pre-rebase post-checkout pre-applypatch post-applypatch applypatch-msg pre-auto-gc fsmonitor-watchman',
]
/** Installs hooks that write their names to `trace`. */
export const installHooks = (folder: string, trace: string): void => {
  mkdirSync(folder, { recursive: true })
  for (const name of [...hooks.join(' ').split(' '), ...notifications])
    writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} >> '${trace}'\n`, { mode: 0o755 })
}
/** The hooks of commits that ran. */
export const hooksFired = (trace: string): string[] =>
  existsSync(trace)
    ? readFileSync(trace, 'utf8')
        .split('\n')
        .filter(name => name !== '' && !notifications.includes(name))
    : []

/** What every doc commit must be, whatever the person was doing. */
export const assertPublished = (
  t: ExecutionContext,
  repository: TestRepository,
  commit: PreparedCommit,
  documents: readonly string[] = ['README.md'],
): void => {
  const { git } = repository
  const { id, parent, ref, documents: changed } = commit
  const blobs = [parent, id].flatMap(id => changed.map(({ file }) => `${id}:${file}`))
  t.deepEqual(git('rev-parse', ref, `${id}^@`, ...blobs).split('\n'), [
    id,
    parent,
    ...changed.map(({ before }) => before),
    ...changed.map(({ after }) => after),
  ])
  t.deepEqual(
    git('diff-tree', '-r', '-z', '--no-commit-id', '--name-only', commit.id).split('\0'),
    [...[...documents].sort(), ''],
  )
  for (const { before, after, sections } of changed) {
    const [was, is] = [git('cat-file', 'blob', before), git('cat-file', 'blob', after)]
    for (const section of sections) {
      const cut = (text: string, { start, end }: { start: number; end: number }) =>
        hash(Buffer.from(`${text}\n`).subarray(start, end))
      t.is(cut(was, section.before), section.before.sha256)
      t.is(cut(is, section.after), section.after.sha256)
    }
  }
  t.regex(git('reflog', '-1', 'HEAD'), /git-doc: docs: say what the flag is called now$/)
  t.regex(git('reflog', '-1', commit.ref), /git-doc: docs: say what the flag is called now$/)
  assertClean(t, repository)
}

/** The repository is whole and nothing of ours is left lying about. */
export const assertClean = (t: ExecutionContext, repository: TestRepository): void => {
  const { gitDirectory } = place(repository)
  t.is(repository.git('fsck', '--strict', '--no-dangling', '--no-progress'), '')
  t.false(existsSync(join(gitDirectory, 'index.lock')))
  const left = join(gitDirectory, 'git-doc')
  t.deepEqual(existsSync(left) ? readdirSync(left) : [], [])
}
