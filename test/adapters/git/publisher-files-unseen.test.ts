// Cases from Git's manual (update-index, sparse-checkout, gitattributes, gitignore, submodule), written down without a look at the rules.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { FileEdit, Prepared, Publication } from '../../../src/ports/publisher.ts'
import type { TestRepository } from '../../support/repository.ts'
import { assertClean, documented, message, open, read } from './publisher.support.ts'

const text = (content: string): Uint8Array => Buffer.from(content)

/** Prepares and publishes; what came of it. */
const tried = async (
  repository: TestRepository,
  files: readonly FileEdit[],
): Promise<Prepared | Publication> => {
  const publisher = open(repository)
  const prepared = await publisher.prepare(files, message)
  const end = prepared.state === 'prepared' ? await publisher.publish(prepared.commit) : prepared
  await publisher.close()
  return end
}

const status = ({ git }: TestRepository): string =>
  git('status', '--porcelain', '--untracked-files=all')

const goes = async (
  t: ExecutionContext,
  repository: TestRepository,
  files: readonly FileEdit[],
): Promise<void> => {
  t.deepEqual(await tried(repository, files), { state: 'published' })
  assertClean(t, repository)
}

const waits = async (
  t: ExecutionContext,
  repository: TestRepository,
  files: readonly FileEdit[],
  reason: string,
): Promise<void> => {
  const head = repository.git('rev-parse', 'HEAD')
  const before = status(repository)
  t.like(await tried(repository, files), { state: 'waits', blocker: { reason } } as object)
  t.deepEqual([repository.git('rev-parse', 'HEAD'), status(repository)], [head, before])
}

test('a file that is only intended to be added is the person’s', async t => {
  const repository = documented(t)
  repository.write('new.js', 'mine\n')
  repository.git('add', '--intent-to-add', 'new.js')
  await waits(t, repository, [{ file: 'new.js', content: text('ours\n') }], 'file-staged')
})

test('a file marked assume-unchanged and changed is the person’s, and one that is not keeps its mark', async t => {
  const repository = documented(t)
  repository.git('update-index', '--assume-unchanged', 'code.js', 'other.js')
  repository.write('code.js', 'mine\n')
  await waits(t, repository, [{ file: 'code.js', content: text('ours\n') }], 'file-edited')
  await goes(t, repository, [{ file: 'other.js', content: text('ours\n') }])
  t.regex(repository.git('ls-files', '-v', 'other.js'), /^h/)
})

test('a mode that the person changed and did not stage is theirs', async t => {
  const repository = documented(t)
  chmodSync(join(repository.path, 'code.js'), 0o755)
  await waits(t, repository, [{ file: 'code.js', content: text('ours\n') }], 'file-edited')
})

test('a mode that the person staged is theirs', async t => {
  const repository = documented(t)
  repository.git('update-index', '--chmod=+x', 'code.js')
  await waits(t, repository, [{ file: 'code.js', content: text('ours\n') }], 'file-staged')
})

test('an ignored file in the place of a new one is not overwritten', async t => {
  const repository = documented(t)
  repository.commit('ignore', { '.gitignore': '*.log\n' })
  repository.write('build.log', 'mine\n')
  await waits(t, repository, [{ file: 'build.log', content: text('ours\n') }], 'file-untracked')
  t.is(read(repository, 'build.log'), 'mine\n')
})

test('a repository of its own in the place of a folder', async t => {
  const repository = documented(t)
  mkdirSync(join(repository.path, 'nested'))
  repository.git('init', '--quiet', 'nested')
  await goes(t, repository, [{ file: 'beside.txt', content: text('x\n') }])
  const before = existsSync(join(repository.path, 'nested/.git'))
  await t.throwsAsync(tried(repository, [{ file: 'nested/.git/config', content: text('x') }]), {
    code: 'DOCUMENT_OUTSIDE',
  })
  t.is(existsSync(join(repository.path, 'nested/.git')), before)
})

test('a submodule is neither replaced nor written into', async t => {
  const repository = documented(t)
  const head = repository.git('rev-parse', 'HEAD')
  repository.git('update-index', '--add', '--cacheinfo', `160000,${head},module`)
  repository.git('commit', '--quiet', '-m', 'module')
  mkdirSync(join(repository.path, 'module'))
  for (const file of ['module', 'module/a.txt'])
    await t.throwsAsync(tried(repository, [{ file, content: text('x') }]), {
      code: 'FILES_CONFLICT',
    })
  t.regex(repository.git('ls-files', '-s', 'module'), /^160000/)
})

test('a sparse checkout in cone mode gets a new file outside of its cone', async t => {
  const repository = documented(t)
  repository.git('sparse-checkout', 'set', '--cone', 'elsewhere')
  await goes(t, repository, [
    { file: 'docs/guide.md', content: text('# Changed\n') },
    { file: 'docs/new.md', content: text('# New\n') },
  ])
  t.is(repository.git('cat-file', 'blob', 'HEAD:docs/guide.md'), '# Changed')
  t.false(existsSync(join(repository.path, 'docs/guide.md')))
})

test('a split index, and an index of version 4', async t => {
  for (const args of [['--split-index'], ['--index-version', '4']]) {
    const repository = documented(t)
    repository.git('update-index', ...args)
    await goes(t, repository, [
      { file: 'a/new.js', content: text('new\n') },
      { file: 'code.js', content: null },
    ])
    t.is(status(repository), '')
  }
})

test('text=auto takes CRLF from new files, and leaves it where HEAD has it', async t => {
  const repository = documented(t)
  repository.commit('crlf', { 'dos.txt': 'one\r\ntwo\r\n' })
  repository.commit('attributes', { '.gitattributes': '* text=auto\n' })
  await goes(t, repository, [
    { file: 'new.txt', content: text('a\r\nb\r\n') },
    { file: 'dos.txt', content: text('one\r\ntwo\r\nthree\r\n') },
    { file: 'picture.bin', content: Buffer.from([0, 13, 10, 255]) },
  ])
  t.is(repository.git('cat-file', 'blob', 'HEAD:new.txt'), 'a\nb')
  t.deepEqual(readFileSync(join(repository.path, 'picture.bin')), Buffer.from([0, 13, 10, 255]))
  t.is(status(repository), '')
})

test('UTF-16 in the working tree is UTF-8 in Git', async t => {
  const repository = documented(t)
  repository.commit('attributes', {
    '.gitattributes': '*.ps1 working-tree-encoding=UTF-16LE-BOM\n',
  })
  const script = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('echo ü\n', 'utf16le')])
  await goes(t, repository, [{ file: 'run.ps1', content: script }])
  t.is(repository.git('cat-file', 'blob', 'HEAD:run.ps1'), 'echo ü')
  t.deepEqual(readFileSync(join(repository.path, 'run.ps1')), script)
  t.is(status(repository), '')
})

test('a commit while the person’s index is locked waits and leaves nothing', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const prepared = await publisher.prepare([{ file: 'new.js', content: text('x') }], message)
  if (prepared.state !== 'prepared') throw t.fail()
  const lock = join(repository.path, '.git/index.lock')
  writeFileSync(lock, '')
  t.like(await publisher.publish(prepared.commit), {
    state: 'waits',
    blocker: { reason: 'index-locked' },
  })
  t.false(existsSync(join(repository.path, 'new.js')))
  rmSync(lock)
  t.deepEqual(await publisher.publish(prepared.commit), { state: 'published' })
  t.is(status(repository), '')
})

test('an empty file, and a file of some megabytes', async t => {
  const repository = documented(t)
  const large = Buffer.alloc(5_000_000, 'abcdefg\n')
  await goes(t, repository, [
    { file: 'empty', content: new Uint8Array() },
    { file: 'large.bin', content: large },
  ])
  t.deepEqual(readFileSync(join(repository.path, 'large.bin')), large)
  t.is(status(repository), '')
})
