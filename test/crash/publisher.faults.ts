// Long because each test file is a process of its own: what belongs together shares one.
import { execFile } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { PublishStep } from '../../src/adapters/git/publisher/publish.ts'
import type { PreparedCommit, Publication } from '../../src/ports/publisher.ts'
import {
  assertClean,
  assertPublished,
  bytes,
  documented,
  edits,
  killAfter,
  message,
  newReadme,
  newTwo,
  oldTwo,
  open,
  prepared,
  read,
  readme,
  sectionEdit,
  work,
} from '../adapters/git/publisher.support.ts'
import { until } from '../support/background.ts'
import type { TestRepository } from '../support/repository.ts'

const published: Publication = { state: 'published' }

/** Someone in the middle of everything. */
const atWork = (t: ExecutionContext): TestRepository => {
  const repository = documented(t)
  const { git, write } = repository
  write('code.js', 'two\n')
  git('add', 'code.js')
  write('other.js', 'two\n')
  write('README.md', readme.replace('The first.', 'The first, staged.'))
  git('add', 'README.md')
  write(
    'README.md',
    readme.replace('The first.', 'The first, staged.').replace('The third.', 'The third, edited.'),
  )
  return repository
}

// Killed, and published again

const killed = test.macro(async (t, step: PublishStep, moved: boolean) => {
  const repository = atWork(t)
  const publisher = open(repository)
  const before = work(repository)
  const untouched = bytes(repository)
  const commit = await prepared(t, publisher)
  killAfter(t, repository, commit, step)

  t.is(repository.git('rev-parse', 'HEAD'), moved ? commit.id : commit.parent)
  if (!moved) t.deepEqual(bytes(repository), untouched)
  t.deepEqual(await publisher.publish(commit, edits), published)
  assertPublished(t, repository, commit)
  t.deepEqual(work(repository), before)
  t.is(repository.git('rev-list', '--count', 'HEAD'), '2')
})

const steps: [PublishStep, moved: boolean][] = [
  ['surveyed', false],
  ['index-prepared', false],
  ['journal-written', false],
  ['index-locked', false],
  ['looked-again', false],
  ['ref-moved', true],
  ['documents-written', true],
  ['index-replaced', true],
  ['journal-removed', true],
]
for (const [step, moved] of steps) test(`killed after ${step}`, killed, step, moved)

test('killed after the branch moved: preparing another doc commit finishes it first', async t => {
  const repository = atWork(t)
  const publisher = open(repository)
  const before = work(repository)
  const commit = await prepared(t, publisher)
  killAfter(t, repository, commit, 'ref-moved')
  const next = await prepared(t, publisher, [sectionEdit('docs/guide.md')])
  t.is(next.parent, commit.id)
  t.deepEqual(work(repository), before)
  assertPublished(t, repository, commit)
})

test('killed before the branch moved: preparing another doc commit takes it back first', async t => {
  const repository = atWork(t)
  const publisher = open(repository)
  const untouched = bytes(repository)
  killAfter(t, repository, await prepared(t, publisher), 'looked-again')
  t.true(existsSync(join(repository.path, '.git/index.lock')))
  await prepared(t, publisher)
  t.deepEqual(bytes(repository), untouched)
  assertClean(t, repository)
})

test('killed again while it is finished, and again', async t => {
  const repository = atWork(t)
  const publisher = open(repository)
  const before = work(repository)
  const commit = await prepared(t, publisher)
  killAfter(t, repository, commit, 'ref-moved')
  // The lock went, as Git advises, and the index changed.
  rmSync(join(repository.path, '.git/index.lock'))
  repository.git('add', 'other.js')
  repository.git('restore', '--staged', 'other.js')
  t.deepEqual(await publisher.publish(commit, edits), published)
  t.deepEqual(await publisher.publish(commit, edits), published)
  t.deepEqual(work(repository), before)
  assertPublished(t, repository, commit)
})

test('killed, then the person works on in other sections and files', async t => {
  const repository = documented(t)
  const { git, write, path } = repository
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  killAfter(t, repository, commit, 'ref-moved')
  rmSync(join(path, '.git/index.lock'))
  write('README.md', readme.replace('The first.', 'The first, staged.'))
  git('add', 'README.md')
  write('README.md', readme.replace('The first.', 'The first, edited.'))
  t.deepEqual(await publisher.publish(commit, edits), published)
  assertPublished(t, repository, commit)
  t.is(read(repository, 'README.md'), newReadme.replace('The first.', 'The first, edited.'))
  t.is(
    git('cat-file', 'blob', ':README.md'),
    newReadme.replace('The first.', 'The first, staged.').trimEnd(),
  )
})

test('killed, then the person edits the same section: their file is left to them', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  killAfter(t, repository, commit, 'ref-moved')
  repository.write('README.md', readme.replace('--old', '--mine'))
  t.deepEqual(await publisher.publish(commit, edits), published)
  assertPublished(t, repository, commit)
  t.is(read(repository, 'README.md'), readme.replace('--old', '--mine'))
  t.is(repository.git('diff', '--cached'), '')
})

test('killed, then the document becomes a symbolic link: it is left to the person', async t => {
  const repository = documented(t)
  const { path, git } = repository
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  killAfter(t, repository, commit, 'ref-moved')
  rmSync(join(path, 'README.md'))
  symlinkSync('code.js', join(path, 'README.md'))
  t.deepEqual(await publisher.publish(commit, edits), published)
  t.is(read(repository, 'code.js'), 'one\n')
  t.is(git('rev-parse', 'HEAD'), commit.id)
  assertClean(t, repository)
})

test('killed, then the person commits the old document again: it stays theirs', async t => {
  const repository = documented(t)
  const { path, commit: save, git } = repository
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  killAfter(t, repository, commit, 'ref-moved')
  rmSync(join(path, '.git/index.lock'))
  const theirs = save('theirs')
  t.deepEqual(await publisher.publish(commit, edits), published)
  t.is(git('rev-parse', 'HEAD'), theirs)
  t.is(git('status', '--porcelain'), '')
  t.is(read(repository, 'README.md'), readme)
  assertClean(t, repository)
})

test('killed, then another Git holds the index: the rest is done when it is free', async t => {
  const repository = atWork(t)
  const publisher = open(repository)
  const before = work(repository)
  const commit = await prepared(t, publisher)
  killAfter(t, repository, commit, 'ref-moved')
  const lock = join(repository.path, '.git/index.lock')
  writeFileSync(lock, 'of another')
  t.deepEqual(await publisher.publish(commit, edits), published)
  t.is(readFileSync(lock, 'utf8'), 'of another')
  rmSync(lock)
  t.deepEqual(await publisher.publish(commit, edits), published)
  t.deepEqual(work(repository), before)
  assertPublished(t, repository, commit)
})

test('killed with the lock: the lock of another that came in its place is never taken', async t => {
  const repository = atWork(t)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  killAfter(t, repository, commit, 'index-locked')
  const lock = join(repository.path, '.git/index.lock')
  writeFileSync(lock, 'of another')
  t.like(await publisher.publish(commit, edits), {
    state: 'waits',
    blocker: { reason: 'index-locked' },
  })
  t.is(readFileSync(lock, 'utf8'), 'of another')
})

test('killed after the branch moved, then taken away by the person: it does not come back', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  killAfter(t, repository, commit, 'index-replaced')
  repository.git('reset', '--quiet', '--hard', 'HEAD~1')
  t.deepEqual(await publisher.publish(commit, edits), published)
  t.is(repository.git('rev-parse', 'HEAD'), commit.parent)
  t.is(read(repository, 'README.md'), readme)
  assertClean(t, repository)
})

test('a failure after the branch moved: the index is right, and the rest is done by the next call', async t => {
  const repository = atWork(t)
  const before = work(repository)
  const commit = await prepared(t, open(repository))
  const failing = open(repository, {
    onStep(step) {
      if (step === 'documents-written') throw new Error('The disk is full.')
    },
  })
  await t.throwsAsync(failing.publish(commit, edits), { message: 'The disk is full.' })
  t.false(existsSync(join(repository.path, '.git/index.lock')))
  t.deepEqual(work(repository), before)
  t.deepEqual(await open(repository).publish(commit, edits), published)
  t.deepEqual(work(repository), before)
  assertPublished(t, repository, commit)
})

// Published, and then

test('amended by the person: it counts as published and is not made again', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  t.deepEqual(await publisher.publish(commit, edits), published)
  repository.write('code.js', 'amended\n')
  repository.git('commit', '--quiet', '--all', '--amend', '--no-edit')
  const amended = repository.git('rev-parse', 'HEAD')
  t.deepEqual(await publisher.publish(commit, edits), published)
  t.is(repository.git('rev-parse', 'HEAD'), amended)
  t.is(
    repository.git('log', '-1', '--format=%(trailers:key=Git-Doc-Run,valueonly)').trim(),
    message.trailers['Git-Doc-Run'],
  )

  const back = [sectionEdit('README.md', newTwo, oldTwo)]
  const next = await prepared(t, publisher, back)
  t.deepEqual(await publisher.publish(next, back), published)
  t.is(repository.git('rev-parse', 'HEAD^'), amended)
  t.is(read(repository, 'README.md'), readme)
})

test('followed by commits of the person: it is published still', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  await publisher.publish(commit, edits)
  const later = repository.commit('later', { 'code.js': 'later\n' })
  t.deepEqual(await publisher.publish(commit, edits), published)
  t.is(repository.git('rev-parse', 'HEAD'), later)
})

// Something happens between two steps

interface Meanwhile {
  readonly after: PublishStep
  happens(repository: TestRepository): void
  expect(t: ExecutionContext, seen: Seen): void | Promise<void>
  /** At every attempt, not only the first. */
  readonly always?: boolean
}
interface Seen {
  readonly repository: TestRepository
  readonly commit: PreparedCommit
  readonly publication: Publication
}

const meanwhile = test.macro(async (t, { after, happens, expect, always = false }: Meanwhile) => {
  const repository = documented(t)
  let times = 0
  const publisher = open(repository, {
    onStep(step) {
      if (step === after && (always || times === 0)) {
        times++
        happens(repository)
      }
    },
  })
  const commit = await prepared(t, publisher)
  const publication = await publisher.publish(commit, edits)
  t.true(times > 0)
  await expect(t, { repository, commit, publication })
  assertClean(t, repository)
})

const wasMoved = (t: ExecutionContext, { repository, publication, commit }: Seen) => {
  const found = repository.git('rev-parse', 'HEAD')
  t.not(found, commit.id)
  t.deepEqual(publication, { state: 'moved', found })
  t.is(repository.git('status', '--porcelain'), '')
  t.is(read(repository, 'README.md'), readme)
}

for (const after of ['surveyed', 'index-prepared', 'journal-written'] as const)
  test(`a commit after ${after} stays, and the doc commit is to be made anew`, meanwhile, {
    after,
    happens: ({ commit }) => void commit('theirs', { 'code.js': 'theirs\n' }),
    expect: wasMoved,
  })

test('a commit that leaves the index alone stays as well', meanwhile, {
  after: 'journal-written',
  happens: ({ git }) => void git('commit', '--quiet', '--allow-empty', '-m', 'theirs'),
  expect: wasMoved,
})

test('the branch moves under the lock: the compare-and-swap sees it', meanwhile, {
  after: 'looked-again',
  happens({ git }) {
    const theirs = git('commit-tree', '-p', 'HEAD', '-m', 'theirs', 'HEAD^{tree}')
    git('update-ref', 'refs/heads/main', theirs)
  },
  expect: wasMoved,
})

test('the branch is deleted under the lock', meanwhile, {
  after: 'looked-again',
  happens: ({ git }) => void git('update-ref', '-d', 'refs/heads/main'),
  expect(t, { publication, repository }) {
    t.deepEqual(publication, { state: 'moved', found: undefined })
    t.is(read(repository, 'README.md'), readme)
  },
})

test('a commit under the lock is refused by Git itself', meanwhile, {
  after: 'looked-again',
  happens({ git }) {
    try {
      git('commit', '--quiet', '--allow-empty', '-m', 'theirs')
    } catch {
      return
    }
    throw new Error('It was not refused.')
  },
  expect(t, { repository, commit, publication }) {
    t.deepEqual(publication, published)
    assertPublished(t, repository, commit)
  },
})

test('something staged is staged still', meanwhile, {
  after: 'journal-written',
  happens({ write, git }) {
    write('code.js', 'theirs\n')
    git('add', 'code.js')
  },
  expect(t, { repository, commit, publication }) {
    t.deepEqual(publication, published)
    assertPublished(t, repository, commit)
    t.is(repository.git('status', '--porcelain'), 'M  code.js')
  },
})

const saved = readme.replace('The third.', 'The third, just saved.')
for (const after of ['index-prepared', 'looked-again', 'ref-moved'] as const)
  test(`an editor's save of another section after ${after} is kept`, meanwhile, {
    after,
    happens: ({ write }) => write('README.md', saved),
    expect(t, { repository, commit, publication }) {
      t.deepEqual(publication, published)
      assertPublished(t, repository, commit)
      t.is(read(repository, 'README.md'), saved.replace(oldTwo, newTwo))
      t.is(repository.git('diff', '--cached'), '')
    },
  })

const mine = readme.replace('--old', '--mine')
test("an editor's save of the same section before the second look makes it wait", meanwhile, {
  after: 'journal-written',
  happens: ({ write }) => write('README.md', mine),
  expect(t, { repository, commit, publication }) {
    t.like(publication, { state: 'waits', blocker: { reason: 'section-edited' } })
    t.is(repository.git('rev-parse', 'HEAD'), commit.parent)
    t.is(read(repository, 'README.md'), mine)
    t.is(repository.git('diff', '--cached'), '')
  },
})

test("an editor's save of the same section after the branch moved is not written over", meanwhile, {
  after: 'ref-moved',
  happens: ({ write }) => write('README.md', mine),
  expect(t, { repository, commit, publication }) {
    t.deepEqual(publication, published)
    assertPublished(t, repository, commit)
    t.is(read(repository, 'README.md'), mine)
    t.is(repository.git('diff', '--cached'), '')
  },
})

test('the document is deleted', meanwhile, {
  after: 'journal-written',
  happens: ({ path }) => rmSync(join(path, 'README.md')),
  expect(t, { publication }) {
    t.like(publication, { state: 'waits', blocker: { reason: 'document-deleted' } })
  },
})

test('the document is deleted after the branch moved: it stays deleted', meanwhile, {
  after: 'ref-moved',
  happens: ({ path }) => rmSync(join(path, 'README.md')),
  expect(t, { repository, publication }) {
    t.deepEqual(publication, published)
    t.is(repository.git('status', '--porcelain'), ' D README.md')
  },
})

test(
  'the document becomes a symbolic link after the branch moved: nothing is followed',
  meanwhile,
  {
    after: 'ref-moved',
    happens({ path }) {
      rmSync(join(path, 'README.md'))
      symlinkSync('code.js', join(path, 'README.md'))
    },
    expect(t, { repository, publication }) {
      t.deepEqual(publication, published)
      t.is(read(repository, 'code.js'), 'one\n')
      t.is(repository.git('status', '--porcelain'), ' T README.md')
    },
  },
)

test('another branch is checked out', meanwhile, {
  after: 'surveyed',
  happens: ({ git }) => void git('switch', '--quiet', '-c', 'other'),
  expect(t, { repository, commit, publication }) {
    t.like(publication, { state: 'waits', blocker: { reason: 'other-branch' } })
    t.is(repository.git('rev-parse', 'main'), commit.parent)
    t.is(repository.git('status', '--porcelain'), '')
  },
})

test(
  'HEAD is turned to another branch under the lock: index and files stay that one’s',
  meanwhile,
  {
    after: 'looked-again',
    happens({ git }) {
      git('branch', 'other')
      git('symbolic-ref', 'HEAD', 'refs/heads/other')
    },
    expect(t, { repository, commit, publication }) {
      t.deepEqual(publication, published)
      t.is(repository.git('rev-parse', 'main'), commit.id)
      t.is(repository.git('rev-parse', 'HEAD'), commit.parent)
      t.is(repository.git('status', '--porcelain'), '')
    },
  },
)

test('a merge begins', meanwhile, {
  after: 'journal-written',
  happens({ git }) {
    const side = git('commit-tree', '-p', 'HEAD', '-m', 'side', 'HEAD^{tree}')
    git('merge', '--quiet', '--no-ff', '--no-commit', side)
  },
  expect(t, { publication }) {
    t.like(publication, { state: 'waits', blocker: { reason: 'merge' } })
  },
})

test('a bisect begins, which takes no lock', meanwhile, {
  after: 'index-locked',
  happens: ({ git }) => void git('bisect', 'start'),
  expect(t, { repository, publication }) {
    t.like(publication, { state: 'waits', blocker: { reason: 'bisect' } })
    repository.git('bisect', 'reset')
  },
})

test('an index that never rests makes it wait', meanwhile, {
  after: 'index-prepared',
  always: true,
  happens({ git, write }) {
    write('code.js', `${git('rev-parse', ':code.js')}\n`)
    git('add', 'code.js')
  },
  expect(t, { repository, commit, publication }) {
    t.like(publication, { state: 'waits', blocker: { reason: 'index-locked' } })
    t.is(repository.git('rev-parse', 'HEAD'), commit.parent)
  },
})

test('a doc commit whose object was pruned is to be made anew', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  repository.git('prune', '--expire=now')
  t.deepEqual(await publisher.publish(commit, edits), { state: 'moved', found: commit.parent })
  const next = await prepared(t, publisher)
  t.deepEqual(await publisher.publish(next, edits), published)
})

// Both at once

if (existsSync('/proc/self/cmdline'))
  test('no branch moves while a person writes the message of their commit', async t => {
    const repository = documented(t)
    const publisher = open(repository)
    const commit = await prepared(t, publisher)
    const git = join(repository.path, '.git')
    repository.write('code.js', 'theirs\n')
    repository.git('add', 'code.js')
    const editor =
      'f() { touch .git/writing; until [ -e .git/written ]; do :; done; echo Theirs > "$1"; }; f'
    const theirs = new Promise<unknown>(resolve => {
      const env = { ...process.env, GIT_EDITOR: editor }
      execFile('git', ['commit', '--quiet'], { cwd: repository.path, env }, resolve)
    })
    await until('the editor is open', () => existsSync(join(git, 'writing')))
    const publication = await publisher.publish(commit, edits)
    writeFileSync(join(git, 'written'), '')
    t.is(await theirs, null, 'their commit is made')
    t.like(publication, { state: 'waits', blocker: { reason: 'index-locked' } })
    const found = repository.git('rev-parse', 'HEAD')
    t.deepEqual(await publisher.publish(commit, edits), { state: 'moved', found })
  })

test.serial('of twenty commits a person makes meanwhile none is lost', async t => {
  const repository = documented(t)
  const basis = { commit: repository.git('rev-parse', 'HEAD') }
  const publisher = open(repository)
  const script = `i=0
    while [ $i -lt 20 ]; do
      i=$((i + 1)); echo $i > code.js
      until git commit --quiet --all --message "theirs $i" 2>/dev/null; do :; done
      git log -1 --format=%H --grep="^theirs $i$"
      # Every other commit follows at once, the others when a whole attempt lies between.
      seen=$(wc -l < .git/attempts)
      while [ $((i % 2)) = 0 ] && [ "$(wc -l < .git/attempts)" -lt $((seen + 2)) ]; do :; done
    done`
  const attempts = join(repository.path, '.git', 'attempts')
  writeFileSync(attempts, '')
  let over = false
  const theirs = new Promise<string[]>((resolve, reject) => {
    execFile('sh', ['-c', script], { cwd: repository.path }, (error, stdout) => {
      over = true
      if (error) reject(error)
      else resolve(stdout.trim().split('\n'))
    })
  })
  const outcomes = { published: 0, moved: 0, waits: 0 }
  for (let text: [string, string] = [oldTwo, newTwo]; !over; ) {
    const these = [sectionEdit('README.md', ...text)]
    const commit = await prepared(t, publisher, these, basis)
    const { state } = await publisher.publish(commit, these)
    outcomes[state]++
    appendFileSync(attempts, '.\n')
    if (state === 'published') text = [text[1], text[0]]
  }
  const commits = await theirs
  t.is(commits.length, 20)
  const reachable = repository.git('rev-list', 'HEAD').split('\n')
  t.deepEqual(
    commits.filter(commit => !reachable.includes(commit)),
    [],
  )
  t.is(reachable.length, 1 + 20 + outcomes.published)
  for (const commit of commits)
    t.is(repository.git('diff-tree', '--no-commit-id', '--name-only', commit), 'code.js')
  t.true(outcomes.published > 0)
  t.is(repository.git('status', '--porcelain'), '')
  assertClean(t, repository)
  t.log(outcomes)
})
