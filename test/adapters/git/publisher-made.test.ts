import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { readDocument, replaceDocument } from '../../../src/adapters/git/publisher/worktree-file.ts'
import type { CommitMessage } from '../../../src/ports/publisher.ts'
import { type TestRepository, temporaryFolder } from '../../support/repository.ts'
import {
  assertClean,
  assertPublished,
  bytes,
  documented,
  edits,
  message,
  newReadme,
  newTwo,
  oldTwo,
  onHead,
  open,
  prepared,
  read,
  readme,
  sectionEdit,
  withCrlf,
} from './publisher.support.ts'

// Message and identity

const made = async (t: ExecutionContext, repository: TestRepository, said: CommitMessage) => {
  const answer = await open(repository).prepare(edits, said, onHead)
  if (answer.state !== 'prepared') throw t.fail(JSON.stringify(answer))
  return (format: string) => repository.git('log', '-1', `--format=${format}`, answer.commit.id)
}

test('the message is subject, body and trailers that Git reads', async t => {
  const log = await made(t, documented(t), message)
  t.is(log('%s'), message.subject)
  t.is(
    log('%B'),
    `${message.subject}\n\n${message.body}\n\nGit-Doc-Commit: ${'a'.repeat(40)}\nGit-Doc-Run: commit/${'a'.repeat(40)}\n`,
  )
  t.is(
    log('%(trailers:only,unfold)'),
    `Git-Doc-Commit: ${'a'.repeat(40)}\nGit-Doc-Run: commit/${'a'.repeat(40)}\n`,
  )
})

test('neither body nor values can add a trailer or a header', async t => {
  const log = await made(t, documented(t), {
    subject: 'one\nGit-Doc-Run: forged',
    body: 'Text.\r\n\r\nGit-Doc-Run: forged\0',
    trailers: { 'Git-Doc-Run': 'commit/a\nGit-Doc-Commit: forged' },
  })
  t.is(log('%s'), 'one Git-Doc-Run: forged')
  t.is(log('%(trailers:only,unfold)'), 'Git-Doc-Run: commit/a Git-Doc-Commit: forged\n')
})

test('a message without a body has its trailers still', async t => {
  const log = await made(t, documented(t), { ...message, body: '' })
  t.is(log('%(trailers:key=Git-Doc-Run,valueonly)').trim(), message.trailers['Git-Doc-Run'])
})

test('the message is UTF-8 whatever the person set', async t => {
  const repository = documented(t)
  repository.git('config', 'i18n.commitEncoding', 'ISO-8859-1')
  const log = await made(t, repository, { ...message, subject: 'docs: Ünïcode – ✓' })
  t.is(log('%s'), 'docs: Ünïcode – ✓')
  t.is(log('%e'), '')
})

test('author and committer are the person', async t => {
  const log = await made(t, documented(t), message)
  t.is(log('%an <%ae> %cn <%ce>'), 'Ada <ada@example.org> Ada <ada@example.org>')
})

test('the author can be another, the committer stays the person', async t => {
  const log = await made(t, documented(t), { ...message, author: 'git-doc <bot@example.org>' })
  t.is(log('%an <%ae> %cn <%ce>'), 'git-doc <bot@example.org> Ada <ada@example.org>')
})

test('a machine can be author and committer, sign off, and name others', async t => {
  const repository = documented(t)
  repository.git('config', '--unset', 'user.name')
  repository.git('config', '--unset', 'user.email')
  const bot = 'git-doc <bot@example.org>'
  const log = await made(t, repository, {
    ...message,
    author: bot,
    committer: bot,
    signOff: true,
    coAuthors: ['Ada <ada@example.org>', 'Bob <bob@example.org>'],
  })
  t.is(log('%an <%ae> %cn <%ce>'), `${bot} ${bot}`)
  t.is(log('%(trailers:key=Signed-off-by,valueonly)').trim(), bot)
  t.is(
    log('%(trailers:key=Co-authored-by,valueonly)').trim(),
    'Ada <ada@example.org>\nBob <bob@example.org>',
  )
  t.is(log('%(trailers:key=Git-Doc-Run,valueonly)').trim(), message.trailers['Git-Doc-Run'])
})

test('who signs off is who commits, and a person is named by Git', async t => {
  const log = await made(t, documented(t), { ...message, signOff: true })
  t.is(log('%(trailers:key=Signed-off-by,valueonly)').trim(), 'Ada <ada@example.org>')
})

test('an author that is none is an error of the configuration', async t => {
  await t.throwsAsync(
    open(documented(t)).prepare(edits, { ...message, author: 'git-doc' }, onHead),
    {
      code: 'CONFIG_INVALID',
    },
  )
})

test('without an identity the doc commit waits', async t => {
  const repository = documented(t)
  repository.git('config', 'user.useConfigOnly', 'true')
  repository.git('config', '--unset', 'user.email')
  const waits = { state: 'waits', blocker: { reason: 'identity' } } as const
  t.like(await open(repository).prepare(edits, message, onHead), waits)
  repository.git('config', 'commit.gpgsign', 'true')
  t.like(await open(repository).prepare(edits, message, onHead), waits)
})

// Signing

const signed = (t: ExecutionContext) => {
  const repository = documented(t)
  const keys = temporaryFolder(t)
  const key = join(keys, 'key')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ada', '-f', key])
  writeFileSync(join(keys, 'allowed'), `ada@example.org ${readFileSync(`${key}.pub`, 'utf8')}`)
  const { git } = repository
  git('config', 'gpg.format', 'ssh')
  git('config', 'gpg.ssh.allowedSignersFile', join(keys, 'allowed'))
  git('config', 'user.signingkey', `${key}.pub`)
  git('config', 'commit.gpgsign', 'true')
  return { repository, key }
}

test('a person who signs commits has doc commits signed', async t => {
  const { repository } = signed(t)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  t.deepEqual(await publisher.publish(commit, edits), { state: 'published' })
  assertPublished(t, repository, commit)
  t.notThrows(() => repository.git('verify-commit', 'HEAD'))
  t.regex(repository.git('cat-file', 'commit', 'HEAD'), /^gpgsig /m)
})

const unsigned = test.macro(
  async (
    t,
    arrange: (repository: TestRepository, key: string) => void,
    detail: RegExp,
    signingTimeout?: number,
  ) => {
    const { repository, key } = signed(t)
    arrange(repository, key)
    const before = bytes(repository)
    const answer = await open(repository, { signingTimeout: signingTimeout ?? 600_000 }).prepare(
      edits,
      message,
      onHead,
    )
    t.like(answer, { state: 'waits', blocker: { reason: 'signing' } })
    if (answer.state === 'waits') t.regex(answer.blocker.detail, detail)
    t.deepEqual(bytes(repository), before)
    assertClean(t, repository)
  },
)

test('a key that is gone', unsigned, (_, key) => rmSync(key), /./)
test(
  'no key at all',
  unsigned,
  ({ git }) => void git('config', '--unset', 'user.signingkey'),
  /signingkey/,
)
test(
  'a passphrase nobody types',
  unsigned,
  ({ git, path }) => {
    writeFileSync(join(path, '.git/wait'), '#!/bin/sh\nexec sleep 20\n', { mode: 0o755 })
    git('config', 'gpg.ssh.program', join(path, '.git/wait'))
  },
  /within 0\.5 s/,
  500,
)

// Files only

test('only the files are written', async t => {
  const repository = documented(t)
  const { git, path } = repository
  chmodSync(join(path, 'README.md'), 0o755)
  const { file, ...before } = bytes(repository)
  t.deepEqual(await open(repository).write(edits, onHead), { state: 'published' })
  t.is(read(repository, 'README.md'), newReadme)
  t.is(statSync(join(path, 'README.md')).mode & 0o777, 0o755)
  t.like(bytes(repository), before)
  t.is(git('status', '--porcelain'), ' M README.md')
  t.deepEqual(await open(repository).write(edits, onHead), { state: 'published' }, 'again')
  t.is(read(repository, 'README.md'), newReadme)
  assertClean(t, repository)
})

test('only the files are written, with what the person has in them', async t => {
  const repository = documented(t)
  repository.write('README.md', withCrlf(readme.replace('The first.', 'The first, edited.')))
  t.deepEqual(await open(repository).write(edits, onHead), { state: 'published' })
  t.is(
    read(repository, 'README.md'),
    withCrlf(newReadme.replace('The first.', 'The first, edited.')),
  )
})

test('only the files are written, on a detached HEAD and before the first commit too', async t => {
  const repository = documented(t)
  repository.git('switch', '--quiet', '--detach')
  t.deepEqual(await open(repository).write(edits, onHead), { state: 'published' })
  repository.git('switch', '--quiet', '--force', '--orphan', 'unborn')
  repository.write('README.md', readme)
  t.deepEqual(await open(repository).write(edits, onHead), { state: 'published' })
  t.is(read(repository, 'README.md'), newReadme)
})

test('of several files none is written while one has to wait', async t => {
  const repository = documented(t)
  repository.write('docs/guide.md', readme.replace('--old', '--mine'))
  t.like(await open(repository).write([...edits, sectionEdit('docs/guide.md')], onHead), {
    state: 'waits',
    blocker: { reason: 'section-edited', files: ['docs/guide.md'] },
  })
  t.is(read(repository, 'README.md'), readme)
})

test('a file that is not there is not made', async t => {
  const repository = documented(t)
  rmSync(join(repository.path, 'README.md'))
  t.like(await open(repository).write(edits, onHead), {
    state: 'waits',
    blocker: { reason: 'document-deleted' },
  })
  t.false(existsSync(join(repository.path, 'README.md')))
})

test('files wait for a merge, which they would get in the way of', async t => {
  const repository = documented(t)
  writeFileSync(join(repository.path, '.git/MERGE_HEAD'), repository.git('rev-parse', 'HEAD'))
  t.like(await open(repository).write(edits, onHead), {
    state: 'waits',
    blocker: { reason: 'merge' },
  })
  t.is(read(repository, 'README.md'), readme)
})

test('a file that changed since it was read is not replaced', async t => {
  const { path, write } = documented(t)
  const scratch = temporaryFolder(t)
  const file = await readDocument(path, 'README.md')
  if (!file) return t.fail()
  write('README.md', 'just saved')
  const ours = { bytes: Buffer.from('ours'), mode: undefined, durable: true }
  t.is(await replaceDocument(path, 'README.md', file, ours, scratch), 'changed')
  t.is(readFileSync(join(path, 'README.md'), 'utf8'), 'just saved')
  t.deepEqual(readdirSync(scratch), [])
})

// One after the other

test('a doc commit on a doc commit on a doc commit', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  for (const [from, to] of [
    [oldTwo, newTwo],
    [newTwo, oldTwo],
    [oldTwo, newTwo],
  ] as const) {
    const these = [sectionEdit('README.md', from, to)]
    const commit = await prepared(t, publisher, these)
    t.deepEqual(await publisher.publish(commit, these), { state: 'published' })
    assertPublished(t, repository, commit)
    t.is(repository.git('status', '--porcelain'), '')
  }
})

test('folders that killed processes left go, also where nothing is published, and those of others at work stay', async t => {
  const repository = documented(t)
  const state = join(repository.path, '.git/git-doc')
  const ofAnother = `scratch-${process.ppid}-abc`
  mkdirSync(join(state, 'scratch-999999999-abc', 'objects'), { recursive: true })
  mkdirSync(join(state, ofAnother))
  await open(repository).settle()
  t.deepEqual(readdirSync(state), [ofAnother])
})

test('what a killed process left goes with the next publication', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  const left = join(repository.path, '.git/git-doc', 'scratch-999999999-abc', 'objects')
  mkdirSync(left, { recursive: true })
  await publisher.publish(commit, edits)
  assertClean(t, repository)
})

test('there is nothing to settle where nothing was ever published', async t => {
  const repository = documented(t)
  await t.notThrowsAsync(open(repository).settle())
})
